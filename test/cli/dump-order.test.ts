import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { describeEachDatabase } from "../databases.js";
import { DumpDatabases, done, mmOn } from "./dump-databases.js";
import { inFolder } from "./run-cli.js";

const TABLES = `import * as m from "makemigrations";
const id = { name: "id", type: "serial", primaryKey: true };
const to = (name, table) => ({ name, type: "foreign_key", foreignKey: { table } });
m.register({ name: "0001_tables", dependencies: [], operations: [
  new m.CreateTable({ name: "people", fields: [id, to("boss_id", "people"), { name: "name", type: "varchar", length: 40 }],
    indexes: [{ name: "people_by_name", fields: ["name"], unique: true }] }),
  new m.CreateTable({ name: "notes", fields: [id, to("person_id", "people"), { name: "body", type: "text" }] }),
  new m.CreateTable({ name: "readings", fields: [{ name: "note_id", type: "integer" }, { name: "number", type: "integer" }] }),
] });
`;
const COUNTED = `import * as m from "makemigrations";
m.register({ name: "0001_tables", dependencies: [], operations: [
  new m.CreateTable({ name: "counted", fields: [
    { name: "id", type: "bigint", identity: "always", primaryKey: true },
    { name: "name", type: "varchar", length: 40, unique: true, nullable: false },
  ] }),
] });
`;
const WORDS = `import * as m from "makemigrations";
m.register({ name: "0001_tables", dependencies: [], operations: [
  new m.CreateTable({ name: "words", fields: [{ name: "word", type: "varchar", length: 40 }, { name: "place", type: "bigint" }],
    primaryKey: ["word", "place"] }),
] });
`;
describeEachDatabase("the order of a dump", (server) => {
  const databases = new DumpDatabases(server);

  async function refused(folder: string, ...words: readonly string[]): Promise<string> {
    const dump = ["generate", "dump-data", ...words];
    const { exit, stderr } = await mmOn(folder, databases.filled.url, ...dump);
    expect(exit, stderr).to.be.oneOf([1, 2]);
    expect(readdirSync(join(folder, "migrations"))).to.have.lengthOf(1);
    return stderr;
  }

  async function fill(url: string, folder: string, ...statements: readonly string[]) {
    await done(folder, url, "migrate", "up");
    const connection = await databases.filled.connect();
    for (const sql of statements) await connection.execute(sql);
  }

  /** 1 <- 5 <- 9 <- 2, so that the order of the keys is not that of the references. */
  const PEOPLE = [
    "INSERT INTO people (id, boss_id, name) VALUES (1, NULL, 'Ada')",
    "INSERT INTO people (id, boss_id, name) VALUES (5, 1, 'Bob')",
    "INSERT INTO people (id, boss_id, name) VALUES (9, 5, 'Cid')",
    "INSERT INTO people (id, boss_id, name) VALUES (2, 9, 'Dot')",
    "INSERT INTO people (id, boss_id, name) VALUES (7, 7, 'Eve')",
    "INSERT INTO notes (id, person_id, body) VALUES (3, 2, 'a -- b')",
    "INSERT INTO notes (id, person_id, body) VALUES (4, 2, 'c')",
  ];

  it("is that of what refers to what, tables and rows, and down takes the rows away", async () => {
    await inFolder({ "migrations/0001_tables.ts": TABLES }, async (folder) => {
      await fill(databases.filled.url, folder, ...PEOPLE);
      const dump = ["generate", "dump-data", "notes", "people", "--name", "Team of ours", "--json"];
      const { migrations, rows, notices } = JSON.parse(
        (await done(folder, databases.filled.url, ...dump)).stdout,
      );
      expect(rows).to.deep.equal({ people: 5, notes: 2 });
      expect(notices).to.deep.equal([]);
      expect(migrations).to.have.lengthOf(1);
      expect(migrations[0]).to.include({ file: "migrations/0002_team_of_ours.ts", rows: 7 });
      expect(migrations[0].operations).to.have.lengthOf(2);
      const to = await databases.empty.connect();
      const held = async (): Promise<unknown> => [
        await to.query("SELECT id, boss_id, name FROM people ORDER BY id"),
        await to.query("SELECT id, person_id, body FROM notes ORDER BY id"),
      ];
      await done(folder, databases.empty.url, "migrate", "up");
      expect(await held()).to.deep.equal([
        [
          { id: 1, boss_id: null, name: "Ada" },
          { id: 2, boss_id: 9, name: "Dot" },
          { id: 5, boss_id: 1, name: "Bob" },
          { id: 7, boss_id: 7, name: "Eve" },
          { id: 9, boss_id: 5, name: "Cid" },
        ],
        [
          { id: 3, person_id: 2, body: "a -- b" },
          { id: 4, person_id: 2, body: "c" },
        ],
      ]);
      await done(folder, databases.empty.url, "migrate", "down");
      expect(await held()).to.deep.equal([[], []]);
      const clean = await done(folder, databases.empty.url, "db-diff");
      expect(clean.stdout).to.contain("Nothing differs");
    });
  });

  it("chooses rows by conditions, all of which hold, and names what the rows refer to in vain", async () => {
    await inFolder({ "migrations/0001_tables.ts": TABLES }, async (folder) => {
      await fill(databases.filled.url, folder, ...PEOPLE);
      const source = async (...words: readonly string[]) => {
        const dump = ["generate", "dump-data", ...words, "--dry-run"];
        const { stdout, stderr } = await done(folder, databases.filled.url, ...dump);
        return {
          names: [...stdout.matchAll(/(?:name|body): "([^"0]*)"/g)].map(([, name]) => name),
          stderr,
        };
      };
      const some = await source(
        "people",
        "--where",
        "people:id IN (1,9) OR id = 2 -- mine",
        "--where",
        "id < 9",
      );
      expect(some.names).to.deep.equal(["Ada", "Dot"]);
      expect(some.stderr).to.contain(
        'rows of "people" refer to rows of it that are not dumped (1)',
      );
      const notes = await source("notes", "--where", "body = 'c' OR body = 'people:x'");
      expect(notes.names).to.deep.equal(["c"]);
      expect(notes.stderr).to.contain('"notes" refers to "people", which is not dumped');
      const both = await source(
        "people",
        "notes",
        "--where",
        "people:id = 1",
        "--conflict-key",
        "people:name",
      );
      expect(both.names).to.deep.equal(["Ada", "a -- b", "c"]);
      expect(both.stderr).to.contain(
        '"notes" refers to "people", of which only some rows are dumped',
      );
      expect(readdirSync(join(folder, "migrations"))).to.have.lengthOf(1);
      const none = await done(
        folder,
        databases.filled.url,
        "generate",
        "dump-data",
        "people",
        "--where",
        "id > 99",
      );
      expect(none.stdout).to.contain("No rows");
    });
  });

  it("refuses what has no order, no key, too many rows, and tables that nothing makes", async () => {
    await inFolder({ "migrations/0001_tables.ts": TABLES }, async (folder) => {
      await fill(
        databases.filled.url,
        folder,
        ...PEOPLE,
        "INSERT INTO readings (note_id, number) VALUES (3, 1)",
        "INSERT INTO readings (note_id, number) VALUES (3, 1)",
        "INSERT INTO readings (note_id, number) VALUES (4, NULL)",
      );
      expect(await refused(folder, "people", "--max-rows", "4")).to.contain(
        'these are 5 rows (5 of "people")',
      );
      expect(await refused(folder, "peopel"))
        .to.contain("CLI_UNKNOWN_TABLE")
        .and.contain('"people"');
      expect(await refused(folder, "readings")).to.contain("has no primary key");
      const byBoth = ["readings", "--conflict-key", "note_id,number"];
      expect(await refused(folder, ...byBoth)).to.contain("have no value in");
      const set = [...byBoth, "--where", "number IS NOT NULL"];
      expect(await refused(folder, ...set))
        .to.contain("the same values")
        .and.contain("note_id = 3, number = 1");
      expect(await refused(folder, "readings", "--conflict-key", "line")).to.contain("is no field");
      expect(await refused(folder, "people", "--max-rows", "0")).to.contain("CLI_BAD_NUMBER");
    });
  });

  it("brings the numbers of rows that only the database numbers, and counts on behind them", async () => {
    await inFolder({ "migrations/0001_tables.ts": COUNTED }, async (folder) => {
      const insert = (name: string): string => `INSERT INTO counted (name) VALUES ('${name}')`;
      await fill(
        databases.filled.url,
        folder,
        ...["a", "b", "c"].map(insert),
        "DELETE FROM counted WHERE name = 'a'",
      );
      await done(
        folder,
        databases.filled.url,
        "generate",
        "dump-data",
        "counted",
        "--conflict-key",
        "name",
      );
      await done(folder, databases.filled.url, "migrate", "up");
      await done(folder, databases.empty.url, "migrate", "up");
      for (const database of [databases.filled, databases.empty]) {
        const connection = await database.connect();
        await connection.execute(insert("d"));
        const rows = await connection.query("SELECT id, name FROM counted ORDER BY id");
        expect(rows.map(({ id, name }) => `${id}${name}`)).to.deep.equal(["2b", "3c", "4d"]);
      }
    });
  });

  it("reads a table page by page, by keys of several fields, and no row is lost or read twice", async () => {
    await inFolder({ "migrations/0001_tables.ts": WORDS }, async (folder) => {
      await done(folder, databases.filled.url, "migrate", "up");
      const connection = await databases.filled.connect();
      const words = ["", "x", "B", "c", "Ä", "it''s", "o k", "z_", "日本", "%"];
      const rows = words.flatMap((word) =>
        Array.from({ length: 45 }, (_, at) => `('${word}', ${at * 9000000000000 - 7})`),
      );
      await connection.execute(`INSERT INTO words (word, place) VALUES ${rows.join(", ")}`);
      await done(folder, databases.filled.url, "generate", "dump-data", "words");
      await done(folder, databases.empty.url, "migrate", "up");
      const all = "SELECT word, place FROM words ORDER BY word, place";
      const read = await (await databases.empty.connect()).query(all);
      expect(read).to.have.lengthOf(450);
      expect(read).to.deep.equal(await connection.query(all));
    });
  });

  it("cuts many rows into files, one behind the other, which the locked profile loads, too", async () => {
    await inFolder({ "migrations/0001_tables.ts": TABLES }, async (folder) => {
      await done(folder, databases.filled.url, "migrate", "up");
      const connection = await databases.filled.connect();
      const count = 2500;
      for (let id = 0; id < count; id += 500) {
        const rows = Array.from(
          { length: 500 },
          (_, at) => `(${id + at}, '${"body ".repeat(60)}${id + at}')`,
        );
        await connection.execute(`INSERT INTO notes (id, body) VALUES ${rows.join(", ")}`);
      }
      const { stdout } = await done(folder, databases.filled.url, "generate", "dump-data", "notes");
      expect(stdout.match(/Created/g)).to.have.lengthOf(3);
      const files = readdirSync(join(folder, "migrations")).sort();
      expect(files).to.deep.equal([
        "0001_tables.ts",
        "0002_dump_notes.ts",
        "0003_dump_notes_2.ts",
        "0004_dump_notes_3.ts",
      ]);
      for (const file of files) {
        expect(readFileSync(join(folder, "migrations", file)).length).to.be.below(500_000);
      }
      await done(folder, databases.empty.url, "migrate", "up", "--locked");
      const to = await databases.empty.connect();
      const total = "SELECT COUNT(*) AS n, SUM(id) AS s, SUM(LENGTH(body)) AS l FROM notes";
      expect(await to.query(total)).to.deep.equal(await connection.query(total));
    });
  });
});
