import { expect } from "chai";
import { parseOperation } from "../../src/operation/index.js";
import { optimize } from "../../src/optimizer/optimize.js";
import { emptySchema } from "../../src/schema/schema.js";

const id = { name: "id", type: "integer", primaryKey: true };
const create = (name: string, ...fields: readonly object[]) => ({
  type: "create_table",
  name,
  fields: [id, ...fields],
});
const text = (name: string) => ({ name, type: "text" });
const varchar = (length: number) => ({ name: "a", type: "varchar", length });
const add = (table: string, field: object) => ({ type: "add_field", table, field });
const drop = (table: string, field: string) => ({ type: "drop_field", table, field });
const alter = (table: string, newField: object) => ({ type: "alter_field", table, newField });
const rename = (table: string, oldName: string, newName: string) => ({
  type: "rename_field",
  table,
  oldName,
  newName,
});
const addIndex = (table: string, name: string, field = "a") => ({
  type: "add_index",
  table,
  index: { name, fields: [field] },
});
const upsert = { type: "upsert_data", table: "t", conflictKeys: ["id"], rows: [{ id: 1 }] };
const sql = { type: "run_sql", forwardSQL: "SELECT 1" };
const toT = { name: "t_id", type: "foreign_key", foreignKey: { table: "t" } };
const dropT = { type: "drop_table", name: "t" };

type Case = readonly [list: readonly object[], expected: readonly string[], behind?: object[]];

/** Operations behind those that made what is there, and what is left of them. */
const CASES: Readonly<Record<string, Case>> = {
  "create + add field": [[create("t"), add("t", text("a"))], ["Create table t (2 fields)"]],
  "create + drop": [[create("t"), dropT], []],
  "create + add + drop field": [
    [create("t"), add("t", text("a")), drop("t", "a")],
    ["Create table t (1 field)"],
  ],
  "create + rename + index": [
    [
      create("t", text("a")),
      { type: "rename_table", oldName: "t", newName: "u" },
      addIndex("u", "i"),
    ],
    ["Create table u (2 fields)"],
  ],
  "create + a field with a value for rows that are not there": [
    [create("t"), { ...add("t", { ...text("a"), nullable: false }), backfill: "''" }],
    ["Create table t (2 fields)"],
  ],
  "create + a foreign key to a table that came later": [
    [create("u"), create("t"), add("u", toT)],
    ["Create table t (1 field)", "Create table u (2 fields)"],
  ],
  "two tables that refer to each other": [
    [create("u"), create("t", { ...toT, name: "u_id", foreignKey: { table: "u" } }), add("u", toT)],
    ["Create table u (1 field)", "Create table t (2 fields)", "Add field t_id to u"],
  ],
  "create + alter an enum, also where a table has it by then": [
    [
      { type: "create_enum", name: "e", values: ["a"] },
      create("t", { name: "f", type: "enum", enum: "e" }),
      { type: "alter_enum", name: "e", values: ["a", "b"] },
      { type: "alter_enum", name: "e", values: ["a", "b", "c"] },
    ],
    ["Create enum e (a, b, c)", "Create table t (2 fields)"],
  ],
  "an enum whose values get other names": [
    [
      { type: "create_enum", name: "e", values: ["a"] },
      { type: "alter_enum", name: "e", values: ["b"], renameValues: { a: "b" } },
    ],
    ["Create enum e (a)", "Alter enum e (b)"],
  ],
  "an enum that comes and goes": [
    [
      { type: "create_enum", name: "e", values: ["a"] },
      create("t"),
      { type: "drop_enum", name: "e" },
    ],
    ["Create table t (1 field)"],
  ],
  "create + checks, unique constraints and another key": [
    [
      create("t", text("a")),
      { type: "add_check", table: "t", constraint: { name: "c", expression: "a <> ''" } },
      { type: "add_unique", table: "t", constraint: { name: "u", fields: ["a"] } },
      { type: "alter_primary_key", table: "t", constraint: { fields: ["a"] } },
      { type: "drop_check", table: "t", constraint: "c" },
    ],
    ["Create table t (2 fields)"],
  ],
  "two keys": [
    [
      { type: "alter_primary_key", table: "t", constraint: { fields: ["id", "a"] } },
      { type: "alter_primary_key", table: "t", constraint: { fields: ["a", "id"] } },
    ],
    ["Make (a, id) the primary key of t"],
    [create("t", { ...text("a"), nullable: false })],
  ],
  "a check that comes and goes": [
    [
      { type: "add_check", table: "t", constraint: { name: "c", expression: "id > 0" } },
      { type: "drop_check", table: "t", constraint: "c" },
    ],
    [],
    [create("t")],
  ],
  "two changes of what a table says": [
    [
      { type: "alter_table", table: "t", comment: "one", options: { a: 1 } },
      { type: "alter_table", table: "t", comment: "two" },
    ],
    ["Alter table t (comment, a)"],
    [create("t")],
  ],
  "add + drop": [[add("t", text("b")), drop("t", "b")], [], [create("t")]],
  "add + alter": [
    [add("t", varchar(10)), alter("t", varchar(20))],
    ["Add field a to t"],
    [create("t")],
  ],
  "add + alter of the default, which rows that exist would get": [
    [add("t", varchar(10)), alter("t", { ...varchar(10), default: { value: "x" } })],
    ["Add field a to t", "Alter field a of t"],
    [create("t")],
  ],
  "add + rename": [
    [add("t", text("a")), rename("t", "a", "b")],
    ["Add field b to t"],
    [create("t")],
  ],
  "alter + alter": [
    [alter("t", varchar(20)), alter("t", varchar(30))],
    ["Alter field a of t"],
    [create("t", varchar(10))],
  ],
  "alter + alter where the first one loses something": [
    [alter("t", varchar(5)), alter("t", varchar(30))],
    ["Alter field a of t", "Alter field a of t"],
    [create("t", varchar(10))],
  ],
  "alter + alter with an expression": [
    [{ ...alter("t", varchar(20)), using: "lower(a)" }, alter("t", varchar(30))],
    ["Alter field a of t", "Alter field a of t"],
    [create("t", varchar(10))],
  ],
  "alter there and back": [
    [alter("t", varchar(20)), alter("t", varchar(10))],
    [],
    [create("t", varchar(10))],
  ],
  "alter + drop": [
    [alter("t", varchar(20)), drop("t", "a")],
    ["Drop field a from t"],
    [create("t", varchar(10))],
  ],
  "a chain of renames": [
    [rename("t", "a", "b"), rename("t", "b", "c"), rename("t", "c", "d")],
    ["Rename field a of t to d"],
    [create("t", text("a"))],
  ],
  "a circle of renames": [
    [rename("t", "a", "b"), rename("t", "b", "a")],
    [],
    [create("t", text("a"))],
  ],
  "rename + drop": [
    [rename("t", "a", "b"), drop("t", "b")],
    ["Drop field a from t"],
    [create("t", text("a"))],
  ],
  "tables renamed twice": [
    [
      { type: "rename_table", oldName: "t", newName: "u" },
      { type: "rename_table", oldName: "u", newName: "v" },
    ],
    ["Rename table t to v"],
    [create("t")],
  ],
  "changes of a table that goes": [
    [add("t", text("b")), drop("t", "a"), dropT],
    ["Drop table t"],
    [create("t", text("a"))],
  ],
  "drop + the same again, which is empty": [
    [drop("t", "a"), add("t", text("a"))],
    ["Drop field a from t", "Add field a to t"],
    [create("t", text("a"))],
  ],
  "an index that comes and goes": [
    [addIndex("t", "i"), { type: "drop_index", table: "t", index: "i" }],
    [],
    [create("t", text("a"))],
  ],
  "an index that goes and comes": [
    [{ type: "drop_index", table: "t", index: "i" }, addIndex("t", "i")],
    [],
    [create("t", text("a")), addIndex("t", "i")],
  ],
  "an index and its other name": [
    [addIndex("t", "i"), { type: "rename_index", table: "t", oldName: "i", newName: "j" }],
    ["Add index j to t"],
    [create("t", text("a"))],
  ],
  "a foreign key that comes and goes": [
    [
      {
        type: "add_foreign_key",
        table: "t",
        constraint: { name: "fk", fields: ["id"], table: "u" },
      },
      { type: "drop_foreign_key", table: "t", constraint: "fk" },
    ],
    [],
    [create("t"), create("u")],
  ],
  "settings for several databases": [
    [
      { type: "set_defaults", sqlite: { now: "1" } },
      { type: "set_defaults", postgresql: { now: "2" } },
    ],
    ["Set defaults of postgresql, sqlite"],
  ],
  "past what deals with another table": [
    [create("t"), create("u"), add("u", text("x")), add("t", text("a"))],
    ["Create table t (2 fields)", "Create table u (2 fields)"],
  ],
  "not past rows": [
    [create("t"), upsert, add("t", text("a"))],
    ["Create table t (1 field)", "Upsert 1 row into t", "Add field a to t"],
  ],
  "rows of a table that goes are kept": [
    [create("t"), upsert, dropT],
    ["Create table t (1 field)", "Upsert 1 row into t", "Drop table t"],
  ],
  "not past SQL of an author's": [
    [create("t"), sql, add("t", text("a"))],
    ["Create table t (1 field)", "Run SQL: SELECT 1", "Add field a to t"],
  ],
  "not past settings": [
    [create("t"), { type: "set_type_mappings", sqlite: { text: "CLOB" } }, add("t", text("a"))],
    ["Create table t (1 field)", "Set type mappings of sqlite", "Add field a to t"],
  ],
  "nothing with what may fail, or changes the state only": [
    [
      create("t"),
      { ...add("t", text("a")), ignoreErrors: true },
      { ...drop("t", "a"), schemaOnly: true },
    ],
    ["Create table t (1 field)", "Add field a to t", "Drop field a from t"],
  ],
  "not where a name is not free yet": [
    [create("u", text("a")), { type: "drop_index", table: "t", index: "i" }, addIndex("u", "i")],
    ["Drop index i from t", "Create table u (2 fields)"],
    [create("t", text("a")), addIndex("t", "i")],
  ],
};

describe("optimize", () => {
  for (const [what, [list, expected, behind = []]] of Object.entries(CASES)) {
    it(`makes of ${what}: ${expected.join(", ") || "nothing"}`, () => {
      const [given, there] = [list, behind].map((all) =>
        all.map((data) => parseOperation(data, "$")),
      );
      const from = there?.reduce((schema, operation) => operation.mutate(schema), emptySchema);
      const fewer = optimize(given ?? [], from);
      expect(fewer.map((operation) => operation.describe())).to.deep.equal(expected);
    });
  }

  it("keeps what a field is, in the table that it is made with", () => {
    const [table] = optimize(
      [
        create("t", varchar(10)),
        alter("t", { ...varchar(20), nullable: false, unique: true }),
        add("t", { ...text("b"), default: { value: "x" }, comment: "why" }),
        addIndex("t", "i", "b"),
      ].map((data) => parseOperation(data, "$")),
    );
    expect(table?.toData()).to.deep.equal({
      type: "create_table",
      name: "t",
      fields: [
        id,
        { ...varchar(20), nullable: false, unique: true },
        { ...text("b"), default: { value: "x" }, comment: "why" },
      ],
      indexes: [{ name: "i", fields: ["b"] }],
    });
  });

  it("does not lose its way in a long chain", () => {
    const tables = Array.from({ length: 60 }, (_, at) => `t${at}`);
    const chain = [
      ...tables.map((name) => create(name)),
      ...["a", "b", "c", "d", "e"].flatMap((field) => tables.map((name) => add(name, text(field)))),
    ].map((data) => parseOperation(data, "$"));
    const fewer = optimize(chain);
    expect(fewer.map((one) => one.describe())).to.deep.equal(
      tables.map((name) => `Create table ${name} (6 fields)`),
    );
  });
});
