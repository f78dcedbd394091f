import type { OperationData } from "../../../src/operation/operation.js";

/** An operation of MySQL's own difficulties, on tables that hold rows. */
export interface MysqlSample {
  readonly title: string;
  readonly given: readonly OperationData[];
  readonly rows: readonly string[];
  readonly operation: OperationData;
  /** The rows do not fit the old form any more. */
  readonly oneWay?: true;
  /** What must be true of the rows after `up`. */
  readonly check?: { readonly sql: string; readonly rows: readonly unknown[] };
}

const shops: OperationData = {
  type: "create_table",
  name: "shops",
  fields: [
    { name: "id", type: "serial", primaryKey: true },
    { name: "code", type: "varchar", nullable: false, length: 40, unique: true },
  ],
};

const items: OperationData = {
  type: "create_table",
  name: "items",
  comment: "It's \\ a `table`",
  fields: [
    { name: "id", type: "bigserial", primaryKey: true, comment: "it's the \\ key" },
    { name: "name", type: "varchar", nullable: false, length: 60, default: 'it\'s \\ "new"' },
    { name: "amount", type: "varchar", length: 20 },
    { name: "price", type: "decimal", precision: 10, scale: 2, nullable: false, default: 1 },
    {
      name: "total",
      type: "decimal",
      precision: 12,
      scale: 2,
      generated: { expression: "price * 2", stored: false },
    },
    { name: "shop_id", type: "foreign_key", foreignKey: { table: "shops", onDelete: "CASCADE" } },
    { name: "made", type: "timestamp", nullable: false, autoCreate: true },
    { name: "changed", type: "timestamptz", autoUpdate: true },
    { name: "day", type: "date", autoUpdate: true },
  ],
  indexes: [
    { name: "idx_items_name", fields: [{ field: "name", prefix: 10 }, "price"] },
    { name: "idx_items_total", fields: ["total"] },
  ],
  checks: [{ name: "ck_items_price", expression: "price >= 0 AND LENGTH(name) <> 0" }],
};

const rows = [
  "INSERT INTO shops (code) VALUES ('a'), ('b')",
  "INSERT INTO items (name, amount, price, shop_id) VALUES ('x', '12', 3.5, 1), ('y', '7', 0, 2), ('z', NULL, 1, NULL)",
];

const given = [shops, items];
const hostile = "it's a \"`\\]` %s";

export const mysqlSamples: readonly MysqlSample[] = [
  {
    title: "makes a table of every type",
    given: [],
    rows: [],
    operation: {
      type: "create_table",
      name: "types",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "a_varchar", type: "varchar", length: 10, default: "x" },
        { name: "a_text", type: "text", default: "it's" },
        { name: "a_char", type: "char", length: 3 },
        { name: "a_smallint", type: "smallint", default: -1 },
        { name: "a_integer", type: "integer", default: "zero" },
        { name: "a_bigint", type: "bigint", default: { value: 9007199254740993n } },
        { name: "a_float", type: "float", default: 0.5 },
        { name: "a_double", type: "double", default: 0.1 },
        { name: "a_decimal", type: "decimal", precision: 20, scale: 4, default: "1.5" },
        { name: "any_decimal", type: "decimal" },
        { name: "a_boolean", type: "boolean", nullable: false, default: true },
        { name: "a_date", type: "date", default: "today" },
        { name: "a_time", type: "time", default: "current_time" },
        { name: "a_timestamp", type: "timestamp", default: "now" },
        { name: "a_moment", type: "timestamp", precision: 6, default: { value: "2020-01-01" } },
        { name: "a_second", type: "timestamp", precision: 0, autoCreate: true },
        { name: "a_timestamptz", type: "timestamptz", autoCreate: true, autoUpdate: true },
        { name: "an_interval", type: "interval" },
        { name: "a_uuid", type: "uuid", nullable: false, default: "new_uuid" },
        { name: "a_json", type: "json", default: "object" },
        { name: "a_jsonb", type: "jsonb", default: "array" },
        { name: "an_array", type: "text[]", default: "array" },
        { name: "bytes", type: "bytes" },
        { name: "few_bytes", type: "bytes", length: 16 },
        {
          name: "an_enum",
          type: "enum",
          values: ["a", "it's", "b,c", "back\\slash"],
          default: { value: "it's" },
        },
        { name: "an_inet", type: "inet" },
        { name: "a_native", native: "MEDIUMINT UNSIGNED" },
        { name: "exact", type: "varchar", length: 20, collation: "utf8mb4_bin" },
        {
          name: "lower_name",
          type: "varchar",
          length: 20,
          generated: { expression: "LOWER(a_varchar)", stored: true },
        },
        { name: "computed", type: "integer", default: { sql: "(1 + 2) * 3" } },
      ],
      indexes: [
        { name: "idx_text", fields: ["a_text"] },
        { name: "idx_full", fields: ["a_text"], method: "fulltext" },
      ],
    },
  },
  {
    title: "makes a table with hostile names",
    given: [],
    rows: [],
    operation: {
      type: "create_table",
      name: hostile,
      comment: hostile,
      fields: [
        { name: hostile, type: "serial", primaryKey: true, comment: hostile },
        { name: "select", type: "varchar", length: 30, default: { value: hostile } },
        { name: "ünï", type: "enum", values: [hostile, "b"] },
        { name: `parent ${hostile}`, type: "foreign_key", foreignKey: { table: hostile } },
      ],
      indexes: [{ name: `i ${hostile}`, fields: ["select"] }],
      checks: [{ name: `c ${hostile}`, expression: "`select` <> 'it''s \\\\'" }],
    },
  },
  {
    title: "adds a field in the middle of a table when it comes back",
    given,
    rows,
    operation: { type: "drop_field", table: "items", field: "amount" },
  },
  {
    title: "converts a text by an expression and keeps index, order and rows",
    given,
    rows,
    operation: {
      type: "alter_field",
      table: "items",
      oldField: { name: "amount", type: "varchar", length: 20 },
      newField: { name: "amount", type: "integer", nullable: false, default: 5 },
      using: "CAST(amount AS SIGNED) + 1",
    },
    check: {
      sql: "SELECT amount FROM items ORDER BY id",
      rows: [{ amount: 13 }, { amount: 8 }, { amount: 5 }],
    },
  },
  {
    title: "tightens a field whose old type is too narrow for the backfill",
    oneWay: true,
    given,
    rows,
    operation: {
      type: "alter_field",
      table: "items",
      oldField: { name: "amount", type: "varchar", length: 20 },
      newField: { name: "amount", type: "varchar", length: 80, nullable: false },
      backfill: "REPEAT('x', 60)",
    },
    check: {
      sql: "SELECT LENGTH(amount) AS n FROM items ORDER BY id",
      rows: [{ n: 2 }, { n: 1 }, { n: 60 }],
    },
  },
  {
    title: "makes a plain field a generated one",
    given,
    rows,
    operation: {
      type: "alter_field",
      table: "items",
      oldField: { name: "amount", type: "varchar", length: 20 },
      newField: {
        name: "amount",
        type: "varchar",
        length: 20,
        generated: { expression: "UPPER(name)", stored: true },
      },
    },
    check: {
      sql: "SELECT amount FROM items ORDER BY id",
      rows: [{ amount: "X" }, { amount: "Y" }, { amount: "Z" }],
    },
  },
  {
    title: "makes a virtual field a plain one and keeps its values",
    given,
    rows,
    operation: {
      type: "alter_field",
      table: "items",
      oldField: {
        name: "total",
        type: "decimal",
        precision: 12,
        scale: 2,
        generated: { expression: "price * 2", stored: false },
      },
      newField: { name: "total", type: "decimal", precision: 12, scale: 2 },
    },
    check: {
      sql: "SELECT total FROM items ORDER BY id",
      rows: [{ total: "7.00" }, { total: "0.00" }, { total: "2.00" }],
    },
  },
  {
    title: "renames a field that a check, an index and a generated field mention",
    given,
    rows,
    operation: { type: "rename_field", table: "items", oldName: "price", newName: "cost" },
    check: {
      sql: "SELECT cost, total FROM items WHERE id = 1",
      rows: [{ cost: "3.50", total: "7.00" }],
    },
  },
  {
    title: "changes comment and default alone",
    given,
    rows,
    operation: {
      type: "alter_field",
      table: "items",
      oldField: { name: "amount", type: "varchar", length: 20 },
      newField: { name: "amount", type: "varchar", length: 20, comment: "how many", default: "1" },
    },
  },
  {
    title: "stops and starts a counter",
    given: [
      {
        type: "create_table",
        name: "counted",
        fields: [
          { name: "id", type: "serial", primaryKey: true },
          { name: "word", type: "varchar", length: 5 },
        ],
      },
    ],
    rows: ["INSERT INTO counted (word) VALUES ('a'), ('b')"],
    operation: {
      type: "alter_field",
      table: "counted",
      oldField: { name: "id", type: "serial", primaryKey: true },
      newField: { name: "id", type: "integer", primaryKey: true },
    },
  },
  {
    title: "drops a counter with its key",
    given: [
      {
        type: "create_table",
        name: "counted",
        fields: [
          { name: "word", type: "varchar", length: 5 },
          { name: "id", type: "serial", primaryKey: true },
          { name: "note", type: "text" },
        ],
      },
    ],
    rows: ["INSERT INTO counted (word) VALUES ('a'), ('b')"],
    operation: { type: "drop_field", table: "counted", field: "id" },
  },
  {
    title: "drops the index that a foreign key leans on",
    given: [
      shops,
      {
        type: "create_table",
        name: "stock",
        fields: [
          { name: "id", type: "serial", primaryKey: true },
          { name: "shop_id", type: "foreign_key", foreignKey: { table: "shops" } },
          { name: "n", type: "integer" },
        ],
        indexes: [{ name: "idx_stock_shop", fields: ["shop_id", "n"] }],
      },
    ],
    rows: ["INSERT INTO shops (code) VALUES ('a')", "INSERT INTO stock (shop_id, n) VALUES (1, 1)"],
    operation: {
      type: "drop_index",
      table: "stock",
      index: "idx_stock_shop",
    },
  },
  {
    title: "adds the index that a foreign key may lean on, and takes the key away",
    given: [
      shops,
      {
        type: "create_table",
        name: "stock",
        fields: [
          { name: "id", type: "serial", primaryKey: true },
          { name: "shop_id", type: "foreign_key", foreignKey: { table: "shops" } },
        ],
      },
      { type: "add_index", table: "stock", index: { name: "idx_stock_shop", fields: ["shop_id"] } },
    ],
    rows: ["INSERT INTO shops (code) VALUES ('a')", "INSERT INTO stock (shop_id) VALUES (1)"],
    operation: { type: "drop_field", table: "stock", field: "shop_id" },
  },
  {
    title: "uses engine, charset and collation of the table's own",
    given: [],
    rows: [],
    operation: {
      type: "create_table",
      name: "latin",
      fields: [
        { name: "id", type: "integer", primaryKey: true },
        { name: "word", type: "varchar", length: 20, collation: "latin1_bin" },
        { name: "other", type: "varchar", length: 20 },
      ],
      options: { collate: "latin1_german1_ci", row_format: "dynamic", engine: "InnoDB" },
    },
  },
  {
    title: "takes the charset's own collation as it is",
    given: [],
    rows: [],
    operation: {
      type: "create_table",
      name: "latin",
      fields: [{ name: "word", type: "varchar", length: 20 }],
      options: { charset: "latin1", collate: "latin1_swedish_ci" },
    },
  },
  {
    title: "keeps characters that MariaDB's catalogue cannot show",
    given: [],
    rows: [],
    operation: {
      type: "create_table",
      name: "moods",
      comment: "\u{1f600}",
      fields: [
        { name: "id", type: "serial", primaryKey: true },
        { name: "face", type: "varchar", length: 9, default: "a\u{1f600}b", comment: "\u{1f600}" },
        { name: "look", type: "enum", values: ["\u{1f600}", "plain"], default: "\u{1f600}" },
      ],
    },
  },
  {
    title: "shortens no name by itself: 64 characters are fine",
    given: [],
    rows: [],
    operation: {
      type: "create_table",
      name: "t".repeat(64),
      fields: [
        { name: "c".repeat(64), type: "integer", primaryKey: true },
        { name: "d".repeat(63), type: "date", autoUpdate: true },
      ],
      indexes: [{ name: "i".repeat(64), fields: ["d".repeat(63)] }],
    },
  },
];
