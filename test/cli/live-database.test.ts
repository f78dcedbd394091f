import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { inFolder, node, tableMigration, mm as tool, wrapper } from "./run-cli.js";

/** What was made by hand, in SQL that all four databases read. */
const BY_HAND = [
  "CREATE TABLE authors (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(80) NOT NULL)",
  `CREATE TABLE books (id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(200) DEFAULT 'untitled' NOT NULL,
    author_id INTEGER NOT NULL, CONSTRAINT books_author FOREIGN KEY (author_id) REFERENCES authors (id),
    CONSTRAINT books_title CHECK (title <> ''))`,
  "CREATE UNIQUE INDEX books_by_title ON books (title, author_id)",
];

/** Ends the process, as a kill from outside does, when a file of this name has been made. */
const killedBehind = (name: string): string => `
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const link = fs.linkSync;
fs.linkSync = (from, to) => {
  link(from, to);
  if (to.endsWith(${JSON.stringify(name)})) process.kill(process.pid, "SIGKILL");
};
syncBuiltinESMExports();`;

describeEachDatabase("a live database at the command line", (server) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await server.create();
  });

  afterEach(() => database.drop());

  async function run(...statements: readonly string[]): Promise<void> {
    const connection = await database.connect();
    for (const sql of statements) await connection.execute(sql);
  }

  const mm = (folder: string, url: string, ...words: readonly string[]) =>
    tool([...words, "--database-url", url], folder);

  it("becomes a project by one command, and makes the same in an empty database", async () => {
    await run(...BY_HAND);
    const other = await server.create();
    // What another tool has left behind does not stand in the way.
    await inFolder({ "migrations/0001_init.sql": "CREATE TABLE a (id int);" }, async (folder) => {
      const init = await mm(folder, database.url, "init", "--from-database");
      expect(init.exit, init.stderr).to.equal(0);
      expect(init.stdout).to.contain("Recorded 0001_initial as applied");
      expect(init.stderr).to.not.contain("not said");
      for (const words of [["generate"], ["migrate", "up"], ["db-diff"]]) {
        const { exit, stdout, stderr } = await mm(folder, database.url, ...words);
        expect(exit, stderr).to.equal(0);
        expect(stdout).to.match(/No changes|Nothing to apply|Nothing differs/);
      }
      const up = await mm(folder, other.url, "migrate", "up");
      expect(up.stdout, up.stderr).to.contain("Applied 0001_initial");
      const [first, second] = [
        await mm(folder, database.url, "db-to-schema"),
        await mm(folder, other.url, "db-to-schema"),
      ];
      expect(second.stdout).to.equal(first.stdout);
      expect(first.stdout).to.contain("name: books_author");
      expect(readFileSync(join(folder, "schema/schema.yaml"), "utf8")).to.contain(first.stdout);
      const again = await mm(folder, database.url, "init", "--from-database");
      expect(again.exit).to.equal(2);
      expect(again.stderr).to.contain("CLI_CANNOT_ADOPT");
    });
    await other.drop();
  });

  if (server.dialect.name === "mysql") {
    it("is compared where no statement would put it right, and that is said", async () => {
      await run("CREATE TABLE words (id INTEGER NOT NULL PRIMARY KEY, word VARCHAR(20))");
      await inFolder({}, async (folder) => {
        const init = await mm(folder, database.url, "init", "--from-database");
        expect(init.exit, init.stderr).to.equal(0);
        await run("ALTER TABLE words CONVERT TO CHARACTER SET latin1");
        const told = await mm(folder, database.url, "db-diff");
        expect(told.exit, told.stderr).to.equal(5);
        expect(told.stdout).to.contain(`~ the options of table "words"`);
        const mend = await mm(folder, database.url, "db-diff", "--sql");
        expect(mend.exit).to.equal(5);
        expect(mend.stdout).to.equal("");
        expect(mend.stderr).to.contain("There is no SQL for this: ");
      });
    });
  }

  for (const [last, more] of [
    ["schema.yaml", "is not there yet"],
    ["0001_initial.ts", "is not recorded"],
  ] as const) {
    it(`goes on where it was killed behind ${last}, when the rest ${more}`, async () => {
      await run(...BY_HAND);
      await inFolder({}, async (folder) => {
        const words = ["init", "--from-database", "--database-url", database.url];
        const program = ["--input-type=module", "-e", wrapper("mm", killedBehind(last)), "--"];
        const killed = await node([...program, ...words], { cwd: folder });
        expect(killed.exit, killed.stderr).to.equal(null);
        expect(existsSync(join(folder, "schema/schema.yaml"))).to.equal(true);
        expect(existsSync(join(folder, "migrations/0001_initial.ts"))).to.equal(
          last === "0001_initial.ts",
        );
        const init = await tool(words, folder);
        expect(init.exit, init.stderr).to.equal(0);
        expect(init.stdout).to.contain("Recorded 0001_initial as applied").and.contain("kept");
        const up = await mm(folder, database.url, "migrate", "up");
        expect(up.stdout, up.stderr).to.contain("Nothing to apply");
        const again = await tool(words, folder);
        expect(again.exit).to.equal(2);
        expect(again.stderr).to.contain("CLI_CANNOT_ADOPT").and.contain("0001_initial.ts");
      });
    });
  }

  it("is not taken over by files that say something else, a killed run or not", async () => {
    await run(...BY_HAND);
    await inFolder({ "schema/schema.yaml": "tables: []\n" }, async (folder) => {
      const init = await mm(folder, database.url, "init", "--from-database");
      expect(init.exit).to.equal(2);
      expect(init.stderr).to.contain("CLI_CANNOT_ADOPT").and.contain("schema/schema.yaml");
      expect(existsSync(join(folder, "migrations/0001_initial.ts"))).to.equal(false);
    });
  });

  it("differs from its migrations by what was done by hand, and the SQL that is shown mends it", async () => {
    const files = { "migrations/0001_first.ts": tableMigration("0001_first", "first") };
    await inFolder(files, async (folder) => {
      await mm(folder, database.url, "migrate", "up");
      await run(...BY_HAND);
      const diff = await mm(folder, database.url, "db-diff");
      expect(diff.exit, diff.stderr).to.equal(5);
      expect(diff.stdout).to.contain('+ table "authors"').and.contain('+ table "books"');
      const { stdout } = await mm(folder, database.url, "db-diff", "--json");
      const { code, differences, mending } = JSON.parse(stdout);
      expect(code).to.equal("DRIFT");
      expect(differences).to.have.length(2);
      await run(
        ...mending.flatMap(({ steps }: { steps: readonly { sql: string }[] }) =>
          steps.map(({ sql }) => sql),
        ),
      );
      const mended = await mm(folder, database.url, "db-diff");
      expect(mended.exit, mended.stdout).to.equal(0);
    });
  });

  if (server.name === "postgresql")
    it("has a schema of another name, and the one that every database has is nothing that was added", async () => {
      await run("CREATE SCHEMA app");
      const url = new URL(database.url);
      url.searchParams.set("schema", "app");
      const file = { "migrations/0001_first.ts": tableMigration("0001_first", "first") };
      await inFolder(file, async (folder) => {
        const up = await mm(folder, url.href, "migrate", "up");
        expect(up.exit, up.stderr).to.equal(0);
        const diff = await mm(folder, url.href, "db-diff");
        expect(diff.stdout).to.contain("Nothing differs.");
        const written = await mm(folder, url.href, "db-to-schema");
        expect(written.stdout).to.contain("name: first").and.not.contain("public");
      });
    });

  it("is written to a new file, in YAML or TypeScript, and a file that is there is kept", async () => {
    await run(...BY_HAND);
    await inFolder({ "kept.yaml": "mine" }, async (folder) => {
      const kept = await mm(folder, database.url, "db-to-schema", "--out", "kept.yaml");
      expect(kept.exit).to.equal(1);
      expect(readFileSync(join(folder, "kept.yaml"), "utf8")).to.equal("mine");
      const words = ["db-to-schema", "--format", "ts", "--out", "schema/schema.ts"];
      const { stdout, stderr } = await mm(folder, database.url, ...words);
      expect(stdout, stderr).to.contain("Wrote schema/schema.ts (2 tables)");
      const text = readFileSync(join(folder, "schema/schema.ts"), "utf8");
      expect(text).to.contain("defineSchema({").and.contain('name: "books"');
    });
  });
});
