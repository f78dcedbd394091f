import type { OperationData } from "../../../src/operation/operation.js";
import type { MysqlSample } from "./mysql-samples.js";

const key = { name: "id", type: "serial", primaryKey: true };
const shops: OperationData = {
  type: "create_table",
  name: "shops",
  fields: [key, { name: "code", type: "varchar", length: 9, unique: true }],
};
const visits: OperationData = {
  type: "create_table",
  name: "visits",
  fields: [
    key,
    { name: "shop", type: "foreign_key", foreignKey: { table: "shops", field: "code" } },
  ],
};
const doubled = { name: "doubled", type: "integer", generated: { expression: "amount * 2" } };
const lines: OperationData = {
  type: "create_table",
  name: "bundles",
  fields: [
    key,
    { name: "amount", type: "integer" },
    doubled,
    {
      name: "more",
      type: "integer",
      generated: { expression: "doubled + 1", stored: false },
    },
    { name: "place", type: "integer" },
  ],
  uniques: [{ name: "uq_bundles", fields: ["doubled", "place"] }],
  indexes: [{ name: "idx_bundles_more", fields: ["more", "amount"] }],
  checks: [
    { name: "ck_bundles_more", expression: "more < 100" },
    { name: "ck_bundles_amount", expression: "amount > 0" },
  ],
};
const lineRows = ["INSERT INTO bundles (amount, place) VALUES (1, 1), (2, 1)"];
const stock: OperationData = {
  type: "create_table",
  name: "stock",
  fields: [
    key,
    { name: "shop_id", type: "foreign_key", foreignKey: { table: "shops" } },
    { name: "n", type: "integer" },
    { name: "rank", type: "integer" },
  ],
  uniques: [{ name: "uq_stock", fields: ["shop_id", "n"] }],
  indexes: [{ name: "idx_stock", fields: ["shop_id", "n"] }],
};
const stockRows = [
  "INSERT INTO shops (code) VALUES ('a')",
  "INSERT INTO stock (shop_id, n) VALUES (1, 1)",
];

/** Operations on columns that others stand on: generated columns, keys, checks, foreign keys. */
export const dependentSamples: readonly MysqlSample[] = [
  {
    title: "renames a field under generated fields that have keys and checks",
    given: [lines],
    rows: lineRows,
    operation: { type: "rename_field", table: "bundles", oldName: "amount", newName: "pieces" },
    check: {
      sql: "SELECT doubled, more FROM bundles ORDER BY id",
      rows: [
        { doubled: 2, more: 3 },
        { doubled: 4, more: 5 },
      ],
    },
  },
  {
    title: "makes a generated field plain without taking it out of its keys",
    given: [lines],
    rows: lineRows,
    operation: {
      type: "alter_field",
      table: "bundles",
      oldField: doubled,
      newField: { name: "doubled", type: "integer" },
    },
    check: {
      sql: "SELECT doubled, more FROM bundles ORDER BY id",
      rows: [
        { doubled: 2, more: 3 },
        { doubled: 4, more: 5 },
      ],
    },
  },
  {
    title: "drops a field of the index and the unique that a foreign key leans on",
    given: [shops, stock],
    rows: stockRows,
    operation: { type: "drop_field", table: "stock", field: "n" },
  },
  {
    title: "drops the index that a foreign key leans on a second time",
    given: [
      shops,
      { ...stock, uniques: [] },
      { type: "drop_index", table: "stock", index: "idx_stock" },
      { type: "add_index", table: "stock", index: { name: "idx_stock", fields: ["shop_id", "n"] } },
    ],
    rows: stockRows,
    operation: { type: "drop_index", table: "stock", index: "idx_stock" },
  },
  {
    title: "takes the primary key away that a foreign key leans on",
    given: [
      shops,
      {
        type: "create_table",
        name: "stock",
        fields: [
          { name: "shop_id", type: "foreign_key", foreignKey: { table: "shops" } },
          { name: "n", type: "integer" },
        ],
        primaryKey: ["shop_id", "n"],
      },
    ],
    rows: stockRows,
    operation: {
      type: "alter_field",
      table: "stock",
      oldField: { name: "n", type: "integer", primaryKey: true },
      newField: { name: "n", type: "integer", nullable: false, primaryKey: false },
    },
  },
  {
    title: "converts a primary key that counts with an expression",
    given: [{ type: "create_table", name: "tags", fields: [key] }],
    rows: ["INSERT INTO tags VALUES (1), (2)"],
    operation: {
      type: "alter_field",
      table: "tags",
      oldField: key,
      newField: { name: "id", type: "varchar", length: 20, primaryKey: true },
      using: "CONCAT('t', id)",
    },
    check: { sql: "SELECT id FROM tags ORDER BY id", rows: [{ id: "t1" }, { id: "t2" }] },
    oneWay: true,
  },
  {
    title: "converts a foreign key to another field with an expression",
    given: [shops, visits],
    rows: ["INSERT INTO shops (code) VALUES ('a')", "INSERT INTO visits (shop) VALUES ('a')"],
    operation: {
      type: "alter_field",
      table: "visits",
      oldField: {
        name: "shop",
        type: "foreign_key",
        foreignKey: { table: "shops", field: "code" },
      },
      newField: { name: "shop", type: "foreign_key", foreignKey: { table: "shops", field: "id" } },
      using: "(SELECT MIN(s.id) FROM shops s WHERE s.code = visits.shop)",
    },
    check: { sql: "SELECT shop FROM visits", rows: [{ shop: 1 }] },
    oneWay: true,
  },
  {
    title: "renames a table with a namespace and a trigger",
    given: [
      {
        type: "create_table",
        name: "log",
        namespace: "audit",
        fields: [key, { name: "day", type: "date", autoUpdate: true }],
      },
    ],
    rows: ["INSERT INTO `audit.log` VALUES (1, '2024-01-02')"],
    operation: { type: "rename_table", oldName: "audit.log", newName: "journal" },
    check: { sql: "SELECT id FROM `audit.journal`", rows: [{ id: 1 }] },
  },
  {
    title: "changes the collation of a field and of what refers to it",
    given: [shops, visits],
    rows: ["INSERT INTO shops (code) VALUES ('a')", "INSERT INTO visits (shop) VALUES ('a')"],
    operation: {
      type: "alter_field",
      table: "shops",
      oldField: { name: "code", type: "varchar", length: 9, unique: true },
      newField: {
        name: "code",
        type: "varchar",
        length: 9,
        unique: true,
        collation: "utf8mb4_bin",
      },
    },
  },
];
