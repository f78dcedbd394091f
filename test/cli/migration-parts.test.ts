import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { inFolder, mm, node, wrapper } from "./run-cli.js";

/** Less than half of what the migration of these tables has. */
const LIMIT = 1500;
const CONFIG = `sandbox: { sourceBytes: ${LIMIT} }\n`;
const COUNT = 8;

const numbers = Array.from({ length: COUNT }, (_, at) => at + 1);

/** Each table refers to the one before. */
const BY_HAND = numbers.map((at) => {
  const key =
    at === 1 ? "" : `, CONSTRAINT t${at}_up FOREIGN KEY (up_id) REFERENCES t${at - 1} (id)`;
  return `CREATE TABLE t${at} (id INTEGER NOT NULL PRIMARY KEY, up_id INTEGER, name VARCHAR(80) NOT NULL${key})`;
});

/** The same in a circle, the last first. */
const CIRCLE = `tables:\n${[...numbers]
  .reverse()
  .map(
    (at) => `  - name: t${at}
    fields:
      - { name: id, type: integer, primary_key: true }
      - { name: up_id, type: integer, foreign_key: { table: t${at === 1 ? COUNT : at - 1} } }
      - { name: name, type: varchar, length: 80, nullable: false }\n`,
  )
  .join("")}`;

/** Does this behind the making of a file of that name. */
const linked = (name: string, then: string): string => `
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const link = fs.linkSync;
fs.linkSync = (from, to) => {
  link(from, to);
  if (to.endsWith(${JSON.stringify(name)})) ${then}
};
syncBuiltinESMExports();`;

/** Ends the process, as a kill from outside does, behind the first part. */
const KILLED = linked("0001_initial.ts", 'process.kill(process.pid, "SIGKILL");');
/** Another command makes the second part before this one does. */
const TAKEN = linked(
  "0001_initial.ts",
  'fs.writeFileSync(to.replace("0001_initial", "0002_initial_2"), "");',
);

function migrationsIn(folder: string): readonly string[] {
  return readdirSync(join(folder, "migrations")).filter((name) => /^\d.*\.ts$/.test(name));
}

function expectParts(folder: string, given: string): readonly string[] {
  const files = migrationsIn(folder);
  expect(files.length).to.be.at.least(2);
  for (const [at, file] of files.entries()) {
    const number = String(at + 1).padStart(4, "0");
    expect(file).to.equal(`${number}_${given}${at === 0 ? "" : `_${at + 1}`}.ts`);
    expect(statSync(join(folder, "migrations", file)).size).to.be.at.most(LIMIT);
    const text = readFileSync(join(folder, "migrations", file), "utf8");
    const before = files[at - 1]?.replace(/\.ts$/, "");
    expect(text).to.contain(
      before === undefined ? "dependencies: []" : `dependencies: ["${before}"]`,
    );
  }
  return files;
}

describeEachDatabase("a migration in several files", (server) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await server.create();
  });

  afterEach(() => database.drop());

  it("is what a database that is taken over needs, and goes on where it was killed", async () => {
    const connection = await database.connect();
    for (const sql of BY_HAND) await connection.execute(sql);
    const other = await server.create();
    await inFolder({ "mm.config.yaml": CONFIG }, async (folder) => {
      const words = ["init", "--from-database", "--json", "--database-url", database.url];
      const program = ["--input-type=module", "-e", wrapper("mm", KILLED), "--"];
      const killed = await node([...program, ...words], { cwd: folder });
      expect(killed.exit, killed.stderr).to.equal(null);
      expect(migrationsIn(folder)).to.deep.equal(["0001_initial.ts"]);
      const init = await mm(words, folder);
      expect(init.exit, init.stdout).to.equal(0);
      const names = expectParts(folder, "initial").map((file) => file.replace(/\.ts$/, ""));
      expect(JSON.parse(init.stdout)).to.deep.include({
        migration: "0001_initial",
        migrations: names,
      });
      for (const command of [["generate"], ["migrate", "up"], ["db-diff"]]) {
        const same = await mm([...command, "--database-url", database.url], folder);
        expect(same.exit, same.stderr).to.equal(0);
        expect(same.stdout).to.match(/No changes|Nothing to apply|Nothing differs/);
      }
      const up = await mm(["migrate", "up", "--database-url", other.url], folder);
      expect(up.stdout, up.stderr).to.contain(`Applied ${names.at(-1)}`);
      const diff = await mm(["db-diff", "--database-url", other.url], folder);
      expect(diff.stdout, diff.stderr).to.contain("Nothing differs");
      const again = await mm(words, folder);
      expect(JSON.parse(again.stdout).code).to.equal("CLI_CANNOT_ADOPT");
      // The last one alone is not recorded: the run was ended between the two.
      const unfake = ["migrate", "unfake", names.at(-1) ?? "", "--database-url", database.url];
      expect((await mm(unfake, folder)).exit).to.equal(0);
      expect((await mm(words, folder)).exit).to.equal(0);
    });
    await other.drop();
  });

  it("is what generate writes, with what closes a circle at the end", async () => {
    const files = { "mm.config.yaml": CONFIG, "schema/schema.yaml": CIRCLE };
    await inFolder({ ...files, "migrations/.keep": "" }, async (folder) => {
      const dry = await mm(["generate", "--name", "x", "--dry-run", "--json"], folder);
      const { file, parts } = JSON.parse(dry.stdout);
      expect(migrationsIn(folder)).to.deep.equal([]);
      const made = await mm(["generate", "--name", "x"], folder);
      expect(made.exit, made.stderr).to.equal(0);
      const written = expectParts(folder, "x").map((name) => join("migrations", name));
      expect(file).to.equal(written[0]);
      expect(parts).to.deep.equal(
        written.map((path) => ({ file: path, source: readFileSync(join(folder, path), "utf8") })),
      );
      const texts = written.map((path) => readFileSync(join(folder, path), "utf8"));
      const closing = texts.map((text) => text.includes("new m.Add"));
      expect(closing.indexOf(true)).to.equal(texts.length - 1);
      const again = await mm(["generate"], folder);
      expect(again.stdout, again.stderr).to.contain("No changes");
      const up = await mm(["migrate", "up", "--database-url", database.url], folder);
      expect(up.exit, up.stderr).to.equal(0);
      const diff = await mm(["db-diff", "--database-url", database.url], folder);
      expect(diff.stdout, diff.stderr).to.contain("Nothing differs");
    });
  });
});

describe("a migration that no file can hold", () => {
  const wide = `tables:
  - name: wide
    fields:
${Array.from({ length: 60 }, (_, at) => `      - { name: field_${at}, type: integer }\n`).join("")}`;

  it("is refused before anything is written", async () => {
    const files = { "mm.config.yaml": CONFIG, "schema/schema.yaml": CIRCLE + wide.slice(8) };
    await inFolder({ ...files, "migrations/.keep": "" }, async (folder) => {
      const { exit, stderr } = await mm(["generate"], folder);
      expect(exit).to.equal(1);
      expect(stderr).to.contain("CLI_MIGRATION_TOO_LARGE").and.contain("wide");
      expect(migrationsIn(folder)).to.deep.equal([]);
    });
  });

  it("is refused as the only one that a squash may be", async () => {
    const files = { "mm.config.yaml": CONFIG, "schema/schema.yaml": CIRCLE };
    await inFolder({ ...files, "migrations/.keep": "" }, async (folder) => {
      await mm(["generate"], folder);
      const names = expectParts(folder, "initial").map((file) => file.replace(/\.ts$/, ""));
      const words = ["generate", "squash", names[0] ?? "", names.at(-1) ?? ""];
      const { exit, stderr } = await mm(words, folder);
      expect(exit).to.equal(1);
      expect(stderr).to.contain("CLI_MIGRATION_TOO_LARGE");
      expect(migrationsIn(folder)).to.have.lengthOf(names.length);
    });
  });

  it("leaves none of its parts when one of them cannot be written", async () => {
    const files = { "mm.config.yaml": CONFIG, "schema/schema.yaml": CIRCLE };
    await inFolder({ ...files, "migrations/.keep": "" }, async (folder) => {
      const program = ["--input-type=module", "-e", wrapper("mm", TAKEN), "--"];
      const { exit, stderr } = await node([...program, "generate"], { cwd: folder });
      expect(exit).to.equal(1);
      expect(stderr).to.contain("CLI_CANNOT_WRITE").and.contain("0002_initial_2.ts");
      // It is that of the other one.
      expect(migrationsIn(folder)).to.deep.equal(["0002_initial_2.ts"]);
    });
  });
});
