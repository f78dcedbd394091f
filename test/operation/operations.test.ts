import { expect } from "chai";
import { parseOperation } from "../../src/operation/index.js";
import type { OperationData } from "../../src/operation/operation.js";
import { emptySchema, requireTable, type Schema } from "../../src/schema/schema.js";
import { StateError } from "../../src/schema/state-error.js";

function stateAfter(operations: readonly OperationData[], before: Schema = emptySchema): Schema {
  return operations.reduce((schema, data) => parseOperation(data, "$").mutate(schema), before);
}

const users = {
  type: "create_table",
  name: "users",
  fields: [
    { name: "id", type: "serial", primaryKey: true },
    { name: "mail", type: "VarChar", length: 20 },
  ],
};

describe("what operations do to a state", () => {
  it("a foreign key without onDelete is PROTECT, and stays so", () => {
    const data = {
      type: "create_table",
      name: "posts",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "user_id", type: "foreign_key", foreignKey: { table: "users" } },
      ],
    };
    const [key] = requireTable(stateAfter([users, data]), "posts").foreignKeys;
    expect(key).to.include({
      name: "fk_posts_user_id",
      onDelete: "PROTECT",
      onUpdate: "NO_ACTION",
    });
    expect(parseOperation(data, "$").toData()).to.deep.equal(data);
  });

  it("types have no case and members of the primary key are never null", () => {
    const [id, mail] = requireTable(stateAfter([users]), "users").fields;
    expect(id).to.include({ type: "serial", nullable: false });
    expect(mail).to.include({ type: "varchar", nullable: true });
  });

  it("a bare default is an entry of the defaults at that point, a standard entry, or itself", () => {
    const table = (name: string, value: unknown) => ({
      type: "create_table",
      name,
      fields: [{ name: "a", type: "text", default: value }],
    });
    const schema = stateAfter([
      table("early", "unpaid"),
      { type: "set_defaults", mysql: { unpaid: "'unpaid'" } },
      table("late", "unpaid"),
      table("standard", "now"),
      table("literal", { value: "now" }),
      table("inherited", "constructor"),
      table("sql", { sql: "1 + 1" }),
    ]);
    const of = (name: string) => requireTable(schema, name).fields[0]?.default;
    expect(of("early")).to.deep.equal({ kind: "literal", value: "unpaid" });
    expect(of("late")).to.deep.equal({ kind: "named", name: "unpaid" });
    expect(of("standard")).to.deep.equal({ kind: "named", name: "now" });
    expect(of("literal")).to.deep.equal({ kind: "literal", value: "now" });
    expect(of("inherited")).to.deep.equal({ kind: "literal", value: "constructor" });
    expect(of("sql")).to.deep.equal({ kind: "sql", sql: "1 + 1" });
  });

  it("SetDefaults replaces the map of the databases it names and keeps the others", () => {
    const { defaults } = stateAfter([
      { type: "set_defaults", mysql: { a: "1", b: "2" }, sqlite: { a: "3" } },
      { type: "set_defaults", mysql: { c: "4" } },
    ]);
    expect(defaults).to.deep.equal({ mysql: { c: "4" }, sqlite: { a: "3" } });
  });

  it("an unknown type is refused with the nearest one, a mapped one is not", () => {
    const table = { type: "create_table", name: "t", fields: [{ name: "a", type: "monney" }] };
    const mapping = { type: "set_type_mappings", sqlite: { money: "NUMERIC" } };
    expect(() => stateAfter([mapping, table]))
      .to.throw(StateError, /"monney"/)
      .with.property("hint", 'Did you mean "money"?');
    expect(
      stateAfter([{ type: "set_type_mappings", sqlite: { monney: "NUMERIC" } }, table]).tables.size,
    ).to.equal(1);
  });

  it("many_to_many makes the junction table and no column", () => {
    const schema = stateAfter([
      users,
      {
        type: "add_field",
        table: "users",
        field: { name: "friends", type: "many_to_many", manyToMany: { table: "users" } },
      },
    ]);
    const junction = requireTable(schema, "users_friends");
    expect(requireTable(schema, "users").fields).to.have.length(2);
    expect(junction.fields.map(({ name }) => name)).to.deep.equal([
      "id",
      "from_users_id",
      "to_users_id",
    ]);
    expect(junction.foreignKeys.map(({ table, onDelete }) => [table, onDelete])).to.deep.equal([
      ["users", "CASCADE"],
      ["users", "CASCADE"],
    ]);
    expect(junction.indexes[0]).to.include({ unique: true });
  });

  it("a table that others refer to cannot be dropped until the foreign key is gone", () => {
    const posts = {
      type: "create_table",
      name: "posts",
      fields: [{ name: "user_id", type: "foreign_key", foreignKey: { table: "users" } }],
    };
    const drop = { type: "drop_table", name: "users" };
    expect(() => stateAfter([users, posts, drop])).to.throw(
      StateError,
      /"fk_posts_user_id".*"posts"/,
    );
    const free = { type: "drop_foreign_key", table: "posts", constraint: "fk_posts_user_id" };
    const schema = stateAfter([users, posts, free, drop]);
    expect([...schema.tables.keys()]).to.deep.equal(["posts"]);
    expect(requireTable(schema, "posts").fields[0]).to.include({ type: "integer" });
  });

  it("dropping a table that only the database knows is allowed when errors are ignored", () => {
    const ghost = { type: "drop_table", name: "ghost" };
    expect(() => stateAfter([ghost])).to.throw(StateError, /"ghost"/);
    expect(stateAfter([{ ...ghost, ignoreErrors: true }]).tables.size).to.equal(0);
  });

  it("AlterField changes the primary key, unique and foreign key as far as both sides differ", () => {
    const field = { name: "mail", type: "varchar", length: 20 };
    const alter = (oldField: object, newField: object) => ({
      type: "alter_field",
      table: "users",
      oldField: { ...field, ...oldField },
      newField: { ...field, ...newField },
    });
    const unique = stateAfter([users, alter({}, { unique: true })]);
    expect(requireTable(unique, "users").uniques).to.deep.equal([
      { name: "uq_users_mail", fields: ["mail"] },
    ]);
    expect(
      requireTable(stateAfter([alter({ unique: true }, {})], unique), "users").uniques,
    ).to.deep.equal([]);
    expect(
      requireTable(stateAfter([alter({}, { length: 30 })], unique), "users").uniques,
    ).to.have.length(1);
    const keyed = requireTable(stateAfter([users, alter({}, { primaryKey: true })]), "users");
    expect(keyed.primaryKey?.fields).to.deep.equal(["id", "mail"]);
    expect(keyed.fields[1]).to.include({ nullable: false });
    const pointing = stateAfter([
      users,
      alter({}, { foreignKey: { table: "users", field: "mail" } }),
    ]);
    expect(requireTable(pointing, "users").foreignKeys).to.have.length(1);
    expect(() => stateAfter([users, alter({ unique: true }, {})])).to.throw(
      StateError,
      /uq_users_mail/,
    );
  });

  it("RunSQL without a mutate leaves the state alone, with one it changes it", () => {
    const sql = { type: "run_sql", forwardSQL: "DROP TABLE users" };
    expect(stateAfter([users, sql]).tables.size).to.equal(1);
    const list = { ...sql, mutate: [{ type: "drop_table", name: "users" }] };
    expect(stateAfter([users, list]).tables.size).to.equal(0);
    const call = {
      ...sql,
      mutate: (state: { apply: (operation: object) => void }) =>
        state.apply({ type: "drop_table", name: "users" }),
    };
    expect(stateAfter([users, call]).tables.size).to.equal(0);
  });

  it("UpsertData for a field that is not there is known before anything runs", () => {
    const data = {
      type: "upsert_data",
      table: "users",
      conflictKeys: ["id"],
      rows: [{ id: 1, male: "x" }],
    };
    expect(() => stateAfter([users, data]))
      .to.throw(StateError, /"male"/)
      .with.property("hint", 'Did you mean "mail"?');
  });

  it("no operation changes the state that it was given", () => {
    const before = stateAfter([users]);
    const shown = JSON.stringify([...before.tables]);
    stateAfter(
      [
        { type: "rename_field", table: "users", oldName: "mail", newName: "post" },
        { type: "add_index", table: "users", index: { fields: ["post"] } },
        { type: "rename_table", oldName: "users", newName: "people" },
      ],
      before,
    );
    expect(JSON.stringify([...before.tables])).to.equal(shown);
    expect(Object.isFrozen(before.tables.get("users"))).to.equal(true);
  });
});

describe("what operations say about themselves", () => {
  const said = (data: OperationData) => {
    const operation = parseOperation(data, "$");
    return [
      operation.describe(),
      operation.nameFragment(),
      operation.destructive,
      operation.reversible,
    ];
  };

  it("describe, name, destructive and reversible are truthful", () => {
    expect(said(users)).to.deep.equal(["Create table users (2 fields)", "users", false, true]);
    expect(said({ type: "drop_table", name: "a.b" })).to.deep.equal([
      "Drop table a.b",
      "drop_b",
      true,
      true,
    ]);
    expect(said({ type: "drop_table", name: "b", schemaOnly: true })[2]).to.equal(false);
    expect(said({ type: "run_sql", forwardSQL: "SELECT\n 1" })).to.deep.equal([
      "Run SQL: SELECT 1",
      "run_sql",
      false,
      false,
    ]);
    expect(said({ type: "run_sql", forwardSQL: "x", backwardSQL: { $noop: true } })[3]).to.equal(
      true,
    );
    expect(said({ type: "run_script", up: () => {} })[3]).to.equal(false);
  });

  const alterations: readonly (readonly [object, object, boolean])[] = [
    [{ type: "integer" }, { type: "bigint" }, false],
    [{ type: "bigint" }, { type: "integer" }, true],
    [{ type: "varchar", length: 10 }, { type: "varchar", length: 20 }, false],
    [{ type: "varchar", length: 20 }, { type: "varchar", length: 10 }, true],
    [{ type: "varchar" }, { type: "varchar", length: 10 }, true],
    [{ type: "varchar", length: 10 }, { type: "text" }, false],
    [{ type: "text" }, { type: "varchar", length: 10 }, true],
    [
      { type: "decimal", precision: 10, scale: 2 },
      { type: "decimal", precision: 12, scale: 4 },
      false,
    ],
    [
      { type: "decimal", precision: 10, scale: 2 },
      { type: "decimal", precision: 10, scale: 4 },
      true,
    ],
    [{ type: "enum", values: ["a", "b"] }, { type: "enum", values: ["a", "b", "c"] }, false],
    [{ type: "enum", values: ["a", "b"] }, { type: "enum", values: ["a"] }, true],
    [{ type: "text" }, { type: "text", nullable: false }, false],
    [{ type: "text" }, { type: "text", generated: { expression: "a" } }, true],
    [{ type: "timestamp" }, { type: "date" }, true],
  ];
  for (const [from, to, destructive] of alterations) {
    it(`${JSON.stringify(from)} to ${JSON.stringify(to)} ${destructive ? "may lose" : "keeps"} data`, () => {
      const data = {
        type: "alter_field",
        table: "t",
        oldField: { name: "a", ...from },
        newField: { name: "a", ...to },
      };
      expect(parseOperation(data, "$").destructive).to.equal(destructive);
    });
  }
});
