import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect } from "chai";
import { parse } from "yaml";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../../src/plan/tool-tables.js";
import { inFolder, mm } from "../cli/run-cli.js";
import { projectText } from "../source-tree.js";
import { compareFacts } from "./catalogue.js";
import { sqliteCatalogue } from "./sqlite-catalogue.js";

const ignore = toolTablesOf(DEFAULT_HISTORY_TABLE).names;

function createdText(url: string, table: string): string {
  const database = new Database(url.replace(/^sqlite:/, ""), { readonly: true });
  try {
    const sql = "SELECT sql FROM sqlite_schema WHERE name = ?";
    return String((database.prepare(sql).get(table) as { readonly sql: string }).sql);
  } finally {
    database.close();
  }
}

/** A comment stands in the text of a table, so that another one makes the table anew. */
function touching(tables: readonly string[]): string {
  const operations = tables.map(
    (name) => `new m.AlterTable({ table: ${JSON.stringify(name)}, comment: "touched" })`,
  );
  return `import * as m from "makemigrations";
m.register({ name: "0002_touch", dependencies: ["0001_initial"], operations: [
  ${operations.join(",\n  ")},
] });
`;
}

const SESSIONS = (unique: string): string => `tables:
  - name: sessions
    fields:
      - { name: token, type: text, nullable: false, options: { on_conflict: ignore } }
      - { name: member, type: text }
      - { name: note, type: text }
    primary_key: { fields: [token], options: { on_conflict: replace } }
    unique:
      - { name: uq_note, fields: [note, member]${unique} }
`;

describe("what SQLite does with a row that breaks a constraint", () => {
  it("is said by options, made, changed by a rebuild and renamed with its fields", async () => {
    await inFolder({ "schema/a.yaml": SESSIONS("") }, async (folder) => {
      const url = `sqlite:${join(folder, "a.db")}`;
      const run = async (...words: readonly string[]) => {
        const result = await mm([...words, "--database-url", url], folder);
        expect(result.exit, result.stderr).to.equal(0);
        return result;
      };
      const step = async (name: string, unique: string): Promise<string> => {
        writeFileSync(join(folder, "schema/a.yaml"), SESSIONS(unique));
        await run("generate", "--no-input", "--name", name);
        await run("migrate", "up");
        expect((await run("db-diff")).stdout).to.contain("Nothing differs");
        return createdText(url, "sessions");
      };
      expect(await step("make", ""))
        .to.contain('"token" TEXT NOT NULL ON CONFLICT IGNORE')
        .and.contain('PRIMARY KEY ("token") ON CONFLICT REPLACE')
        .and.contain('UNIQUE ("note", "member")\n');
      expect(
        await step("order", ', options: { order: "NOCASE desc, asc", on_conflict: Fail }'),
      ).to.contain('UNIQUE ("note" COLLATE NOCASE DESC, "member") ON CONFLICT FAIL\n');
      writeFileSync(
        join(folder, "migrations/0003_rename.ts"),
        `import * as m from "makemigrations";
m.register({ name: "0003_rename", dependencies: ["0002_order"], operations: [
  new m.RenameField({ table: "sessions", oldName: "note", newName: "remark" }),
] });
`,
      );
      await run("migrate", "up");
      expect((await run("db-diff")).stdout).to.contain("Nothing differs");
      expect(createdText(url, "sessions")).to.contain('("remark" COLLATE NOCASE DESC, "member")');
    });
  });

  for (const [option, mistake] of [
    ["on_conflict: perhaps", 'knows no "on_conflict: perhaps" of unique constraint "uq_note"'],
    ["order: desc", 'knows no "order: desc" of unique constraint "uq_note"'],
    ['order: "asc, asc); DROP TABLE x"', "SQLite knows no"],
  ] as const) {
    it(`is refused where it is none: ${option}`, async () => {
      const files = { "schema/a.yaml": SESSIONS(`, options: { ${option} }`) };
      await inFolder(files, async (folder) => {
        const { exit, stderr } = await mm(["schema-to-sql"], folder);
        expect(exit).to.not.equal(0);
        expect(stderr).to.contain("DIALECT_UNSUPPORTED").and.contain(mistake);
      });
    });
  }
});

describe("a rebuild of a table of SQLite", () => {
  it("keeps all that its text says, what no schema file can say among it", async () => {
    await inFolder({}, async (folder) => {
      const url = `sqlite:${join(folder, "nasty.db")}`;
      const run = (...words: readonly string[]) => mm([...words, "--database-url", url], folder);
      await sqliteCatalogue.load(url, projectText("test/fidelity/sqlite/nasty.sql"));
      const before = await sqliteCatalogue.read(url, { ignore });
      const init = await run("init", "--from-database");
      expect(init.exit, init.stderr).to.equal(0);
      const state = await run("current-state");
      const tables = parse(state.stdout).tables.map(({ name }: { name: string }) => name);
      expect(tables).to.include("conflict_unique").and.include("key_null");
      mkdirSync(join(folder, "migrations"), { recursive: true });
      writeFileSync(join(folder, "migrations/0002_touch.ts"), touching(tables));
      const up = await run("migrate", "up");
      expect(up.exit, up.stderr).to.equal(0);
      const after = await sqliteCatalogue.read(url, { ignore });
      expect(compareFacts(before, after).map(({ text }) => text)).to.deep.equal([]);
    });
  });
});
