import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Row } from "../../src/driver/driver.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { DumpDatabases, done, mmOn } from "./dump-databases.js";
import { inFolder } from "./run-cli.js";

interface Circle {
  /** Of `cats.best_id`, which refers to `dogs`. */
  readonly field?: object;
  readonly deferrable?: boolean;
}

/** Cats have a best dog, dogs a best cat; a moment keeps itself current where a row changes. */
function tables({ field = {}, deferrable = false }: Circle): string {
  return `import * as m from "makemigrations";
const id = { name: "id", type: "integer", primaryKey: true };
const at = { name: "changed_at", type: "timestamp", nullable: true, autoUpdate: true };
const name = { name: "name", type: "varchar", length: 40, nullable: false };
m.register({ name: "0001_tables", dependencies: [], operations: [
  new m.CreateTable({ name: "cats", fields: [id, name, at, ${JSON.stringify({ name: "best_id", type: "integer", nullable: true, ...field })}] }),
  new m.CreateTable({ name: "dogs", fields: [id, name, at,
    { name: "best_id", type: "integer", nullable: false, foreignKey: { table: "cats", deferrable: ${deferrable}, onDelete: "NO_ACTION" } }] }),
  new m.AddForeignKey({ table: "cats", constraint: { name: "cats_best", fields: ["best_id"], table: "dogs", deferrable: ${deferrable}, onDelete: "NO_ACTION" } }),
] });
`;
}

const TREE = `import * as m from "makemigrations";
m.register({ name: "0001_tables", dependencies: [], operations: [
  new m.CreateTable({ name: "nodes", fields: [
    { name: "id", type: "integer", primaryKey: true },
    { name: "up_id", type: "integer", nullable: true, foreignKey: { table: "nodes" } },
    { name: "twin_id", type: "integer", nullable: true, foreignKey: { table: "nodes" } },
    { name: "changed_at", type: "timestamp", nullable: true, autoUpdate: true },
    { name: "name", type: "varchar", length: 40, nullable: false },
  ] }),
] });
`;

const LONG_AGO = "2001-02-03 04:05:06";
const CATS = [
  `INSERT INTO cats (id, name, changed_at) VALUES (1, 'Ada', '${LONG_AGO}'), (2, 'it''s', '${LONG_AGO}'), (3, 'Cid', '${LONG_AGO}')`,
  `INSERT INTO dogs (id, name, changed_at, best_id) VALUES (1, 'Rex', '${LONG_AGO}', 2), (2, 'Sam', '${LONG_AGO}', 1)`,
  `UPDATE cats SET best_id = 2, changed_at = '${LONG_AGO}' WHERE id = 1`,
  `UPDATE cats SET best_id = 1, changed_at = '${LONG_AGO}' WHERE id = 2`,
];

async function rowsOf(database: TestDatabase, ...names: readonly string[]) {
  const connection = await database.connect();
  const read = names.map((name) => connection.query(`SELECT * FROM ${name} ORDER BY id`));
  return await Promise.all(read);
}

function idsOf({ id, best_id }: Row): readonly unknown[] {
  return [id, best_id];
}

describeEachDatabase("a dump of rows in a circle", (server) => {
  const databases = new DumpDatabases(server);

  async function fill(folder: string, database: TestDatabase, ...statements: readonly string[]) {
    await done(folder, database.url, "migrate", "up");
    const connection = await database.connect();
    // A moment that is not said is the row's; SQLite's trigger does not see that it was said.
    const triggers = await connection.query(
      server.name === "sqlite"
        ? "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        : "SELECT 1",
    );
    if (server.name !== "sqlite") for (const sql of statements) await connection.execute(sql);
    else {
      for (const { name } of triggers) await connection.execute(`DROP TRIGGER "${name}"`);
      for (const sql of statements) await connection.execute(sql);
      for (const { sql } of triggers) await connection.execute(String(sql));
    }
  }

  it("brings a reference that may be NULL behind its row, and down lets go of it", async () => {
    await inFolder({ "migrations/0001_tables.ts": tables({}) }, async (folder) => {
      await fill(folder, databases.filled, ...CATS);
      const before = await rowsOf(databases.filled, "cats", "dogs");
      const dump = ["generate", "dump-data", "dogs", "cats", "--json"];
      const { stdout } = await done(folder, databases.filled.url, ...dump);
      const { migrations, rows } = JSON.parse(stdout);
      expect(rows).to.deep.equal({ cats: 3, dogs: 2 });
      expect(migrations).to.have.lengthOf(1);
      expect(migrations[0].rows).to.equal(5);
      await done(folder, databases.empty.url, "migrate", "up");
      expect(await rowsOf(databases.empty, "cats", "dogs")).to.deep.equal(before);
      await done(folder, databases.empty.url, "migrate", "down");
      expect(await rowsOf(databases.empty, "cats", "dogs")).to.deep.equal([[], []]);
      // Rows that are there stay, and so does what they had.
      await done(folder, databases.filled.url, "migrate", "up");
      await done(folder, databases.filled.url, "migrate", "down");
      expect(
        (await rowsOf(databases.filled, "cats", "dogs")).map((all) => all.map(idsOf)),
      ).to.deep.equal(before.map((all) => all.map(idsOf)));
    });
  });

  it("brings a tree whatever its rows are called, and rows that refer to each other", async () => {
    await inFolder({ "migrations/0001_tables.ts": TREE }, async (folder) => {
      const row = (id: number, up: number | null, twin: number | null): string =>
        `(${id}, ${up ?? "NULL"}, ${twin ?? "NULL"}, '${LONG_AGO}', 'n${id}')`;
      const set = (id: number, what: string): string =>
        `UPDATE nodes SET ${what}, changed_at = '${LONG_AGO}' WHERE id = ${id}`;
      await fill(
        folder,
        databases.filled,
        `INSERT INTO nodes VALUES ${row(1, null, null)}`,
        ...[9, 8, 7, 6, 5].map(
          (id, at, all) => `INSERT INTO nodes VALUES ${row(id, all[at - 1] ?? 1, null)}`,
        ),
        // 9 <- 8 <- 7 <- 9, twins, and one that is its own.
        set(9, "up_id = 7"),
        set(5, "twin_id = 6"),
        set(6, "twin_id = 5"),
        set(1, "up_id = 1"),
      );
      const before = await rowsOf(databases.filled, "nodes");
      await done(folder, databases.filled.url, "generate", "dump-data", "nodes");
      await done(folder, databases.empty.url, "migrate", "up");
      expect(await rowsOf(databases.empty, "nodes")).to.deep.equal(before);
      await done(folder, databases.empty.url, "migrate", "down");
      expect(await rowsOf(databases.empty, "nodes")).to.deep.equal([[]]);
    });
  });

  it("leaves the order to a database that looks at the end, and is refused with the reason elsewhere", async () => {
    const field = { nullable: false };
    const insert = [
      "INSERT INTO dogs (id, name, best_id) VALUES (1, 'Rex', 1)",
      "INSERT INTO cats (id, name, best_id) VALUES (1, 'Ada', 1)",
    ];
    for (const deferrable of [true, false]) {
      await inFolder(
        { "migrations/0001_tables.ts": tables({ field, deferrable }) },
        async (folder) => {
          const { filled, empty } = databases;
          await done(folder, filled.url, "migrate", "up");
          const connection = await filled.connect();
          const waits = deferrable && ["postgresql", "sqlite"].includes(server.name);
          await connection.execute(WITHOUT_CHECKS[server.name] ?? "SELECT 1");
          await connection.begin();
          for (const sql of waits || server.name in WITHOUT_CHECKS ? insert : []) {
            await connection.execute(sql);
          }
          await connection.commit();
          const dump = ["generate", "dump-data", "cats", "dogs"];
          if (!waits) {
            const { exit, stderr } = await mmOn(folder, filled.url, ...dump);
            expect(exit, stderr).to.equal(1);
            expect(stderr).to.contain("by fields that cannot be NULL (best_id)");
            expect(stderr).to.contain("the row id = 1");
            expect(readdirSync(join(folder, "migrations"))).to.have.lengthOf(1);
          } else {
            const before = await rowsOf(filled, "cats", "dogs");
            await done(folder, filled.url, ...dump);
            await done(folder, empty.url, "migrate", "up");
            expect(await rowsOf(empty, "cats", "dogs")).to.deep.equal(before);
            await done(folder, empty.url, "migrate", "reset", "--yes");
          }
          await done(folder, filled.url, "migrate", "reset", "--yes");
        },
      );
    }
  });
});

/** Lets a session write rows that refer to each other where the database looks at each at once. */
const WITHOUT_CHECKS: Readonly<Record<string, string>> = {
  mysql: "SET foreign_key_checks = 0",
  sqlite: "PRAGMA foreign_keys = OFF",
  postgresql: "SET session_replication_role = replica",
};
