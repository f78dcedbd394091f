import { expect } from "chai";
import { failure } from "../../driver/driver-failure.js";
import { everyType, users } from "./sample-tables.js";
import { suiteBench } from "./suite-bench.js";

describe("the PostgreSQL schema editor", () => {
  const suite = suiteBench();

  it("makes a table with every type and every kind of index, and takes it away", async () => {
    await suite.bench.up(everyType);
    await suite.bench.execute("INSERT INTO every_type (a) VALUES ('x')");
    await suite.bench.down(1);
    const left = await suite.bench.query(
      "SELECT typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = 'public' AND typtype = 'e'",
    );
    expect(left).to.deep.equal([]);
    await suite.bench.up(everyType);
  });

  it("makes composite keys, foreign keys of all kinds, self-references and cycles", async () => {
    const a = {
      type: "create_table",
      name: "a",
      primaryKey: ["x", "y"],
      fields: [
        { name: "x", type: "integer" },
        { name: "y", type: "uuid", default: "new_uuid" },
        { name: "b_id", type: "foreign_key", foreignKey: { table: "b", onDelete: "SET_NULL" } },
      ],
    };
    const b = {
      type: "create_table",
      name: "b",
      fields: [
        { name: "id", type: "bigserial", primaryKey: true },
        { name: "parent_id", type: "foreign_key", foreignKey: { table: "b" } },
        { name: "ax", type: "integer" },
        { name: "ay", type: "uuid" },
        { name: "code", type: "varchar", length: 10, unique: true },
      ],
      foreignKeys: [
        {
          name: "fk_b_a",
          fields: ["ax", "ay"],
          table: "a",
          onDelete: "CASCADE",
          onUpdate: "CASCADE",
        },
      ],
    };
    const c = {
      type: "create_table",
      name: "c",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        {
          name: "code",
          type: "foreign_key",
          foreignKey: { table: "b", field: "code", onDelete: "SET_DEFAULT", deferrable: true },
        },
      ],
    };
    await suite.bench.up(a, b, c);
    await suite.bench.down(3);
    await suite.bench.up(a, b, c);
  });

  it("keeps rows, counters, indexes and references when table and field are renamed", async () => {
    await suite.bench.up(
      {
        ...users,
        comment: "people",
        fields: [
          ...users.fields,
          { name: "state", type: "enum", values: ["on", "off"], default: { value: "on" } },
          { name: "changed", type: "timestamptz", autoUpdate: true },
        ],
        indexes: [{ name: "ix_users_age", fields: ["age"], where: "age > 3 and state = 'on'" }],
        checks: [{ name: "ck_age", expression: "age >= 0" }],
      },
      {
        type: "create_table",
        name: "posts",
        fields: [
          { name: "id", type: "serial", primaryKey: true },
          {
            name: "user_id",
            type: "foreign_key",
            foreignKey: { table: "users", onDelete: "CASCADE" },
          },
        ],
      },
    );
    await suite.bench.execute("INSERT INTO users (name, age) VALUES ('Ann', 4), ('Bob', 5)");
    await suite.bench.up(
      { type: "rename_table", oldName: "users", newName: "people" },
      { type: "rename_field", table: "people", oldName: "age", newName: "years" },
      { type: "rename_field", table: "people", oldName: "state", newName: "mood" },
      { type: "rename_field", table: "people", oldName: "changed", newName: "touched" },
      { type: "rename_field", table: "people", oldName: "id", newName: "person_id" },
    );
    await suite.bench.execute("INSERT INTO people (name, years) VALUES ('Cid', 6)");
    await suite.bench.execute("INSERT INTO posts (user_id) VALUES (3)");
    const touched = await suite.bench.query(
      "UPDATE people SET touched = NULL WHERE name = 'Ann' RETURNING person_id",
    );
    expect(touched).to.deep.equal([{ person_id: 1 }]);
    await suite.bench.execute("UPDATE people SET name = 'Anna' WHERE person_id = 1");
    expect(
      await suite.bench.query("SELECT touched IS NOT NULL AS set FROM people WHERE person_id = 1"),
    ).to.deep.equal([{ set: true }]);
    await suite.bench.down(5);
    await suite.bench.execute("INSERT INTO users (name) VALUES ('Dan')");
    expect(
      await suite.bench.query("SELECT id, name, age, state FROM users ORDER BY id"),
    ).to.deep.equal([
      { id: 1, name: "Anna", age: 4, state: "on" },
      { id: 2, name: "Bob", age: 5, state: "on" },
      { id: 3, name: "Cid", age: 6, state: "on" },
      { id: 4, name: "Dan", age: null, state: "on" },
    ]);
  });

  it("adds and drops fields of every kind beside rows", async () => {
    await suite.bench.up(users);
    await suite.bench.execute("INSERT INTO users (name, age) VALUES ('Ann', 4), ('Bob', 5)");
    await suite.bench.up(
      {
        type: "add_field",
        table: "users",
        field: { name: "email", type: "varchar", length: 50, nullable: false, unique: true },
        backfill: "lower(name) || '@x.org'",
      },
      {
        type: "add_field",
        table: "users",
        field: {
          name: "state",
          type: "enum",
          values: ["a", "b"],
          default: { value: "a" },
          nullable: false,
        },
      },
      {
        type: "add_field",
        table: "users",
        field: { name: "number", type: "bigserial", nullable: false },
      },
      {
        type: "add_field",
        table: "users",
        field: {
          name: "boss_id",
          type: "foreign_key",
          foreignKey: { table: "users" },
          comment: "who says so",
        },
      },
      {
        type: "add_field",
        table: "users",
        field: { name: "double", type: "integer", generated: { expression: "age * 2" } },
      },
      {
        type: "add_field",
        table: "users",
        field: { name: "touched", type: "timestamp", autoUpdate: true },
      },
    );
    expect(
      await suite.bench.query("SELECT email, state, number, double FROM users ORDER BY id"),
    ).to.deep.equal([
      { email: "ann@x.org", state: "a", number: 1n, double: 8 },
      { email: "bob@x.org", state: "a", number: 2n, double: 10 },
    ]);
    await suite.bench.down(6);
    await suite.bench.up({ type: "drop_field", table: "users", field: "age" });
    await suite.bench.down(1);
    expect(await suite.bench.query("SELECT id, name, age FROM users ORDER BY id")).to.deep.equal([
      { id: 1, name: "Ann", age: null },
      { id: 2, name: "Bob", age: null },
    ]);
  });

  it("keeps tables in schemas of their own, and leaves the schema", async () => {
    const log = {
      type: "create_table",
      name: "log",
      namespace: "audit",
      comment: "what happened",
      fields: [
        { name: "id", type: "bigserial", primaryKey: true },
        { name: "level", type: "enum", values: ["info", "bad"], default: { value: "info" } },
        { name: "at", type: "timestamptz", autoUpdate: true },
        { name: "user_id", type: "foreign_key", foreignKey: { table: "users" } },
      ],
      indexes: [{ name: "ix_log", fields: ["level"] }],
      checks: [{ name: "ck_level", expression: "level <> 'bad' or id > 0" }],
    };
    await suite.bench.up(users, { ...users, namespace: "audit", name: "users" }, log);
    await suite.bench.up(
      {
        type: "create_table",
        name: "log_lines",
        fields: [
          { name: "id", type: "serial", primaryKey: true },
          { name: "log_id", type: "foreign_key", foreignKey: { table: "audit.log" } },
        ],
      },
      { type: "rename_table", oldName: "audit.log", newName: "journal" },
      { type: "rename_index", table: "audit.journal", oldName: "ix_log", newName: "ix_journal" },
      { type: "drop_index", table: "audit.journal", index: "ix_journal" },
      { type: "rename_field", table: "audit.journal", oldName: "level", newName: "severity" },
    );
    await suite.bench.down(8);
  });

  it("takes the default schema for the same whether it is written or not", async () => {
    await suite.bench.up(
      { ...users, namespace: "public" },
      {
        type: "create_table",
        name: "posts",
        fields: [
          { name: "id", type: "serial", primaryKey: true },
          { name: "user_id", type: "foreign_key", foreignKey: { table: "public.users" } },
        ],
      },
    );
    await suite.bench.down(2);
  });

  it("never cascades: what others use stays, and the error says so", async () => {
    await suite.bench.up(users);
    await suite.bench.execute("CREATE VIEW grown AS SELECT name FROM users");
    const error = await failure(suite.bench.down(1));
    expect(error.serverCode).to.equal("2BP01");
    expect(error.hint).to.contain("nothing is cascaded");
    expect(await suite.bench.query("SELECT count(*)::int AS n FROM grown")).to.deep.equal([
      { n: 0 },
    ]);
  });
});
