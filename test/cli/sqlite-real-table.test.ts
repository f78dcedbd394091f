import { join } from "node:path";
import Database from "better-sqlite3";
import { expect } from "chai";
import { inFolder, mm } from "./run-cli.js";

const FIRST = `import * as m from "makemigrations";
m.register({ name: "0001_first", dependencies: [], operations: [
  new m.CreateTable({ name: "t", fields: [
    { name: "id", type: "serial", primaryKey: true }, { name: "a", type: "varchar", length: 10 } ] }),
  new m.RunSQL({ forwardSQL: "ALTER TABLE t ADD COLUMN legacy TEXT", backwardSQL: m.noop }),
  new m.RunSQL({ forwardSQL: "INSERT INTO t (a, legacy) VALUES ('x', 'precious')", backwardSQL: m.noop }),
] });
`;
const SECOND = `import * as m from "makemigrations";
m.register({ name: "0002_second", dependencies: ["0001_first"], operations: [
  new m.AlterField({ table: "t", oldField: { name: "a", type: "varchar", length: 10 }, newField: { name: "a", type: "varchar", length: 20 } }),
] });
`;
/** An operation of the author's own, which a plan keeps as statements. */
const THIRD = `import * as m from "makemigrations";
const alter = { type: "alter_field", table: "t", oldField: { name: "a", type: "varchar", length: 20 }, newField: { name: "a", type: "varchar", length: 30 } } as const;
const back = { type: "alter_field", table: "t", oldField: { name: "a", type: "varchar", length: 30 }, newField: { name: "a", type: "varchar", length: 20 } } as const;
class Widen extends m.Operation {
  describe() { return "Widen"; }
  up(context: m.OperationContext) { return context.sql(alter); }
  down(context: m.OperationContext) { return context.sql(back); }
  mutate(state: m.State) { state.apply(alter); }
}
m.register({ name: "0003_third", dependencies: ["0002_second"], operations: [new Widen()] });
`;
const FILES = {
  "migrations/0001_first.ts": FIRST,
  "migrations/0002_second.ts": SECOND,
  "migrations/0003_third.ts": THIRD,
};
const URL = ["--database-url", "sqlite:./app.db"];

describe("a column that RunSQL made and no migration knows, on SQLite,", () => {
  const rowsOf = (folder: string): unknown => {
    const database = new Database(join(folder, "app.db"));
    try {
      return database.prepare("SELECT a, legacy FROM t").all();
    } finally {
      database.close();
    }
  };
  const kept = [{ a: "x", legacy: "precious" }];

  it("outlives every rebuild, up and down", async () => {
    await inFolder(FILES, async (folder) => {
      const up = await mm(["migrate", "up", ...URL], folder);
      expect(up.exit, up.stderr).to.equal(0);
      expect(rowsOf(folder)).to.deep.equal(kept);
      const down = await mm(["migrate", "down", "--to", "0001_first", ...URL], folder);
      expect(down.exit, down.stderr).to.equal(0);
      expect(rowsOf(folder)).to.deep.equal(kept);
    });
  });

  it("outlives the rebuilds of a plan, those of an author's own operation included", async () => {
    await inFolder(FILES, async (folder) => {
      const plan = await mm(["plan", "--database", "sqlite", "--out", "plan.json"], folder);
      expect(plan.exit, plan.stderr).to.equal(0);
      const up = await mm(["migrate", "up", "--plan", "plan.json", ...URL], folder);
      expect(up.exit, up.stderr).to.equal(0);
      expect(rowsOf(folder)).to.deep.equal(kept);
    });
  });
});
