import { randomBytes } from "node:crypto";
import { expect } from "chai";
import { inFolder, mm as tool } from "../../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";

const OBJECTS = [
  ["view", "adults", "create view adults as select id, name from people where age>=18"],
  ["view", "names", "create view names as select name from people"],
  ["procedure", "tidy", "create procedure tidy() delete from people where age < 0"],
  [
    "event",
    "nightly",
    "create event nightly on schedule every 1 day do delete from people where age < 0",
  ],
  [
    "event",
    "weekly",
    "create event weekly on schedule every '1' week disable do delete from people where age < 0",
  ],
] as const;

const MIGRATION = `import * as m from "makemigrations";
m.register({ name: "0001_objects", dependencies: [], operations: [
  new m.CreateTable({ name: "people", fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "name", type: "varchar", length: 80 },
    { name: "age", type: "integer" },
  ] }),
${OBJECTS.map(
  ([kind, name, definition]) =>
    `  new m.CreateObject(${JSON.stringify({ kind, name, definition, dependsOn: ["people"] })}),\n`,
).join("")}
  // Another database's object of that name is another object.
  new m.CreateObject({ kind: "view", name: "names", database: "postgresql", definition: "create view names as select 1" }),
] });
`;

const SCHEDULE = "the server spells schedules in its own way; its body was compared";
const WEEKLY = `Not compared: event "weekly", because ${SCHEDULE}`;

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("Database: ") && !line.startsWith("    "));

describeEachDatabase(
  "objects of a MySQL database that cannot be compared",
  (server) => {
    const open: TestDatabase[] = [];

    afterEach(async () => {
      for (const database of open.splice(0)) await database.drop();
    });

    async function migrated(
      work: (
        database: TestDatabase,
        diff: (
          url?: string,
        ) => Promise<readonly [out: string[], err: string[], exit: number | null]>,
      ) => Promise<void>,
    ): Promise<void> {
      const database = await server.create();
      open.push(database);
      await inFolder({ "migrations/0001_objects.ts": MIGRATION }, async (folder) => {
        const mm = (url: string, ...words: readonly string[]) =>
          tool([...words, "--database-url", url], folder);
        const up = await mm(database.url, "migrate", "up");
        expect(up.exit, up.stderr).to.equal(0);
        await work(database, async (url = database.url) => {
          const { stdout, stderr, exit } = await mm(url, "db-diff");
          return [linesOf(stdout), linesOf(stderr), exit];
        });
      });
    }

    it("are named: an event of another schedule, a view that works no longer", async () => {
      await migrated(async (database, diff) => {
        const nothing = "Nothing differs in what was compared.";
        expect(await diff()).to.deep.equal([[nothing], [WEEKLY], 0]);
        const connection = await database.connect();
        await connection.execute("ALTER EVENT nightly ON SCHEDULE EVERY 2 DAY");
        await connection.execute(
          "CREATE OR REPLACE VIEW names AS SELECT gone.name FROM people AS gone, adults",
        );
        await connection.execute("DROP VIEW adults");
        expect(await diff()).to.deep.equal([
          ['- view "adults"'],
          [
            `Not compared: event "nightly", because ${SCHEDULE}`,
            WEEKLY,
            'Not compared: view "names", because it does not work: what it reads is gone, or its definer may not read it',
          ],
          5,
        ]);
        await connection.execute("ALTER EVENT weekly DO delete from people");
        expect((await diff())[0]).to.include('~ event "weekly"');
        expect((await diff())[1]).not.to.include(WEEKLY);
      });
    });

    it("are named with the reason where rights are missing, and nothing is left behind", async () => {
      await migrated(async (database, diff) => {
        const owner = await database.connect();
        const user = `mm_poor_${randomBytes(4).toString("hex")}`;
        const url = new URL(database.url);
        const here = url.pathname.slice(1);
        url.username = user;
        await owner.execute(`CREATE USER ${user}@'%'`);
        try {
          await owner.execute(
            `GRANT SELECT, SHOW VIEW, CREATE VIEW, EXECUTE, EVENT, TRIGGER ON ${here}.* TO ${user}@'%'`,
          );
          const [out, err, exit] = await diff(url.href);
          expect([out, exit]).to.deep.equal([["Nothing differs in what was compared."], 0]);
          expect(err).to.have.length(4);
          for (const name of ["adults", "names"]) {
            expect(err.join("\n")).to.match(
              new RegExp(
                `^Not compared: view "${name}", because DROP command denied .*${name}`,
                "m",
              ),
            );
          }
          expect(err).to.include.members([
            WEEKLY,
            'Not compared: procedure "tidy", because the database does not show its definition',
          ]);
          const left = `SELECT table_name FROM information_schema.tables
            WHERE table_schema = '${here}' AND table_name LIKE 'mm\\_scratch%'`;
          expect(await owner.query(left)).to.deep.equal([]);
        } finally {
          await owner.execute(`DROP USER ${user}@'%'`);
        }
      });
    });
  },
  (name) => name === "mysql",
);
