import { expect } from "chai";
import { inFolder, mm } from "./run-cli.js";

const CONFIG = "database:\n  type: sqlite\n  url: sqlite:./x.db\n";

function migration(operation: string): Readonly<Record<string, string>> {
  return {
    "mm.config.yaml": CONFIG,
    "migrations/0001_a.ts": `import * as m from "makemigrations";
class Half extends m.Operation {
  override describe() { return "half"; }
  override mutate() {}
  override up() { return "SELECT '" + String.fromCharCode(0xd800) + "'"; }
  override down() { return []; }
}
m.register({ name: "0001_a", dependencies: [], operations: [${operation}] });
`,
  };
}

const OPERATIONS: Readonly<Record<string, string>> = {
  "the name of a table": `new m.CreateTable({ name: "a\\ud800", fields: [{ name: "id", type: "serial", primaryKey: true }] })`,
  "SQL by hand": `new m.RunSQL({ forwardSQL: "SELECT '\\udc00'", backwardSQL: m.noop })`,
  "a default": `new m.CreateTable({ name: "a", fields: [{ name: "id", type: "serial", primaryKey: true }, { name: "b", type: "text", default: { value: "x\\ud83d" } }] })`,
  "a row": `new m.UpsertData({ table: "a", conflictKeys: ["id"], rows: [{ id: 1, b: "\\ude00\\ud83d" }] })`,
  "the key of a row": `new m.UpsertData({ table: "a", conflictKeys: ["id"], rows: [{ id: 1, "b\\ud83d": 1 }] })`,
  "the SQL of an operation of the author's": "new Half()",
  "the SQL of a script": `new m.RunScript({ up: async (db) => { await db.query("SELECT '\\ud800'"); } })`,
  "a parameter of a script": `new m.RunScript({ up: async (db) => { await db.query("SELECT ?", ["\\ud800"]); } })`,
};

describe("half a character", () => {
  for (const [where, operation] of Object.entries(OPERATIONS)) {
    it(`in ${where} is refused, and nothing else takes its place`, async () => {
      await inFolder(migration(operation), async (folder) => {
        const { stdout, stderr, exit } = await mm(["migrate", "up"], folder);
        expect(exit, stdout).to.not.equal(0);
        expect(stderr).to.contain("half a character");
        expect(stderr).to.contain("0001_a");
      });
    });
  }

  it("that is whole is a character", async () => {
    const operation = `new m.RunSQL({ forwardSQL: "SELECT '😀'", backwardSQL: m.noop })`;
    await inFolder(migration(operation), async (folder) => {
      const { stderr, exit } = await mm(["migrate", "up"], folder);
      expect(exit, stderr).to.equal(0);
    });
  });
});
