import { expect } from "chai";
import { parseOperation } from "../../src/operation/index.js";
import type { Operation } from "../../src/operation/operation.js";
import { compareBranches } from "../../src/optimizer/clashes.js";
import { emptySchema, type Schema } from "../../src/schema/schema.js";

const id = { name: "id", type: "integer", primaryKey: true };

function operations(...list: readonly object[]): readonly Operation[] {
  return list.map((data) => parseOperation(data, "$"));
}

const users = {
  type: "create_table",
  name: "users",
  fields: [id, { name: "mail", type: "varchar", length: 40 }, { name: "role", type: "text" }],
  indexes: [{ name: "by_mail", fields: ["mail"] }],
};
const posts = {
  type: "create_table",
  name: "posts",
  fields: [id, { name: "user_id", type: "integer" }, { name: "title", type: "text" }],
};
const base: Schema = operations(users, posts).reduce(
  (schema, operation) => operation.mutate(schema),
  emptySchema,
);

const addAge = { type: "add_field", table: "users", field: { name: "age", type: "integer" } };
const addNick = { type: "add_field", table: "users", field: { name: "nick", type: "text" } };
const dropMail = { type: "drop_field", table: "users", field: "mail" };
const mail = (length: number) => ({
  type: "alter_field",
  table: "users",
  newField: { name: "mail", type: "varchar", length },
});
const toUsers = {
  type: "add_foreign_key",
  table: "posts",
  constraint: { name: "fk", fields: ["user_id"], table: "users" },
};
const upsert = (table: string) => ({
  type: "upsert_data",
  table,
  conflictKeys: ["id"],
  rows: [{ id: 1 }],
});
const rawSql = { type: "run_sql", forwardSQL: "CREATE VIEW v AS SELECT 1" };
const mapping = { type: "set_type_mappings", sqlite: { text: "CLOB" } };

const CASES: Readonly<Record<string, readonly [left: object, right: object, kinds: string]>> = {
  "changes of different tables": [addAge, { ...addNick, table: "posts" }, ""],
  "an index and another field": [
    addAge,
    { type: "add_index", table: "users", index: { name: "i", fields: ["role"] } },
    "",
  ],
  "an index and the field under it": [
    dropMail,
    { type: "add_index", table: "users", index: { name: "i", fields: ["mail"] } },
    "schema",
  ],
  "a field that goes with its index, and the index": [
    dropMail,
    { type: "drop_index", table: "users", index: "by_mail" },
    "schema",
  ],
  "a renamed field and a change of it": [
    { type: "rename_field", table: "users", oldName: "mail", newName: "email" },
    mail(50),
    "schema",
  ],
  "two lengths of one field": [mail(50), mail(60), "schema"],
  "the same length twice": [mail(50), mail(50), ""],
  "the same field twice": [addAge, addAge, "schema schema"],
  "a foreign key and the end of its table": [
    toUsers,
    { type: "drop_table", name: "users" },
    "schema schema",
  ],
  "a foreign key and another name of its table": [
    toUsers,
    { type: "rename_table", oldName: "users", newName: "people" },
    "schema",
  ],
  "one name for two indexes": [
    { type: "add_index", table: "users", index: { name: "i", fields: ["role"] } },
    { type: "add_index", table: "posts", index: { name: "i", fields: ["title"] } },
    "name",
  ],
  "rows of two tables": [upsert("users"), upsert("posts"), ""],
  "rows of one table": [upsert("users"), upsert("users"), "data"],
  "rows and another field of their table": [upsert("users"), addAge, ""],
  "rows and another type of a field": [upsert("users"), mail(50), "data"],
  "rows filled by an expression": [
    { ...addAge, backfill: "1" },
    { ...mail(50), using: "lower(mail)" },
    "data",
  ],
  "a type and what has it": [mapping, addNick, "settings"],
  "the same setting twice": [mapping, mapping, ""],
  "SQL of an author's": [rawSql, addAge, "unknown"],
  "an expression that reads elsewhere": [
    { ...addAge, backfill: "(SELECT max(id) FROM posts)" },
    upsert("posts"),
    "unknown",
  ],
  "a failure that is passed over": [{ ...dropMail, ignoreErrors: true }, addAge, "unknown"],
};

describe("compareBranches", () => {
  for (const [what, [left, right, kinds]] of Object.entries(CASES)) {
    it(`says of ${what}: ${kinds === "" ? "they commute" : kinds}`, () => {
      const { clashes } = compareBranches(base, operations(left), operations(right));
      expect(clashes.map(({ kind }) => kind).join(" ")).to.equal(kinds);
      const turned = compareBranches(base, operations(right), operations(left)).clashes;
      expect(turned.map(({ kind }) => kind).join(" ")).to.equal(kinds);
    });
  }

  it("names the two operations and the reason", () => {
    const left = operations({ type: "drop_table", name: "posts" }, dropMail);
    const right = operations(addNick, mail(50));
    const { clashes } = compareBranches(base, left, right);
    expect(clashes).to.deep.equal([
      {
        kind: "schema",
        left: 1,
        right: 1,
        reason: 'field "mail" does not exist in table "users" at this point',
      },
    ]);
  });

  it("says where only the order of fields depends on which branch came first", () => {
    expect(compareBranches(base, operations(addAge), operations(addNick))).to.deep.equal({
      clashes: [],
      fieldOrder: ["users"],
    });
  });

  it("has nothing to say against a branch that does nothing", () => {
    expect(compareBranches(base, operations(rawSql), [])).to.deep.equal({
      clashes: [],
      fieldOrder: [],
    });
  });
});
