import { expect } from "chai";
import { DriverError } from "../../../src/driver/driver-error.js";
import { PostgresqlWorkbench } from "./postgresql-workbench.js";

const users = {
  type: "create_table",
  name: "users",
  fields: [
    { name: "id", type: "serial", primaryKey: true },
    { name: "name", type: "varchar", length: 100, nullable: false },
    { name: "age", type: "integer" },
  ],
};

const everyType = {
  type: "create_table",
  name: "every_type",
  comment: 'All of them, it\'s "quoted" \\ too',
  fields: [
    { name: "id", type: "bigserial", primaryKey: true, comment: "the key" },
    { name: "a", type: "varchar", length: 20, default: "it's", nullable: false },
    { name: "b", type: "char", length: 3, default: "abc" },
    { name: "c", type: "text", default: { value: "back\\slash" } },
    { name: "d", type: "smallint", default: 5 },
    { name: "e", type: "integer", default: -1 },
    { name: "f", type: "bigint", default: 9007199254740993n },
    { name: "g", type: "float", default: 0.5 },
    { name: "h", type: "double", default: 1e10 },
    { name: "i", type: "decimal", precision: 12, scale: 3, default: "-1.500" },
    { name: "j", type: "boolean", default: true },
    { name: "k", type: "date", default: "today" },
    { name: "l", type: "time", default: "current_time" },
    { name: "m", type: "timestamp", default: "now" },
    { name: "n", type: "timestamptz", default: { sql: "current_timestamp" } },
    { name: "o", type: "interval", default: { sql: "'1 day'" } },
    { name: "p", type: "uuid", default: "new_uuid" },
    { name: "q", type: "json", default: "object" },
    { name: "r", type: "jsonb", default: "array" },
    { name: "s", type: "bytes" },
    { name: "t", type: "inet", default: { value: "127.0.0.1" } },
    { name: "u", type: "enum", values: ["new", "it's", "back\\slash"], default: { value: "it's" } },
    { name: "v", type: "text[]", default: "array" },
    { name: "w", type: "integer[]" },
    { name: "x", native: "tsvector" },
    { name: "y", type: "varchar", length: 50, collation: "C" },
    { name: "z", type: "timestamp", precision: 3, autoCreate: true },
    { name: "aa", type: "text", generated: { expression: "lower(a)", stored: true } },
    { name: "ab", type: "varchar" },
    { name: "ac", type: "decimal" },
    { name: "ad", type: "decimal", precision: 5 },
    { name: "ae", type: "varchar[]", length: 10 },
    { name: "af", native: "INT4RANGE" },
    { name: "ag", native: "bit varying(5)" },
  ],
  checks: [
    { name: "ck_e", expression: "e > -5 AND e IN (1, 2, -1)" },
    { name: "ck_a", expression: "a <> '' and a in ('x', 'it''s')" },
  ],
  uniques: [{ name: "uq_a_e", fields: ["a", "e"] }],
  indexes: [
    { name: "ix_plain", fields: ["a"] },
    {
      name: "ix_order",
      fields: [
        { field: "a", order: "desc" },
        { field: "e", order: "desc", nulls: "last" },
      ],
    },
    {
      name: "ix_usual",
      fields: [
        { field: "a", order: "desc", nulls: "first" },
        { field: "e", nulls: "last" },
      ],
    },
    { name: "ix_part", fields: ["e"], where: "j and (u = 'new' or a is not null)" },
    {
      name: "ix_expr",
      fields: [{ expression: "lower(a)" }, { expression: "e + 1", order: "desc" }, "d"],
    },
    { name: "ix_gin", fields: ["r"], method: "gin" },
    { name: "ix_gin_path", fields: [{ field: "r", opclass: "jsonb_path_ops" }], method: "gin" },
    { name: "ix_pattern", fields: [{ field: "a", opclass: "varchar_pattern_ops" }] },
    { name: "ix_coll", fields: [{ field: "c", collation: "C" }] },
    { name: "ix_incl", fields: ["e"], unique: true, include: ["a", "b"] },
    { name: "ix_nulls", fields: ["f"], unique: true, nullsNotDistinct: true },
    { name: "ix_hash", fields: ["p"], method: "hash" },
    { name: "ix_btree", fields: ["p"], method: "btree" },
  ],
};

describe("the PostgreSQL schema editor", () => {
  let bench: PostgresqlWorkbench;

  before(async () => {
    bench = await PostgresqlWorkbench.open();
  });

  beforeEach(async () => {
    await bench.reset();
  });

  after(async () => {
    await bench.close();
  });

  async function failure(work: Promise<unknown>): Promise<DriverError> {
    try {
      await work;
    } catch (error) {
      if (error instanceof DriverError) return error;
      throw error;
    }
    throw new Error("it did not fail");
  }

  it("makes a table with every type and every kind of index, and takes it away", async () => {
    await bench.up(everyType);
    await bench.execute("INSERT INTO every_type (a) VALUES ('x')");
    await bench.down(1);
    const left = await bench.query(
      "SELECT typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = 'public' AND typtype = 'e'",
    );
    expect(left).to.deep.equal([]);
    await bench.up(everyType);
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
    await bench.up(a, b, c);
    await bench.down(3);
    await bench.up(a, b, c);
  });

  it("keeps rows, counters, indexes and references when table and field are renamed", async () => {
    await bench.up(
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
    await bench.execute("INSERT INTO users (name, age) VALUES ('Ann', 4), ('Bob', 5)");
    await bench.up(
      { type: "rename_table", oldName: "users", newName: "people" },
      { type: "rename_field", table: "people", oldName: "age", newName: "years" },
      { type: "rename_field", table: "people", oldName: "state", newName: "mood" },
      { type: "rename_field", table: "people", oldName: "changed", newName: "touched" },
      { type: "rename_field", table: "people", oldName: "id", newName: "person_id" },
    );
    await bench.execute("INSERT INTO people (name, years) VALUES ('Cid', 6)");
    await bench.execute("INSERT INTO posts (user_id) VALUES (3)");
    const touched = await bench.query(
      "UPDATE people SET touched = NULL WHERE name = 'Ann' RETURNING person_id",
    );
    expect(touched).to.deep.equal([{ person_id: 1 }]);
    await bench.execute("UPDATE people SET name = 'Anna' WHERE person_id = 1");
    expect(
      await bench.query("SELECT touched IS NOT NULL AS set FROM people WHERE person_id = 1"),
    ).to.deep.equal([{ set: true }]);
    await bench.down(5);
    await bench.execute("INSERT INTO users (name) VALUES ('Dan')");
    expect(await bench.query("SELECT id, name, age, state FROM users ORDER BY id")).to.deep.equal([
      { id: 1, name: "Anna", age: 4, state: "on" },
      { id: 2, name: "Bob", age: 5, state: "on" },
      { id: 3, name: "Cid", age: 6, state: "on" },
      { id: 4, name: "Dan", age: null, state: "on" },
    ]);
  });

  it("adds and drops fields of every kind beside rows", async () => {
    await bench.up(users);
    await bench.execute("INSERT INTO users (name, age) VALUES ('Ann', 4), ('Bob', 5)");
    await bench.up(
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
      await bench.query("SELECT email, state, number, double FROM users ORDER BY id"),
    ).to.deep.equal([
      { email: "ann@x.org", state: "a", number: 1n, double: 8 },
      { email: "bob@x.org", state: "a", number: 2n, double: 10 },
    ]);
    await bench.down(6);
    await bench.up({ type: "drop_field", table: "users", field: "age" });
    await bench.down(1);
    expect(await bench.query("SELECT id, name, age FROM users ORDER BY id")).to.deep.equal([
      { id: 1, name: "Ann", age: null },
      { id: 2, name: "Bob", age: null },
    ]);
  });

  async function alter(
    from: Record<string, unknown>,
    to: Record<string, unknown>,
    extra: Record<string, unknown> = {},
  ) {
    return await bench.up({
      type: "alter_field",
      table: "t",
      oldField: { name: "v", ...from },
      newField: { name: "v", ...to },
      ...extra,
    });
  }

  async function withField(
    field: Record<string, unknown>,
    value: string,
    table: Record<string, unknown> = {},
  ) {
    await bench.up({
      type: "create_table",
      name: "t",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "v", ...field },
      ],
      ...table,
    });
    await bench.execute(`INSERT INTO t (v) VALUES (${value})`);
  }

  const value = async (): Promise<unknown> =>
    (await bench.query("SELECT v FROM t ORDER BY id"))[0]?.v;

  describe("altering a field", () => {
    const conversions: readonly (readonly [
      from: Record<string, unknown>,
      to: Record<string, unknown>,
      sql: string,
      result: unknown,
    ])[] = [
      [{ type: "text" }, { type: "integer" }, "'42'", 42],
      [{ type: "varchar", length: 10 }, { type: "boolean" }, "'true'", true],
      [{ type: "boolean" }, { type: "bigint" }, "true", 1n],
      [{ type: "integer" }, { type: "boolean" }, "7", true],
      [
        { type: "text" },
        { type: "uuid" },
        "'6f2b2b52-5a8e-4f0e-9d0a-3d4bb2ed2b52'",
        "6f2b2b52-5a8e-4f0e-9d0a-3d4bb2ed2b52",
      ],
      [{ type: "text" }, { type: "bytes" }, "'hi'", new Uint8Array([104, 105])],
      [{ type: "text" }, { type: "jsonb" }, `'{"a": 1}'`, { a: 1 }],
      [{ type: "json" }, { type: "jsonb" }, `'{"a": 1}'`, { a: 1 }],
      [
        { type: "timestamp" },
        { type: "timestamptz" },
        "'2024-01-02 03:04:05'",
        new Date("2024-01-02T03:04:05Z"),
      ],
      [{ type: "integer" }, { type: "decimal", precision: 10, scale: 2 }, "5", "5.00"],
      [{ type: "varchar", length: 50 }, { type: "varchar", length: 5 }, "'abc'", "abc"],
      [{ type: "text" }, { type: "enum", values: ["a", "b"] }, "'b'", "b"],
      [{ type: "integer" }, { type: "text" }, "5", "5"],
      [{ type: "text" }, { type: "date" }, "'2024-02-03'", "2024-02-03"],
    ];
    for (const [from, to, sql, result] of conversions) {
      it(`converts ${JSON.stringify(from)} to ${JSON.stringify(to)} and back`, async () => {
        await withField(from, sql);
        const before = await value();
        await alter(from, to);
        expect(await value()).to.deep.equal(result);
        await bench.down(1);
        if (from.type !== "integer" || to.type !== "boolean")
          expect(await value()).to.deep.equal(before);
      });
    }

    it("never cuts a text to make it fit", async () => {
      await withField({ type: "varchar", length: 50 }, "'abcdef'");
      const error = await failure(
        alter({ type: "varchar", length: 50 }, { type: "varchar", length: 3 }),
      );
      expect(error.serverCode).to.equal("22001");
      expect(await value()).to.equal("abcdef");
    });

    it("follows the author's own conversion", async () => {
      await withField({ type: "text" }, "'1,5'");
      await alter({ type: "text" }, { type: "double" }, { using: "replace(v, ',', '.')::float8" });
      expect(await value()).to.equal(1.5);
    });

    it("changes defaults, with and without a change of type", async () => {
      await withField({ type: "text", default: { value: "7" } }, "'1'");
      await alter({ type: "text", default: { value: "7" } }, { type: "integer", default: 8 });
      await bench.execute("INSERT INTO t DEFAULT VALUES");
      expect(await bench.query("SELECT v FROM t ORDER BY id")).to.deep.equal([{ v: 1 }, { v: 8 }]);
      await alter({ type: "integer", default: 8 }, { type: "integer", default: 9 });
      await alter({ type: "integer", default: 9 }, { type: "integer" });
      await bench.down(3);
    });

    it("fills rows without a value before it forbids NULL", async () => {
      await withField({ type: "integer" }, "NULL");
      await alter(
        { type: "integer" },
        { type: "integer", nullable: false },
        { backfill: "id * 10" },
      );
      expect(await value()).to.equal(10);
      await bench.down(1);
      await bench.execute("UPDATE t SET v = NULL");
      await alter({ type: "integer" }, { type: "integer", nullable: false, default: 3 });
      expect(await value()).to.equal(3);
    });

    it("starts and stops counting, and goes on behind the rows that are there", async () => {
      await withField({ type: "integer", nullable: false }, "41");
      await alter({ type: "integer", nullable: false }, { type: "serial", nullable: false });
      await bench.execute("INSERT INTO t DEFAULT VALUES");
      expect(await bench.query("SELECT v FROM t ORDER BY id")).to.deep.equal([
        { v: 41 },
        { v: 42 },
      ]);
      await alter({ type: "serial", nullable: false }, { type: "bigserial", nullable: false });
      await bench.execute("INSERT INTO t DEFAULT VALUES");
      await bench.down(2);
      expect(await bench.query("SELECT v FROM t ORDER BY id")).to.deep.equal([
        { v: 41 },
        { v: 42 },
        { v: 43 },
      ]);
    });

    it("takes over a column that the older SERIAL made", async () => {
      await bench.execute("CREATE TABLE t (id SERIAL PRIMARY KEY, v SERIAL)");
      const table = {
        type: "create_table",
        schemaOnly: true,
        name: "t",
        fields: [
          { name: "id", type: "serial", primaryKey: true },
          { name: "v", type: "serial", nullable: false },
        ],
      };
      await bench.adopt(table);
      await alter({ type: "serial", nullable: false }, { type: "bigserial", nullable: false });
      await bench.execute("SELECT setval('t_v_seq', 2147483647)");
      await bench.execute("INSERT INTO t DEFAULT VALUES");
      expect(await value()).to.equal(2147483648n);
      await alter({ type: "bigserial", nullable: false }, { type: "bigint", nullable: false });
      expect(await bench.query("SELECT to_regclass('t_v_seq') AS gone")).to.deep.equal([
        { gone: null },
      ]);
    });

    it("changes comments, collations and auto_update", async () => {
      await withField({ type: "text", comment: "old" }, "'x'");
      await alter({ type: "text", comment: "old" }, { type: "text", comment: "it's new" });
      await alter({ type: "text", comment: "it's new" }, { type: "text", collation: "C" });
      await alter(
        { type: "text", collation: "C" },
        { type: "timestamptz", autoUpdate: true },
        { using: "now()" },
      );
      await bench.down(3);
    });

    it("makes a generated field plain, plain generated, and changes what it is generated from", async () => {
      const table = {
        fields: [
          { name: "id", type: "serial", primaryKey: true },
          { name: "n", type: "integer", default: 3 },
          { name: "v", type: "integer" },
        ],
        indexes: [{ name: "ix_v", fields: ["v"] }],
        checks: [{ name: "ck_v", expression: "v > 0" }],
      };
      await withField({ type: "integer" }, "1", table);
      await alter({ type: "integer" }, { type: "integer", generated: { expression: "n * 2" } });
      expect(await value()).to.equal(6);
      await alter(
        { type: "integer", generated: { expression: "n * 2" } },
        { type: "integer", generated: { expression: "n * 3" } },
      );
      expect(await value()).to.equal(9);
      await alter({ type: "integer", generated: { expression: "n * 3" } }, { type: "integer" });
      expect(await value()).to.equal(9);
      await bench.down(3);
    });

    it("changes the type under a generated field, its index and its comment", async () => {
      const table = {
        fields: [
          { name: "id", type: "serial", primaryKey: true },
          { name: "v", type: "integer" },
          { name: "g", type: "integer", generated: { expression: "v * 2" }, comment: "twice" },
        ],
        indexes: [{ name: "ix_g", fields: ["g", "id"] }],
        uniques: [{ name: "uq_g", fields: ["g"] }],
      };
      await withField({ type: "integer" }, "4", table);
      await alter({ type: "integer" }, { type: "smallint" });
      expect(await bench.query("SELECT v, g FROM t")).to.deep.equal([{ v: 4, g: 8 }]);
      await bench.down(1);
    });

    it("carries a new type of a key along to the fields that refer to it", async () => {
      await bench.up(users, {
        type: "create_table",
        name: "posts",
        fields: [
          { name: "id", type: "serial", primaryKey: true },
          { name: "user_id", type: "foreign_key", foreignKey: { table: "users" } },
        ],
      });
      await bench.execute("INSERT INTO users (name) VALUES ('Ann')");
      await bench.execute("INSERT INTO posts (user_id) VALUES (1)");
      await bench.up({
        type: "alter_field",
        table: "users",
        oldField: { name: "id", type: "serial", primaryKey: true },
        newField: { name: "id", type: "bigserial", primaryKey: true },
      });
      expect(await bench.query("SELECT user_id FROM posts")).to.deep.equal([{ user_id: 1n }]);
      await bench.down(1);
      expect(await bench.query("SELECT user_id FROM posts")).to.deep.equal([{ user_id: 1 }]);
    });

    it("makes and drops primary keys, whatever their names are", async () => {
      await bench.up({
        type: "create_table",
        name: "old",
        fields: [
          { name: "v", type: "integer", primaryKey: true },
          { name: "id", type: "integer", default: 1 },
        ],
      });
      await bench.up({ type: "rename_table", oldName: "old", newName: "t" });
      await alter({ type: "integer", primaryKey: true }, { type: "integer", nullable: false });
      await bench.down(1);
    });

    it("adds and takes away a foreign key and a unique with the field", async () => {
      await bench.up(users);
      await withField({ type: "integer" }, "NULL");
      await alter(
        { type: "integer" },
        { type: "foreign_key", foreignKey: { table: "users" }, unique: true },
      );
      await bench.down(1);
    });
  });

  describe("enums", () => {
    const e = (values: readonly string[], more: Record<string, unknown> = {}) => ({
      type: "enum",
      values,
      ...more,
    });

    it("get new values at their places without a rewrite", async () => {
      await withField(e(["b", "d"]), "'d'");
      const statements = await alter(e(["b", "d"]), e(["a", "b", "c", "d", "e"]));
      expect(statements.map(({ sql }) => sql)).to.deep.equal([
        `ALTER TYPE "t_v_enum" ADD VALUE 'a' BEFORE 'b'`,
        `ALTER TYPE "t_v_enum" ADD VALUE 'c' AFTER 'b'`,
        `ALTER TYPE "t_v_enum" ADD VALUE 'e' AFTER 'd'`,
      ]);
      await bench.down(1);
      expect(await value()).to.equal("d");
    });

    it("rename values, and the rows follow", async () => {
      await withField(e(["a", "b"], { default: { value: "a" } }), "'b'");
      await alter(
        e(["a", "b"], { default: { value: "a" } }),
        e(["a", "z"], { default: { value: "a" } }),
      );
      expect(await value()).to.equal("z");
      await bench.down(1);
      expect(await value()).to.equal("b");
    });

    it("lose values by a new type, with defaults, checks and partial indexes over them", async () => {
      const table = {
        indexes: [{ name: "ix_v", fields: ["id"], where: "v = 'a'" }],
        checks: [{ name: "ck_v", expression: "v <> 'b'" }],
      };
      await withField(e(["a", "b", "c"], { default: { value: "a" } }), "'a'", table);
      await alter(
        e(["a", "b", "c"], { default: { value: "a" } }),
        e(["b", "a"], { default: { value: "a" } }),
      );
      expect(await value()).to.equal("a");
      await bench.down(1);
    });

    it("refuse to lose a value that rows have, unless told what becomes of it", async () => {
      await withField(e(["a", "b", "c"]), "'c'");
      const error = await failure(alter(e(["a", "b", "c"]), e(["a", "b"])));
      expect(error.serverCode).to.equal("22P02");
      await alter(e(["a", "b", "c"]), e(["a", "b"]), {
        using: "(CASE v::text WHEN 'c' THEN 'b' ELSE v::text END)::t_v_enum",
      });
      expect(await value()).to.equal("b");
    });

    it("take a new value as the default at once", async () => {
      await withField(e(["a"], { nullable: false, default: { value: "a" } }), "'a'");
      await alter(
        e(["a"], { nullable: false, default: { value: "a" } }),
        e(["a", "b"], { nullable: false, default: { value: "b" } }),
      );
      await bench.execute("INSERT INTO t DEFAULT VALUES");
      expect(await bench.query("SELECT v FROM t ORDER BY id")).to.deep.equal([
        { v: "a" },
        { v: "b" },
      ]);
    });

    it("become text and come back", async () => {
      await withField(e(["a", "b"]), "'b'");
      await alter(e(["a", "b"]), { type: "text" });
      await bench.down(1);
      expect(await value()).to.equal("b");
    });

    it("live beside a table of the same name", async () => {
      await bench.up({
        type: "create_table",
        name: "t_v",
        fields: [{ name: "id", type: "serial", primaryKey: true }],
      });
      await withField(e(["a"]), "'a'");
    });
  });

  describe("indexes and foreign keys", () => {
    it("come, are renamed and go", async () => {
      await bench.up(users);
      await bench.up(
        {
          type: "add_index",
          table: "users",
          index: {
            name: "ix_a",
            fields: ["age", { expression: "lower(name)" }],
            where: "age IS NOT NULL",
          },
        },
        { type: "rename_index", table: "users", oldName: "ix_a", newName: "ix_b" },
        { type: "drop_index", table: "users", index: "ix_b" },
      );
      await bench.down(3);
    });

    it("are refused where rows break them, and the rows are named", async () => {
      await bench.up(users);
      await bench.execute("INSERT INTO users (name) VALUES ('Ann'), ('Ann')");
      const error = await failure(
        bench.up({
          type: "add_index",
          table: "users",
          index: { name: "uq_name", fields: ["name"], unique: true },
        }),
      );
      expect(error.serverCode).to.equal("23505");
      expect(error.detail).to.contain("Ann");
    });

    it("come and go as operations of their own", async () => {
      await bench.up(users, {
        type: "create_table",
        name: "t",
        fields: [
          { name: "id", type: "serial", primaryKey: true },
          { name: "u", type: "integer" },
        ],
      });
      await bench.up({
        type: "add_foreign_key",
        table: "t",
        constraint: { name: "fk_t_u", fields: ["u"], table: "users", onDelete: "CASCADE" },
      });
      await bench.up({ type: "drop_foreign_key", table: "t", constraint: "fk_t_u" });
      await bench.down(2);
    });

    it("are validated in a second step where statements stand alone", async () => {
      await bench.up(users, {
        type: "create_table",
        name: "t",
        fields: [
          { name: "id", type: "serial", primaryKey: true },
          { name: "v", type: "integer" },
        ],
      });
      await bench.execute("INSERT INTO t (v) VALUES (NULL)");
      bench.transaction = false;
      const key = await bench.up({
        type: "add_foreign_key",
        table: "t",
        constraint: { name: "fk_t_v", fields: ["v"], table: "users" },
      });
      expect(
        key.map(({ sql }) =>
          sql.replace(/^ALTER TABLE "t" /, "").replace(/FOREIGN.*UPDATE NO ACTION/, "..."),
        ),
      ).to.deep.equal([`ADD CONSTRAINT "fk_t_v" ... NOT VALID`, `VALIDATE CONSTRAINT "fk_t_v"`]);
      await bench.down(1);
      const tight = await alter(
        { type: "integer" },
        { type: "integer", nullable: false },
        { backfill: "1" },
      );
      expect(
        tight.map(({ sql }) =>
          sql
            .replace(/^ALTER TABLE "t" /, "")
            .split(" ")
            .slice(0, 2)
            .join(" "),
        ),
      ).to.deep.equal([
        'UPDATE "t"',
        "ADD CONSTRAINT",
        "VALIDATE CONSTRAINT",
        "ALTER COLUMN",
        "DROP CONSTRAINT",
      ]);
      await bench.down(1);
    });

    it("takes exclusion constraints and an operator class of an extension", async () => {
      await bench.execute("CREATE EXTENSION btree_gist");
      await bench.up({
        type: "create_table",
        name: "bookings",
        fields: [
          { name: "id", type: "serial", primaryKey: true },
          { name: "room", type: "integer" },
          { name: "during", native: "tsrange" },
        ],
        exclusions: [
          {
            name: "no_overlap",
            definition: "USING gist (room WITH =, during WITH &&) WHERE (room > 0)",
          },
        ],
      });
      await bench.down(1);
    });
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
    await bench.up(users, { ...users, namespace: "audit", name: "users" }, log);
    await bench.up(
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
    await bench.down(8);
  });

  it("takes the default schema for the same whether it is written or not", async () => {
    await bench.up(
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
    await bench.down(2);
  });

  it("inserts, updates and takes back rows, and moves the counter behind them", async () => {
    await bench.up({
      ...users,
      fields: [
        ...users.fields,
        { name: "tags", type: "text[]" },
        { name: "data", type: "jsonb" },
        { name: "raw", type: "bytes" },
        { name: "at", type: "timestamptz" },
        { name: "uid", type: "uuid" },
      ],
    });
    await bench.execute("INSERT INTO users (name, age) VALUES ('Ann', 4)");
    const at = new Date("2024-01-02T03:04:05.678Z");
    await bench.up({
      type: "upsert_data",
      table: "users",
      conflictKeys: ["id"],
      rows: [
        { id: 1, name: "Anna" },
        {
          id: 7,
          name: "it's",
          age: 9,
          tags: ["a", 'b"c\\', null],
          data: { x: [1, "y"] },
          raw: new Uint8Array([0, 255]),
          at,
          uid: "6f2b2b52-5a8e-4f0e-9d0a-3d4bb2ed2b52",
        },
      ],
    });
    await bench.execute("INSERT INTO users (name) VALUES ('next')");
    expect(
      await bench.query("SELECT id, name, age, tags, data, raw, at FROM users ORDER BY id"),
    ).to.deep.equal([
      { id: 1, name: "Anna", age: 4, tags: null, data: null, raw: null, at: null },
      {
        id: 7,
        name: "it's",
        age: 9,
        tags: ["a", 'b"c\\', null],
        data: { x: [1, "y"] },
        raw: new Uint8Array([0, 255]),
        at,
      },
      { id: 8, name: "next", age: null, tags: null, data: null, raw: null, at: null },
    ]);
    await bench.down(1);
    expect(await bench.query("SELECT id FROM users ORDER BY id")).to.deep.equal([
      { id: 1 },
      { id: 8 },
    ]);
  });

  it("upserts by keys that no constraint covers, and finds the rows again", async () => {
    await bench.up(users);
    await bench.up({
      type: "upsert_data",
      table: "users",
      conflictKeys: ["name", "age"],
      rows: [
        { name: "Ann", age: 2 },
        { name: "Bob", age: 3 },
      ],
    });
    await bench.up({
      type: "upsert_data",
      table: "users",
      conflictKeys: ["name", "age"],
      rows: [
        { name: "Ann", age: 2 },
        { name: "Bob", age: 3 },
        { name: "Cid", age: 1 },
      ],
    });
    expect(await bench.query("SELECT name FROM users ORDER BY name")).to.deep.equal([
      { name: "Ann" },
      { name: "Bob" },
      { name: "Cid" },
    ]);
    await bench.down(1);
    expect(await bench.query("SELECT name FROM users ORDER BY name")).to.deep.equal([
      { name: "Ann" },
      { name: "Bob" },
    ]);
  });

  it("splits scripts at the semicolons that end statements", async () => {
    await bench
      .up({
        type: "run_sql",
        forwardSQL: `CREATE TABLE s (id int); /* ; /* nested ; */ */ INSERT INTO s VALUES (1); -- one; two
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN PERFORM 1; RETURN 2; END; $body$;
CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 3 END; END;
INSERT INTO s VALUES (f()), (g()); UPDATE s SET id = id + 10 WHERE ';' = E'\\073'`,
        backwardSQL: "DROP FUNCTION f(); DROP FUNCTION g(); DROP TABLE s;",
        schemaOnly: false,
      })
      .catch((error: unknown) => {
        // The table is not in the state, so that the comparison at the end may complain about it.
        if (!String(error).includes("after Run SQL")) throw error;
      });
    expect(await bench.query("SELECT id FROM s ORDER BY id")).to.deep.equal([
      { id: 11 },
      { id: 12 },
      { id: 13 },
    ]);
  });

  it("never cascades: what others use stays, and the error says so", async () => {
    await bench.up(users);
    await bench.execute("CREATE VIEW grown AS SELECT name FROM users");
    const error = await failure(bench.down(1));
    expect(error.serverCode).to.equal("2BP01");
    expect(error.hint).to.contain("nothing is cascaded");
    expect(await bench.query("SELECT count(*)::int AS n FROM grown")).to.deep.equal([{ n: 0 }]);
  });

  describe("names that a careless tool breaks on", () => {
    const names = [
      'a"b',
      "a`b",
      "a]b",
      "it's",
      "back\\slash",
      "ünï ☃ 😀",
      "select",
      "$1",
      "x; DROP TABLE users",
      "--",
      "Case",
      "n".repeat(63),
    ];
    for (const name of names) {
      it(`works with ${JSON.stringify(name)}`, async () => {
        const short = name.slice(0, 40);
        await bench.up(
          {
            type: "create_table",
            name,
            comment: name,
            fields: [
              { name: "id", type: "serial", primaryKey: true },
              {
                name,
                type: "enum",
                values: [short, "b"],
                default: { value: short },
                comment: name,
              },
              { name: "at", type: "timestamptz", autoUpdate: true },
            ],
            indexes: [{ name: `${short}_ix`, fields: [name] }],
            uniques: [{ name: `${short}_uq`, fields: [name, "id"] }],
            checks: [{ name: `${short}_ck`, expression: "id > 0" }],
          },
          {
            type: "create_table",
            name: "other",
            fields: [
              { name: "id", type: "serial", primaryKey: true },
              { name: "ref", type: "foreign_key", foreignKey: { table: name } },
            ],
          },
          { type: "rename_index", table: name, oldName: `${short}_ix`, newName: `${short}_jx` },
          {
            type: "alter_field",
            table: name,
            oldField: {
              name,
              type: "enum",
              values: [short, "b"],
              default: { value: short },
              comment: name,
            },
            newField: { name, type: "enum", values: ["b", short], default: { value: short } },
          },
          {
            type: "upsert_data",
            table: name,
            conflictKeys: ["id"],
            rows: [{ id: 1, [name]: short }],
          },
        );
        const quoted = bench.dialect.quote(name);
        await bench.execute(`UPDATE ${quoted} SET ${quoted} = 'b'`);
        await bench.down(5);
      });
    }

    it("refuses a name over the limit in bytes before the server cuts it", async () => {
      expect(() => bench.dialect.quote("n".repeat(64))).to.throw(/64 bytes/);
      expect(() => bench.dialect.quote("ü".repeat(32))).to.throw(/64 bytes/);
      expect(() => bench.dialect.quote("n".repeat(128))).to.throw(/128 bytes/);
    });

    it("writes literals that come back as they were", async () => {
      const texts = [
        "it's",
        'a"b',
        "a`b",
        "a]b",
        "back\\slash",
        "\\'",
        "ünï ☃ 😀",
        "x".repeat(128),
        "",
        "$$",
        "\n\t",
      ];
      for (const text of texts) {
        for (const setting of ["on", "off"]) {
          await bench.execute(`SET standard_conforming_strings = ${setting}`);
          expect(await bench.query(`SELECT ${bench.dialect.literal(text)} AS text`)).to.deep.equal([
            { text },
          ]);
        }
      }
      const bytes = new Uint8Array([0, 39, 92, 255]);
      const moment = new Date("2024-01-02T03:04:05.678Z");
      await bench.execute("SET standard_conforming_strings = on");
      await bench.execute("SET TimeZone = 'Asia/Tokyo'");
      const [row] = await bench.query(
        `SELECT ${bench.dialect.literal(bytes)} AS bytes, ${bench.dialect.literal(moment)}::timestamptz AT TIME ZONE 'UTC' AS moment`,
      );
      expect(row).to.deep.equal({ bytes, moment });
    });
  });
});
