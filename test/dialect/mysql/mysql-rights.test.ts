import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { holds, isLike, readGrant } from "../../../src/dialect/mysql/rights.js";
import type { Connection } from "../../../src/driver/driver.js";
import { inFolder, mm as tool } from "../../cli/run-cli.js";
import { describeEachDatabase, type TestServer } from "../../databases.js";

const OBJECTS = [
  ["view", "adults", "create view adults as select id from people where id >= 18"],
  ["procedure", "tidy", "create procedure tidy() delete from people where id < 0"],
  ["function", "one", "create function one() returns int deterministic return 1"],
  [
    "trigger",
    "keep",
    "create trigger keep before insert on people for each row set new.id = new.id",
  ],
  [
    "event",
    "nightly",
    "create event nightly on schedule every 1 day disable do delete from people where id < 0",
  ],
] as const;

const MIGRATION = `import * as m from "makemigrations";
m.register({ name: "0001_objects", dependencies: [], operations: [
  new m.CreateTable({ name: "people", fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "seen", type: "date", nullable: true, autoUpdate: true },
  ] }),
${OBJECTS.map(
  ([kind, name, definition]) =>
    `  new m.CreateObject(${JSON.stringify({ kind, name, definition, dependsOn: ["people"] })}),\n`,
).join("")}] });
`;

interface Place {
  readonly owner: Connection;
  /** An account that was given nothing yet. */
  readonly user: string;
  /** The name of the database. */
  readonly here: string;
  /** Addresses of the database, for the owner and for the account. */
  readonly own: string;
  readonly limited: string;
  readonly mm: (address: string, ...words: readonly string[]) => ReturnType<typeof tool>;
}

/** A database that its owner has migrated, and an account on it. */
async function withAccount(
  server: TestServer,
  migration: string,
  work: (place: Place) => Promise<void>,
): Promise<void> {
  const database = await server.create();
  const user = `mm_u${randomBytes(4).toString("hex")}`;
  const owner = await database.connect();
  const url = new URL(database.url);
  const here = url.pathname.slice(1);
  url.username = user;
  url.password = "";
  const [, name] = /name: "(\w+)"/.exec(migration) ?? [];
  try {
    await inFolder({ [`migrations/${name}.ts`]: migration }, async (folder) => {
      const mm: Place["mm"] = (address, ...words) =>
        tool([...words, "--database-url", address], folder);
      const up = await mm(database.url, "migrate", "up");
      expect(up.exit, up.stderr).to.equal(0);
      await owner.execute(`CREATE USER ${user}@'%'`);
      await work({ owner, user, here, own: database.url, limited: url.href, mm });
    });
  } finally {
    await owner.execute(`DROP USER IF EXISTS ${user}@'%'`);
    await database.drop();
  }
}

/** The differences that `db-diff` has told. */
function differencesIn(stdout: string): readonly string[] {
  return stdout.split("\n").filter((line) => /^[-+~]/.test(line));
}

/** The right to read every table, but for one. */
async function grantTables({ owner, user, here }: Place, but?: string): Promise<void> {
  for (const row of await owner.query("SHOW TABLES")) {
    const name = String(Object.values(row)[0]);
    if (name !== but) await owner.execute(`GRANT SELECT ON ${here}.${name} TO ${user}@'%'`);
  }
}

describe("what a MySQL account was given", () => {
  const given = (...lines: readonly string[]) => lines.flatMap((line) => readGrant(line) ?? []);

  it("is read by database, whatever else the line says", () => {
    const grants = given(
      "GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD 'on trigger'",
      "GRANT `role` TO `u`@`%`",
      "GRANT SELECT (a, `on`), ALTER ROUTINE ON `shop\\_1`.* TO `u`@`%`",
      "GRANT TRIGGER ON `shop_1`.`people` TO `u`@`%`",
      "GRANT EXECUTE ON PROCEDURE `shop_1`.`tidy` TO `u`@`%`",
      "GRANT ALL PRIVILEGES ON `other`.* TO `u`@`%`",
    );
    expect(holds(grants, ["ALTER ROUTINE"], "shop_1")).to.equal(true);
    expect(holds(grants, ["ALTER ROUTINE"], "shop21")).to.equal(false);
    expect(holds(grants, ["EXECUTE"], "shop_1")).to.equal(false);
    expect(holds(grants, ["TRIGGER"], "shop_1")).to.equal(false);
    expect(holds(grants, ["TRIGGER"], "other")).to.equal(true);
    expect(holds(grants, ["SELECT"], undefined)).to.equal(false);
  });

  it("is less what was taken back of it", () => {
    const grants = given(
      "GRANT TRIGGER ON *.* TO `u`@`%`",
      "REVOKE TRIGGER ON `shop`.* FROM `u`@`%`",
    );
    expect(holds(grants, ["TRIGGER"], "shop")).to.equal(false);
    expect(holds(grants, ["TRIGGER"], "other")).to.equal(true);
  });

  it("is on databases by a pattern", () => {
    for (const pattern of ["shop_1", "sh%", "%", "shop\\_1", "%1", "s%p_1"]) {
      expect(isLike("shop_1", pattern), pattern).to.equal(true);
    }
    for (const pattern of ["shop", "shop\\%1", "shop_12", "%2", "shop__1"]) {
      expect(isLike("shop_1", pattern), pattern).to.equal(false);
    }
  });
});

describeEachDatabase(
  "objects that an account is not shown",
  (server) => {
    it("are named as not readable, and never as missing", async () => {
      const role = `mm_r${randomBytes(4).toString("hex")}`;
      await withAccount(server, MIGRATION, async ({ owner, user, here, limited, mm }) => {
        try {
          const diff = async () => {
            const { stdout, stderr, exit } = await mm(limited, "db-diff");
            const named = [...stderr.matchAll(/^Not compared: (\w+) "[\w.]+", because (.*)$/gm)];
            const not = named.map((one) => `${one[1]} ${one[2]?.includes("has not") === true}`);
            return [differencesIn(stdout), not.sort(), exit] as const;
          };
          await owner.execute(`CREATE ROLE ${role}`);
          await owner.execute(`GRANT SELECT ON ${here}.* TO ${user}@'%'`);
          expect(await diff()).to.deep.equal([
            [],
            [
              "event true",
              "field true",
              "function true",
              "procedure true",
              "trigger true",
              "view false",
            ],
            0,
          ]);
          const read = await mm(limited, "db-to-schema");
          expect(read.stderr).to.match(/not said: the account has not the right TRIGGER/);
          // Of a routine that it may run it is shown that it is there, and not what it does.
          await owner.execute(`GRANT EXECUTE ON ${here}.* TO ${user}@'%'`);
          expect((await diff())[1]).to.include.members(["function false", "procedure false"]);
          await owner.execute(`GRANT TRIGGER, EVENT ON ${here}.* TO ${role}`);
          await owner.execute(`GRANT ${role} TO ${user}@'%'`);
          expect((await diff())[1]).to.include.members(["event true", "trigger true"]);
          await owner.execute(`SET DEFAULT ROLE ${role} FOR ${user}@'%'`);
          expect((await diff())[1]).to.deep.equal([
            "function false",
            "procedure false",
            "view false",
          ]);
          await owner.execute("DROP TRIGGER keep");
          await owner.execute("DROP PROCEDURE tidy");
          const [missing, , exit] = await diff();
          expect([missing, exit]).to.deep.equal([['- procedure "tidy"', '- trigger "keep"'], 5]);
        } finally {
          await owner.execute(`DROP ROLE IF EXISTS ${role}`);
        }
      });
    });
  },
  (name) => name === "mysql",
);

const TWO_TABLES = `import * as m from "makemigrations";
m.register({ name: "0001_two", dependencies: [], operations: [
  new m.CreateTable({ name: "secrets", fields: [{ name: "id", type: "integer", primaryKey: true }] }),
  new m.CreateTable({ name: "people", fields: [{ name: "id", type: "integer", primaryKey: true }] }),
  new m.CreateTable({ name: "pets", fields: [{ name: "id", type: "integer", primaryKey: true }] }),
] });
`;

describeEachDatabase(
  "tables that an account is not shown",
  (server) => {
    it("are named as not readable; one that it was given and is gone is missing", async () => {
      await withAccount(server, TWO_TABLES, async (place) => {
        const { owner, limited, mm } = place;
        await grantTables(place, "secrets");
        const diff = async () => {
          const { stdout, stderr, exit } = await mm(limited, "db-diff", "--json");
          const { differences, uncompared } = JSON.parse(stdout || stderr);
          return [differences, uncompared, exit];
        };
        const why =
          "the account has not any right such as SELECT, INSERT, UPDATE on the database, and may not be shown all tables";
        expect(await diff()).to.deep.equal([[], [{ kind: "table", name: "secrets", why }], 0]);
        await owner.execute("DROP TABLE pets");
        const { stdout, exit } = await mm(limited, "db-diff");
        expect([differencesIn(stdout), exit]).to.deep.equal([['- table "pets"'], 5]);
      });
    });
  },
  (name) => name === "mysql",
);

const KEYS = ["CASCADE", "SET_NULL", "RESTRICT", "NO_ACTION"].flatMap((onDelete) =>
  ["CASCADE", undefined].map((onUpdate) => ({ onDelete, onUpdate })),
);

const WITH_KEYS = `import * as m from "makemigrations";
m.register({ name: "0001_keys", dependencies: [], operations: [
  new m.CreateTable({ name: "people", fields: [{ name: "id", type: "integer", primaryKey: true }] }),
  new m.CreateTable({ name: "pets", fields: [{ name: "id", type: "integer", primaryKey: true },
${KEYS.map(
  (rules, at) =>
    `    { name: "key_${at}", type: "foreign_key", nullable: true, foreignKey: ${JSON.stringify({ table: "people", ...rules })} },\n`,
).join("")}  ] }),
] });
`;

describeEachDatabase(
  "foreign keys of tables that an account may only read",
  (server) => {
    it("are no difference, and are missing where they were dropped or made another way", async () => {
      await withAccount(server, WITH_KEYS, async (place) => {
        const { owner, own, limited, mm } = place;
        await grantTables(place);
        const diff = async (address: string) => {
          const { stdout, exit } = await mm(address, "db-diff");
          return [differencesIn(stdout), exit];
        };
        expect(await diff(limited)).to.deep.equal([[], 0]);
        const [row] = await owner.query(
          "SELECT constraint_name AS name FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND column_name = 'key_0' AND referenced_table_name IS NOT NULL",
        );
        await owner.execute(`ALTER TABLE pets DROP FOREIGN KEY \`${row?.name}\``);
        await owner.execute(
          `ALTER TABLE pets ADD CONSTRAINT \`${row?.name}\` FOREIGN KEY (key_0) REFERENCES people (id) ON DELETE SET NULL`,
        );
        const changed = await diff(limited);
        expect(changed[1]).to.equal(5);
        expect(changed).to.deep.equal(await diff(own));
      });
    });
  },
  (name) => name === "mysql",
);
