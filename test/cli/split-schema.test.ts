import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { inFolder, mm as tool } from "./run-cli.js";

const TABLES = [
  "CREATE TABLE authors (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(80) DEFAULT 'nobody' NOT NULL)",
  `CREATE TABLE books (id INTEGER NOT NULL PRIMARY KEY, author_id INTEGER NOT NULL,
    CONSTRAINT books_author FOREIGN KEY (author_id) REFERENCES authors (id))`,
];

describe("a schema that is too large for one file", () => {
  it("is measured as the files that it is written in", async () => {
    await inFolder({}, async (folder) => {
      const url = `sqlite:${join(folder, "large.db")}`;
      const database = await openDatabase(url);
      const connection = await database.open({ readOnly: false });
      for (let at = 1; at <= 11; at += 1) {
        await connection.execute(
          `CREATE TABLE t${at} (id INTEGER NOT NULL PRIMARY KEY, text TEXT DEFAULT '${"x".repeat(800_000)}' NOT NULL)`,
        );
      }
      await connection.close();
      const words = ["db-to-schema", "--database-url", url];
      const one = await tool([...words, "--out", "one/schema.yaml"], folder);
      expect(one.stderr).to.contain("the limit is 8388608");
      const split = await tool(
        [...words, "--out", "schema/schema.yaml", "--split", "table"],
        folder,
      );
      expect(split.exit, split.stderr).to.equal(0);
      expect(split.stderr).to.not.contain("not said");
      expect(split.stdout).to.contain("Wrote schema/tables/t11.yaml (1 table)");
      await rm(join(folder, "schema"), { recursive: true });
      const init = await tool(["init", "--from-database", "--database-url", url], folder);
      expect(init.exit, init.stderr).to.equal(0);
      expect(init.stdout).to.contain("wrote schema/tables/t11.yaml");
      expect(readFileSync(join(folder, "schema/schema.yaml"), "utf8")).to.match(/^# yaml-language/);
      for (const command of ["generate", "db-diff"]) {
        const same = await tool([command, "--database-url", url], folder);
        expect(same.exit, same.stderr).to.equal(0);
        expect(same.stdout).to.match(/No changes|Nothing differs/);
      }
    });
  });

  it("is not written beside files of the same names that say something else", async () => {
    await inFolder({ "schema/tables/t2.yaml": "mine" }, async (folder) => {
      const url = `sqlite:${join(folder, "large.db")}`;
      const connection = await (await openDatabase(url)).open({ readOnly: false });
      for (const name of ["t1", "t2", "t3", "t4", "t5", "t6"]) {
        await connection.execute(
          `CREATE TABLE ${name} (id INTEGER NOT NULL PRIMARY KEY, text TEXT DEFAULT '${"x".repeat(1_500_000)}' NOT NULL)`,
        );
      }
      await connection.close();
      const init = await tool(["init", "--from-database", "--database-url", url], folder);
      expect(init.exit).to.equal(2);
      expect(init.stderr).to.contain('"schema/tables/t2.yaml" is there already');
      expect(existsSync(join(folder, "schema/schema.yaml"))).to.equal(false);
    });
  });

  it("is measured in TypeScript by what the sandbox takes of a file, in that text", async () => {
    await inFolder({}, async (folder) => {
      const url = `sqlite:${join(folder, "large.db")}`;
      const connection = await (await openDatabase(url)).open({ readOnly: false });
      for (const name of ["t1", "t2"]) {
        await connection.execute(
          `CREATE TABLE ${name} (id INTEGER NOT NULL PRIMARY KEY, text TEXT DEFAULT '${"x".repeat(1_200_000)}' NOT NULL)`,
        );
      }
      await connection.close();
      const words = ["db-to-schema", "--format", "ts", "--database-url", url, "--out"];
      const one = await tool([...words, "one/schema.ts"], folder);
      expect(one.stderr).to.match(/not said: "schema.ts" as a whole: .* the limit is 2097152/);
      const split = await tool([...words, "schema/schema.ts", "--split", "table"], folder);
      expect(split.exit, split.stderr).to.equal(0);
      expect(split.stderr).to.not.contain("not said");
      const config = `schema: { paths: ["schema/schema.ts"] }\ndatabase: { url: "${url}" }\n`;
      writeFileSync(join(folder, "mm.config.yaml"), config);
      const read = await tool(["generate", "--dry-run", "--json"], folder);
      expect(JSON.parse(read.stdout).operations).to.have.lengthOf(2);
    });
  });
});

describeEachDatabase("a schema in several files", (server) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await server.create();
  });

  afterEach(() => database.drop());

  async function run(...statements: readonly string[]): Promise<void> {
    const connection = await database.connect();
    for (const sql of statements) await connection.execute(sql);
  }

  const mm = (folder: string, ...words: readonly string[]) =>
    tool([...words, "--database-url", database.url], folder);

  /** What generate makes of the files of the folder. */
  async function operations(folder: string): Promise<readonly unknown[]> {
    const { exit, stdout } = await mm(folder, "generate", "--dry-run", "--json");
    expect(exit, stdout).to.equal(0);
    return JSON.parse(stdout).operations;
  }

  it("says the same as in one, and keeps what is there", async () => {
    const odd = server.dialect.quote("/A b");
    const other = server.dialect.quote("_A b");
    await run(
      ...TABLES,
      `CREATE TABLE ${odd} (id INTEGER NOT NULL PRIMARY KEY)`,
      `CREATE TABLE ${other} (id INTEGER NOT NULL PRIMARY KEY)`,
    );
    for (const format of ["yaml", "ts"]) {
      const one = await inFolder({}, async (folder) => {
        await mm(folder, "db-to-schema", "--out", "schema/schema.yaml");
        return await operations(folder);
      });
      expect(one).to.have.lengthOf(4);
      const config = `schema: { paths: ["schema/**/*.${format}"] }\ndatabase: { url: "${database.url}" }\n`;
      await inFolder({ "mm.config.yaml": config }, async (folder) => {
        const main = `schema/schema.${format}`;
        const words = [
          "db-to-schema",
          "--format",
          format,
          "--out",
          main,
          "--split",
          "table",
          "--json",
        ];
        const { exit, stdout } = await mm(folder, ...words);
        expect(exit, stdout).to.equal(0);
        const { files } = JSON.parse(stdout);
        expect(files.map(({ file }: { file: string }) => file)).to.deep.equal([
          main,
          ...["_A_b", "_A_b_2", "authors", "books"].map(
            (name) => `schema/tables/${name}.${format}`,
          ),
        ]);
        expect(await operations(folder)).to.deep.equal(one);
        const path = join(folder, `schema/tables/books.${format}`);
        const text = readFileSync(path, "utf8");
        if (format === "yaml") {
          expect(Object.keys(parse(text).tables[0])).to.deep.equal(["name", "fields"]);
          expect(parse(readFileSync(join(folder, main), "utf8")).include).to.have.lengthOf(4);
        }
        writeFileSync(path, "mine");
        const again = await mm(folder, ...words);
        expect(again.exit).to.equal(1);
        expect(JSON.parse(again.stdout).code).to.equal("CLI_FILES_EXIST");
        expect(readFileSync(path, "utf8")).to.equal("mine");
        writeFileSync(join(folder, `schema/tables/gone.${format}`), "");
        const forced = await mm(folder, ...words.filter((word) => word !== "--json"), "--force");
        expect(forced.exit, forced.stderr).to.equal(0);
        expect(forced.stdout).to.contain(`Wrote over schema/tables/books.${format} (1 table)`);
        expect(forced.stderr).to.contain(`"schema/tables/gone.${format}" is none of these files`);
        expect(readFileSync(path, "utf8")).to.equal(text);
      });
    }
  });

  it("has a file for each schema of the database", async () => {
    if (server.dialect.features.namespaces) {
      await run(
        ...TABLES,
        "CREATE SCHEMA audit",
        "CREATE TABLE audit.log (id INTEGER NOT NULL PRIMARY KEY, author_id INTEGER REFERENCES authors (id))",
        "CREATE TABLE audit.mail (id INTEGER NOT NULL PRIMARY KEY)",
      );
    } else await run(...TABLES);
    await inFolder({}, async (folder) => {
      const words = ["db-to-schema", "--out", "schema/schema.yaml", "--split", "schema"];
      const { exit, stdout, stderr } = await mm(folder, ...words);
      expect(exit, stderr).to.equal(0);
      expect(stdout).to.contain("Wrote schema/schema.yaml (2 tables)");
      const part = join(folder, "schema/schemas/audit.yaml");
      expect(existsSync(part)).to.equal(server.dialect.features.namespaces);
      expect(stdout.includes("Wrote schema/schemas/audit.yaml (2 tables)")).to.equal(
        existsSync(part),
      );
      const one = await inFolder({}, async (other) => {
        await mm(other, "db-to-schema", "--out", "schema/schema.yaml");
        return await operations(other);
      });
      expect(await operations(folder)).to.deep.equal(one);
    });
  });

  it("is refused without a main file, and leaves nothing behind when one of the files cannot be", async () => {
    await run(...TABLES);
    await inFolder({}, async (folder) => {
      const lone = await mm(folder, "db-to-schema", "--split", "table");
      expect(lone.exit).to.equal(2);
      expect(lone.stderr).to.contain("CLI_NEEDS_OUT");
      mkdirSync(join(folder, "schema/tables/books.yaml"), { recursive: true });
      const words = ["db-to-schema", "--out", "schema/schema.yaml", "--split", "table"];
      const taken = await mm(folder, ...words);
      expect(taken.exit).to.equal(1);
      expect(taken.stderr).to.contain("CLI_FILES_EXIST");
      expect(existsSync(join(folder, "schema/schema.yaml"))).to.equal(false);
    });
  });
});
