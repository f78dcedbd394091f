import { expect } from "chai";
import { failure } from "../../driver/driver-failure.js";
import { users } from "./sample-tables.js";
import { suiteBench } from "./suite-bench.js";

describe("altering a field on PostgreSQL", () => {
  const suite = suiteBench();

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
      await suite.bench.withField(from, sql);
      const before = await suite.bench.value();
      await suite.bench.alter(from, to);
      expect(await suite.bench.value()).to.deep.equal(result);
      await suite.bench.down(1);
      if (from.type !== "integer" || to.type !== "boolean")
        expect(await suite.bench.value()).to.deep.equal(before);
    });
  }

  it("never cuts a text to make it fit", async () => {
    await suite.bench.withField({ type: "varchar", length: 50 }, "'abcdef'");
    const error = await failure(
      suite.bench.alter({ type: "varchar", length: 50 }, { type: "varchar", length: 3 }),
    );
    expect(error.serverCode).to.equal("22001");
    expect(await suite.bench.value()).to.equal("abcdef");
  });

  it("follows the author's own conversion", async () => {
    await suite.bench.withField({ type: "text" }, "'1,5'");
    await suite.bench.alter(
      { type: "text" },
      { type: "double" },
      { using: "replace(v, ',', '.')::float8" },
    );
    expect(await suite.bench.value()).to.equal(1.5);
  });

  it("changes defaults, with and without a change of type", async () => {
    await suite.bench.withField({ type: "text", default: { value: "7" } }, "'1'");
    await suite.bench.alter(
      { type: "text", default: { value: "7" } },
      { type: "integer", default: 8 },
    );
    await suite.bench.execute("INSERT INTO t DEFAULT VALUES");
    expect(await suite.bench.query("SELECT v FROM t ORDER BY id")).to.deep.equal([
      { v: 1 },
      { v: 8 },
    ]);
    await suite.bench.alter({ type: "integer", default: 8 }, { type: "integer", default: 9 });
    await suite.bench.alter({ type: "integer", default: 9 }, { type: "integer" });
    await suite.bench.down(3);
  });

  it("fills rows without a value before it forbids NULL", async () => {
    await suite.bench.withField({ type: "integer" }, "NULL");
    await suite.bench.alter(
      { type: "integer" },
      { type: "integer", nullable: false },
      { backfill: "id * 10" },
    );
    expect(await suite.bench.value()).to.equal(10);
    await suite.bench.down(1);
    await suite.bench.execute("UPDATE t SET v = NULL");
    await suite.bench.alter({ type: "integer" }, { type: "integer", nullable: false, default: 3 });
    expect(await suite.bench.value()).to.equal(3);
  });

  it("starts and stops counting, and goes on behind the rows that are there", async () => {
    await suite.bench.withField({ type: "integer", nullable: false }, "41");
    await suite.bench.alter(
      { type: "integer", nullable: false },
      { type: "serial", nullable: false },
    );
    await suite.bench.execute("INSERT INTO t DEFAULT VALUES");
    expect(await suite.bench.query("SELECT v FROM t ORDER BY id")).to.deep.equal([
      { v: 41 },
      { v: 42 },
    ]);
    await suite.bench.alter(
      { type: "serial", nullable: false },
      { type: "bigserial", nullable: false },
    );
    await suite.bench.execute("INSERT INTO t DEFAULT VALUES");
    await suite.bench.down(2);
    expect(await suite.bench.query("SELECT v FROM t ORDER BY id")).to.deep.equal([
      { v: 41 },
      { v: 42 },
      { v: 43 },
    ]);
  });

  it("changes the collation of what refers to the field, too", async () => {
    const code = { name: "code", type: "varchar", length: 9, primaryKey: true };
    const word = { name: "word", type: "foreign_key", foreignKey: { table: "words" } };
    await suite.bench.up(
      { type: "create_table", name: "words", fields: [code] },
      { type: "create_table", name: "uses", fields: [word] },
    );
    const newField = { ...code, collation: "C" };
    await suite.bench.up({ type: "alter_field", table: "words", oldField: code, newField });
    await suite.bench.down(1);
  });

  it("takes over a column that SERIAL made", async () => {
    await suite.bench.execute("CREATE TABLE t (id SERIAL PRIMARY KEY, v SERIAL)");
    const serial = { type: "serial", sequence: true, nullable: false };
    const table = {
      type: "create_table",
      schemaOnly: true,
      name: "t",
      fields: [
        { name: "id", ...serial, primaryKey: true },
        { name: "v", ...serial },
      ],
    };
    await suite.bench.adopt(table);
    const big = { ...serial, type: "bigserial" };
    await suite.bench.alter(serial, big);
    await suite.bench.execute("SELECT setval('t_v_seq', 2147483647)");
    await suite.bench.execute("INSERT INTO t DEFAULT VALUES");
    expect(await suite.bench.value()).to.equal(2147483648n);
    await suite.bench.alter(big, { type: "bigint", nullable: false });
    expect(await suite.bench.query("SELECT to_regclass('t_v_seq') AS gone")).to.deep.equal([
      { gone: null },
    ]);
  });

  it("changes comments, collations and auto_update", async () => {
    await suite.bench.withField({ type: "text", comment: "old" }, "'x'");
    await suite.bench.alter(
      { type: "text", comment: "old" },
      { type: "text", comment: "it's new" },
    );
    await suite.bench.alter(
      { type: "text", comment: "it's new" },
      { type: "text", collation: "C" },
    );
    await suite.bench.alter(
      { type: "text", collation: "C" },
      { type: "timestamptz", autoUpdate: true },
      { using: "now()" },
    );
    await suite.bench.down(3);
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
    await suite.bench.withField({ type: "integer" }, "1", table);
    await suite.bench.alter(
      { type: "integer" },
      { type: "integer", generated: { expression: "n * 2" } },
    );
    expect(await suite.bench.value()).to.equal(6);
    await suite.bench.alter(
      { type: "integer", generated: { expression: "n * 2" } },
      { type: "integer", generated: { expression: "n * 3" } },
    );
    expect(await suite.bench.value()).to.equal(9);
    await suite.bench.alter(
      { type: "integer", generated: { expression: "n * 3" } },
      { type: "integer" },
    );
    expect(await suite.bench.value()).to.equal(9);
    await suite.bench.down(3);
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
    await suite.bench.withField({ type: "integer" }, "4", table);
    await suite.bench.alter({ type: "integer" }, { type: "smallint" });
    expect(await suite.bench.query("SELECT v, g FROM t")).to.deep.equal([{ v: 4, g: 8 }]);
    await suite.bench.down(1);
  });

  it("carries a new type of a key along to the fields that refer to it", async () => {
    await suite.bench.up(users, {
      type: "create_table",
      name: "posts",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "user_id", type: "foreign_key", foreignKey: { table: "users" } },
      ],
    });
    await suite.bench.execute("INSERT INTO users (name) VALUES ('Ann')");
    await suite.bench.execute("INSERT INTO posts (user_id) VALUES (1)");
    await suite.bench.up({
      type: "alter_field",
      table: "users",
      oldField: { name: "id", type: "serial", primaryKey: true },
      newField: { name: "id", type: "bigserial", primaryKey: true },
    });
    expect(await suite.bench.query("SELECT user_id FROM posts")).to.deep.equal([{ user_id: 1n }]);
    await suite.bench.down(1);
    expect(await suite.bench.query("SELECT user_id FROM posts")).to.deep.equal([{ user_id: 1 }]);
  });

  it("makes and drops primary keys, whatever their names are", async () => {
    await suite.bench.up({
      type: "create_table",
      name: "old",
      fields: [
        { name: "v", type: "integer", primaryKey: true },
        { name: "id", type: "integer", default: 1 },
      ],
    });
    await suite.bench.up({ type: "rename_table", oldName: "old", newName: "t" });
    await suite.bench.alter(
      { type: "integer", primaryKey: true },
      { type: "integer", nullable: false },
    );
    await suite.bench.down(1);
  });

  it("adds and takes away a foreign key and a unique with the field", async () => {
    await suite.bench.up(users);
    await suite.bench.withField({ type: "integer" }, "NULL");
    await suite.bench.alter(
      { type: "integer" },
      { type: "foreign_key", foreignKey: { table: "users" }, unique: true },
    );
    await suite.bench.down(1);
  });
});
