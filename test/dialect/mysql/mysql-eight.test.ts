import { expect } from "chai";
import type { MysqlCatalogue } from "../../../src/dialect/mysql/catalogue.js";
import { MysqlDialect } from "../../../src/dialect/mysql/dialect.js";
import type { Facts } from "../../../src/dialect/mysql/facts.js";
import { schemaOfCatalogue } from "../../../src/dialect/mysql/introspector.js";
import { readShownTable } from "../../../src/dialect/mysql/server-expressions.js";
import { parseOperation } from "../../../src/operation/index.js";
import { diffSchemas } from "../../../src/schema/diff-schemas.js";
import { emptySchema } from "../../../src/schema/schema.js";

// MySQL 8 words its catalogue in other ways than MariaDB. No such server runs with the tests: the
// rows below are in the form that its manual documents.

const column = (name: string, type: string, facts: Facts = {}): Facts => ({
  table: "items",
  name,
  type,
  nullable: "YES",
  extra: "",
  expression: "",
  comment: "",
  ...facts,
});

const text = { collation: "utf8mb4_unicode_ci" };

const catalogue: MysqlCatalogue = {
  here: "shop",
  mariadb: false,
  shown: new Map(),
  bytes: [],
  systems: [],
  starts: new Map(),
  usual: { charset: "utf8mb4", collate: "utf8mb4_unicode_ci" },
  tables: [
    {
      name: "items",
      engine: "InnoDB",
      collation: "utf8mb4_unicode_ci",
      comment: "",
      options: "",
      usual: "",
    },
  ],
  columns: [
    column("id", "bigint", { nullable: "NO", extra: "auto_increment" }),
    column("name", "varchar(60)", { ...text, nullable: "NO", preset: "it's \\ new" }),
    column("state", "enum('a','it''s')", { ...text, preset: "it's" }),
    column("price", "decimal(10,2)", { nullable: "NO", preset: "1.00" }),
    column("live", "tinyint(1)", { nullable: "NO", preset: "1" }),
    column("total", "decimal(12,2)", {
      extra: "VIRTUAL GENERATED",
      expression: "(`price` * 2)",
    }),
    column("label", "varchar(70)", {
      ...text,
      extra: "STORED GENERATED",
      expression: "concat(`name`,_utf8mb4\\'it\\\\\\'s\\')",
    }),
    column("made", "datetime(3)", {
      nullable: "NO",
      preset: "CURRENT_TIMESTAMP(3)",
      extra: "DEFAULT_GENERATED",
    }),
    column("changed", "timestamp(3)", {
      preset: "CURRENT_TIMESTAMP(3)",
      extra: "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3)",
    }),
    column("born", "datetime(3)", { preset: "2020-01-01 00:00:00.000" }),
    column("tag", "char(36)", { ...text, preset: "uuid()", extra: "DEFAULT_GENERATED" }),
    column("facts", "json", { preset: "_utf8mb4\\'{}\\'", extra: "DEFAULT_GENERATED" }),
    column("small", "int unsigned"),
    column("shop_id", "int"),
  ],
  indexes: [
    { table: "items", name: "PRIMARY", plain: "0", field: "id", direction: "A", method: "BTREE" },
    {
      table: "items",
      name: "fk_items_shop_id",
      plain: "1",
      field: "shop_id",
      direction: "A",
      method: "BTREE",
    },
    {
      table: "items",
      name: "idx_lower",
      plain: "1",
      expression: "lower(`name`)",
      direction: "A",
      method: "BTREE",
    },
    {
      table: "items",
      name: "idx_lower",
      plain: "1",
      field: "price",
      direction: "D",
      method: "BTREE",
    },
  ],
  keys: [
    {
      table: "items",
      name: "fk_items_shop_id",
      field: "shop_id",
      space: "db",
      here: "db",
      target: "shops",
      target_field: "id",
      on_delete: "RESTRICT",
      on_update: "NO ACTION",
    },
  ],
  checks: [
    {
      table: "items",
      name: "ck_name",
      clause: "((`price` >= 0) and (`name` <> _utf8mb4\\'\\'))",
      level: "Table",
    },
  ],
  triggers: [],
};

const items = {
  type: "create_table",
  name: "items",
  fields: [
    { name: "id", type: "bigserial", primaryKey: true },
    { name: "name", type: "varchar", length: 60, nullable: false, default: "it's \\ new" },
    { name: "state", type: "enum", values: ["a", "it's"], default: "it's" },
    { name: "price", type: "decimal", precision: 10, scale: 2, nullable: false, default: 1 },
    { name: "live", type: "boolean", nullable: false, default: true },
    {
      name: "total",
      type: "decimal",
      precision: 12,
      scale: 2,
      generated: { expression: "price * 2", stored: false },
    },
    {
      name: "label",
      type: "varchar",
      length: 70,
      generated: { expression: "CONCAT(name, 'it''s')", stored: true },
    },
    { name: "made", type: "timestamp", nullable: false, autoCreate: true },
    { name: "changed", type: "timestamptz", autoUpdate: true },
    { name: "born", type: "timestamp", default: { value: "2020-01-01" } },
    { name: "tag", type: "uuid", default: "new_uuid" },
    { name: "facts", type: "json", default: "object" },
    { name: "small", native: "INT UNSIGNED" },
    { name: "shop_id", type: "foreign_key", foreignKey: { table: "shops", onDelete: "RESTRICT" } },
  ],
  indexes: [
    {
      name: "idx_lower",
      fields: [{ expression: "LOWER(name)" }, { field: "price", order: "desc" }],
    },
  ],
  checks: [{ name: "ck_name", expression: "(price >= 0) AND (name <> '')" }],
};

const shops = {
  type: "create_table",
  name: "shops",
  fields: [{ name: "id", type: "serial", primaryKey: true }],
};

describe("MySQL 8", () => {
  const dialect = new MysqlDialect();
  const before = parseOperation(shops, "$").mutate(emptySchema);
  const operation = parseOperation(items, "$");
  const after = operation.mutate(before);

  it("has its catalogue read as the schema that made it", () => {
    const wanted = dialect.expected(after);
    const tables = new Map([...wanted.tables].filter(([name]) => name === "items"));
    const live = schemaOfCatalogue(catalogue, []);
    expect(diffSchemas({ ...wanted, tables }, live)).to.deep.equal([]);
  });

  it("shows expressions in a table's own text", () => {
    const shown = readShownTable(
      [
        "CREATE TEMPORARY TABLE `t` (",
        "  `a` int NOT NULL DEFAULT ((1 + 2)) COMMENT 'DEFAULT 5',",
        "  `b` varchar(9) COLLATE utf8mb4_bin DEFAULT 'x,(' /*!80023 INVISIBLE */,",
        "  `c)` int GENERATED ALWAYS AS ((`a` * (2 + 1))) STORED,",
        "  `i` int unsigned /*!80023 INVISIBLE */,",
        "  `d` datetime(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),",
        "  KEY `k` (`a`),",
        "  CONSTRAINT `c``1` CHECK (((`a` > 0) and (`b` <> _utf8mb4')')))",
        ") ENGINE=InnoDB",
      ].join("\n"),
    );
    expect([...shown.columns]).to.deep.equal([
      ["a", { type: "int", preset: "((1 + 2))", expression: undefined }],
      ["b", { type: "varchar(9)", preset: "'x,('", expression: undefined }],
      ["c)", { type: "int", preset: undefined, expression: "(`a` * (2 + 1))" }],
      ["i", { type: "int unsigned", preset: undefined, expression: undefined }],
      ["d", { type: "datetime(3)", preset: "CURRENT_TIMESTAMP(3)", expression: undefined }],
    ]);
    expect([...shown.checks]).to.deep.equal([["c`1", "((`a` > 0) and (`b` <> _utf8mb4')'))"]]);
  });

  it("gets the SQL that it wants: brackets, precisions, one statement", () => {
    const editor = dialect.createSchemaEditor({ horizon: after, rowsTable: "rows" });
    const origin = { migration: "0001", operation: 0 };
    const steps = operation.up({ editor, before, after, origin });
    expect(steps.map((step) => (step.kind === "sql" ? step.sql : ""))).to.deep.equal([
      [
        "CREATE TABLE `items` (",
        "  `id` BIGINT AUTO_INCREMENT NOT NULL,",
        "  `name` VARCHAR(60) DEFAULT 'it''s \\\\ new' NOT NULL,",
        "  `state` ENUM('a','it''s') DEFAULT 'it''s' NULL,",
        "  `price` DECIMAL(10,2) DEFAULT 1 NOT NULL,",
        "  `live` TINYINT(1) DEFAULT TRUE NOT NULL,",
        "  `total` DECIMAL(12,2) GENERATED ALWAYS AS (price * 2) VIRTUAL,",
        "  `label` VARCHAR(70) GENERATED ALWAYS AS (CONCAT(name, 'it''s')) STORED,",
        "  `made` DATETIME(3) DEFAULT CURRENT_TIMESTAMP(3) NOT NULL,",
        "  `changed` TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP(3) NULL ON UPDATE CURRENT_TIMESTAMP(3),",
        "  `born` DATETIME(3) DEFAULT '2020-01-01' NULL,",
        "  `tag` CHAR(36) DEFAULT (UUID()) NULL,",
        "  `facts` JSON DEFAULT ('{}') NULL,",
        "  `small` INT UNSIGNED NULL,",
        "  `shop_id` INT NULL,",
        "  PRIMARY KEY (`id`),",
        "  CONSTRAINT `ck_name` CHECK ((price >= 0) AND (name <> '')),",
        "  CONSTRAINT `fk_items_shop_id` FOREIGN KEY (`shop_id`) REFERENCES `shops` (`id`) ON DELETE RESTRICT ON UPDATE NO ACTION,",
        "  KEY `idx_lower` (/*!80013 (LOWER(name)) */ /*M! `MariaDB has no index on expressions: use a generated field` */, `price` DESC)",
        ") ENGINE=InnoDB",
      ].join("\n"),
    ]);
  });
});
