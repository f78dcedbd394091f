import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { dialects } from "../../src/dialect/index.js";
import { describeEachDatabase } from "../databases.js";
import { inFolder, mm } from "./run-cli.js";

const SCHEMA = `tables:
  - name: posts
    fields:
      - { name: id, type: uuid, primary_key: true, default: new_uuid }
      - { name: title, type: varchar, length: 100, nullable: false, default: "" }
      - { name: author_id, type: foreign_key, nullable: false, foreign_key: { table: people } }
      - { name: updated, type: timestamp, auto_update: true }
    indexes:
      - { name: posts_title, fields: [title], unique: true }
    checks:
      - { name: titled, expression: "title <> ' '" }
  - name: people
    fields:
      - { name: id, type: serial, primary_key: true }
      - { name: mail, type: varchar, length: 100 }
      - { name: best_id, type: foreign_key, foreign_key: { table: posts, on_delete: set_null } }
`;
const PROJECT = { "mm.config.yaml": "database: { type: sqlite }\n", "schema/a.yaml": SCHEMA };

/** The statements, without the names of migrations. */
const bare = (sql: string) => sql.replace(/^-- \d{4}_\w+/gm, "--");

describe("mm schema-to-sql", () => {
  it("is the SQL of the migration that generate writes, for every database", async () => {
    await inFolder(PROJECT, async (folder) => {
      const before = await Promise.all(
        dialects.map(({ name }) => mm(["schema-to-sql", "--database", name], folder)),
      );
      expect((await mm(["generate"], folder)).exit).to.equal(0);
      for (const [at, { name }] of dialects.entries()) {
        const shown = await mm(["migrate", "showsql", "--database", name], folder);
        expect(before[at]?.stderr).to.equal("");
        expect(bare(before[at]?.stdout ?? ""))
          .to.equal(bare(shown.stdout))
          .and.contain("CREATE TABLE");
      }
      const nothing = await mm(["schema-to-sql", "--pending"], folder);
      expect(nothing).to.deep.equal({ exit: 0, stdout: "", stderr: "Nothing to run\n" });
    });
  });

  it("shows with --pending what the next migration would run, once it is known what that is", async () => {
    await inFolder(PROJECT, async (folder) => {
      await mm(["generate"], folder);
      const changed = SCHEMA.replace(
        "name: mail, type: varchar, length: 100",
        "name: email, type: text",
      );
      writeFileSync(join(folder, "schema/a.yaml"), changed.replace(/ +- \{ name: updated.*\n/, ""));
      const answers = "renames: { people.mail:email: true }\n";
      writeFileSync(join(folder, "answers.yaml"), answers);
      for (const { name } of dialects) {
        const words = [
          "schema-to-sql",
          "--pending",
          "--database",
          name,
          "--answers",
          "answers.yaml",
        ];
        const { stdout, stderr } = await mm(words, folder);
        expect(stderr).to.equal("");
        expect(stdout)
          .to.match(/^-- 0002_\w+/)
          .and.contain("[destructive]");
        expect(stdout).to.contain("Rename field mail of people to email");
      }
      const open = await mm(["schema-to-sql", "--pending", "--json"], folder);
      expect(open.exit).to.equal(0);
      const { operations } = JSON.parse(open.stdout);
      expect(operations.map(({ type }: { type: string }) => type)).to.include("drop_field");
    });
  });

  it("asks as generate does, and never runs into a question in silence", async () => {
    await inFolder(PROJECT, async (folder) => {
      await mm(["generate"], folder);
      writeFileSync(join(folder, "schema/a.yaml"), SCHEMA.replace("name: mail,", "name: email,"));
      const open = await mm(["schema-to-sql", "--pending"], folder);
      expect(open.exit).to.equal(3);
      expect(open.stdout).to.equal("");
      expect(open.stderr).to.contain("--rename people.mail:email");
      const words = ["schema-to-sql", "--pending", "--rename", "people.mail:email"];
      const { stdout } = await mm(words, folder);
      expect(stdout).to.match(/RENAME COLUMN "?`?mail/);
    });
  });
});

describeEachDatabase("mm schema-to-sql", (server) => {
  it("is SQL that the database takes, statement by statement", async () => {
    const database = await server.create();
    try {
      await inFolder(PROJECT, async (folder) => {
        const { stdout } = await mm(["schema-to-sql", "--json", "--database", server.name], folder);
        const connection = await database.connect();
        for (const { steps } of JSON.parse(stdout).operations) {
          for (const { sql, parameters = [] } of steps) await connection.execute(sql, parameters);
        }
        expect(await connection.query("SELECT id, title, author_id FROM posts")).to.deep.equal([]);
      });
    } finally {
      await database.drop();
    }
  });
});
