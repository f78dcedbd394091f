import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../../src/plan/tool-tables.js";
import { inFolder, mm } from "../cli/run-cli.js";
import { projectText } from "../source-tree.js";
import { compareFacts } from "./catalogue.js";
import { sqliteCatalogue } from "./sqlite-catalogue.js";

const ignore = toolTablesOf(DEFAULT_HISTORY_TABLE).names;

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

describe("a rebuild of a table of SQLite", () => {
  it("keeps all that its text says, what no schema file can say among it", async function () {
    this.timeout(120_000);
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
