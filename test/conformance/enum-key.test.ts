import { openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import type { ChainMigration } from "../property/chain-model.js";
import { runChain } from "../property/chain-run.js";

const id = { name: "id", type: "integer", primaryKey: true };
const kind = (...values: readonly string[]) => ({
  name: "kind",
  type: "enum",
  values,
  primaryKey: true,
});
const refers = (name: string, table: string, more: object = {}) => ({
  name,
  type: "foreign_key",
  nullable: true,
  foreignKey: { table },
  ...more,
});
const sql = (forwardSQL: string) => ({
  type: "run_sql",
  forwardSQL,
  backwardSQL: { $noop: true },
});

const STEPS: readonly ChainMigration["operations"][] = [
  [
    { type: "create_table", name: "kinds", fields: [kind("a", "b", "c")] },
    {
      type: "create_table",
      name: "things",
      fields: [id, refers("kind", "kinds", { default: { value: "a" } }), refers("other", "kinds")],
    },
    sql("INSERT INTO kinds (kind) VALUES ('a'), ('b'), ('c')"),
    sql("INSERT INTO things (id, kind, other) VALUES (1, 'b', 'b'), (2, 'b', NULL)"),
    sql("INSERT INTO things (id) VALUES (3)"),
  ],
  // More values, then fewer: the type is made anew, and what refers to it follows.
  [
    {
      type: "alter_field",
      table: "kinds",
      oldField: kind("a", "b", "c"),
      newField: kind("a", "b", "c", "d"),
    },
  ],
  [
    {
      type: "run_sql",
      forwardSQL:
        "UPDATE kinds SET kind = 'd' WHERE kind = 'c'; UPDATE things SET kind = 'd' WHERE id = 1",
      backwardSQL:
        "UPDATE things SET kind = 'b' WHERE id = 1; UPDATE kinds SET kind = 'c' WHERE kind = 'd'",
    },
  ],
  [
    {
      type: "alter_field",
      table: "kinds",
      oldField: kind("a", "b", "c", "d"),
      newField: kind("b", "a", "d"),
    },
  ],
  [{ type: "rename_field", table: "kinds", oldName: "kind", newName: "sort" }],
  [{ type: "rename_table", oldName: "kinds", newName: "sorts" }],
  [{ type: "add_field", table: "things", field: refers("third", "sorts") }],
  // A key that is itself a reference, with one that refers to it, made before its target.
  [
    {
      type: "create_table",
      name: "leaves",
      fields: [id, refers("branch", "branches")],
    },
    {
      type: "create_table",
      name: "branches",
      fields: [{ ...refers("sort", "sorts"), nullable: false, primaryKey: true }],
    },
  ],
  // All of them before the enum.
  [
    { type: "create_table", name: "low", fields: [id, refers("mid", "mids")] },
    {
      type: "create_table",
      name: "mids",
      fields: [{ ...refers("top", "tops"), nullable: false, primaryKey: true }],
    },
    { type: "create_table", name: "tops", fields: [kind("x", "y")] },
  ],
  [{ type: "drop_foreign_key", table: "things", constraint: "fk_things_other" }],
  [{ type: "drop_field", table: "things", field: "other" }],
  [
    {
      type: "alter_field",
      table: "tops",
      oldField: kind("x", "y"),
      newField: { name: "kind", type: "varchar", length: 20, primaryKey: true },
    },
  ],
  [{ type: "drop_table", name: "leaves" }],
];

describeEachDatabase("a foreign key to an enum", ({ create }) => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await create();
  });

  afterEach(async () => {
    await test.drop();
  });

  it("has its type, goes with it through every change, and back", async () => {
    const names = STEPS.map((_, at) => `${String(at + 1).padStart(4, "0")}_step`);
    const chain = STEPS.map((operations, at) => ({
      name: names[at] ?? "",
      dependencies: names.slice(Math.max(at - 1, 0), at),
      operations,
    }));
    await runChain(await openDatabase(test.url), chain, { addRows: false });
  });
});
