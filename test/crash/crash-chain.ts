import type { ScriptDatabase } from "../../src/dialect/statement.js";
import * as m from "../../src/index.js";
import type { Migration } from "../../src/migration/migration.js";
import { plainOperation } from "../../src/operation/author-operation.js";
import { chain, type MigrationText, runSql } from "../runner/project.js";

/** Counts what happened: a statement that ran twice, or never, shows in the number. */
const step = runSql(
  "UPDATE tally SET n = n + 1 WHERE id = 1",
  "UPDATE tally SET n = n - 1 WHERE id = 1",
);

/** An operation of the author's own that is not harmless when it runs twice. */
class LogOnce extends m.Operation {
  override describe() {
    return "Log once";
  }
  override up(context: m.Context): m.Sql[] {
    return [
      `INSERT INTO ${context.quote("log")} (what) VALUES ('custom')`,
      { sql: "UPDATE tally SET n = n + 1 WHERE id = 1", params: [] },
    ];
  }
  override down(context: m.Context): m.Sql[] {
    return [
      `DELETE FROM ${context.quote("log")} WHERE what = 'custom'`,
      { sql: "UPDATE tally SET n = n - 1 WHERE id = 1", params: [] },
    ];
  }
}

const logOnce: object = { ...Object(plainOperation(new LogOnce())) };
const key = { name: "id", type: "integer", primaryKey: true };
const price = { name: "price", type: "decimal", precision: 10, scale: 2 };

const grades = [
  { type: "create_enum", name: "grade", values: ["good", "bad"] },
  {
    type: "add_field",
    table: "shops",
    field: { name: "grade", type: "enum", enum: "grade", default: { value: "bad" } },
  },
  { type: "alter_enum", name: "grade", values: ["best", "good", "bad"] },
  { type: "alter_enum", name: "grade", values: ["bad", "good"] },
];

const listed = {
  kind: "view",
  name: "listed",
  definition: "CREATE VIEW listed AS SELECT code FROM shops",
  dependsOn: ["shops"],
};

const script = {
  type: "run_script",
  up: async (db: ScriptDatabase) => {
    for (const id of [1, 2]) {
      await db.execute("INSERT INTO items (id, name, price) VALUES (?, ?, ?)", [id, "Ax", "1.50"]);
    }
    await db.execute("INSERT INTO log (what) VALUES (?)", ["script"]);
    await db.execute("UPDATE tally SET n = n + 1 WHERE id = 1");
  },
  down: async (db: ScriptDatabase) => {
    await db.execute("DELETE FROM items");
    await db.execute("DELETE FROM log WHERE what = 'script'");
    await db.execute("UPDATE tally SET n = n - 1 WHERE id = 1");
  },
};

/**
 * A project that uses every operation, in one transaction (where the database has that) and
 * without one. A kill must not be able to make any of it happen twice.
 */
export function crashChain(): readonly Migration[] {
  return chain(...texts());
}

/** What stays applied when {@link halfChain} goes back. */
export const HALF_TARGET = "0002_data";

/**
 * The same up to a migration without a transaction that uses most operations and whose last one
 * can never succeed: `up` leaves it half applied, and `down` is the way out.
 */
export function halfChain(): readonly Migration[] {
  const [start, data, alone] = texts();
  if (start === undefined || data === undefined || alone === undefined) return [];
  const operations = [
    ...(alone.operations ?? []),
    {
      type: "add_field",
      table: "shops",
      field: { name: "touched", type: "timestamp", autoUpdate: true },
    },
    logOnce,
    { type: "create_table", name: "late", fields: [key, { name: "note", type: "text" }] },
    runSql("INSERT INTO late (id) VALUES (1)", "DELETE FROM late"),
    {
      type: "alter_field",
      table: "late",
      oldField: { name: "note", type: "text" },
      newField: { name: "note", type: "varchar", length: 40 },
    },
    { type: "drop_table", name: "log" },
    runSql("INSERT INTO nowhere VALUES (1)"),
  ];
  return chain(start, data, { ...alone, operations });
}

function texts(): readonly MigrationText[] {
  return [
    {
      name: "0001_start",
      operations: [
        {
          type: "set_defaults",
          postgresql: { draft: "'d'" },
          mysql: { draft: "'d'" },
          sqlite: { draft: "'d'" },
        },
        { type: "set_type_mappings", sqlite: { inet: "TEXT" } },
        {
          type: "create_table",
          name: "log",
          fields: [{ name: "what", type: "varchar", length: 20 }],
        },
        { type: "create_table", name: "tally", fields: [key, { name: "n", type: "integer" }] },
        runSql("INSERT INTO tally (id, n) VALUES (1, 0)", "DELETE FROM tally"),
        {
          type: "create_table",
          name: "shops",
          fields: [
            key,
            { name: "code", type: "varchar", length: 20, unique: true },
            { name: "state", type: "varchar", length: 9, default: "draft" },
          ],
        },
        {
          type: "create_table",
          name: "items",
          fields: [
            key,
            { name: "name", type: "varchar", length: 30, nullable: false },
            { name: "changed", type: "timestamp", autoUpdate: true },
            price,
          ],
          indexes: [{ name: "idx_name", fields: ["name"] }],
          checks: [{ name: "ck_price", expression: "price >= 0" }],
        },
      ],
    },
    {
      name: "0002_data",
      operations: [
        {
          type: "upsert_data",
          table: "shops",
          conflictKeys: ["code"],
          rows: [
            { id: 1, code: "a" },
            { id: 2, code: "b" },
          ],
        },
        step,
        script,
        logOnce,
        { type: "rename_field", table: "items", oldName: "price", newName: "cost" },
        {
          type: "alter_field",
          table: "items",
          oldField: { ...price, name: "cost" },
          newField: { ...price, name: "cost", precision: 12, nullable: false, default: 0 },
        },
        {
          type: "add_field",
          table: "items",
          field: {
            name: "shop_id",
            type: "foreign_key",
            foreignKey: { table: "shops", onDelete: "CASCADE" },
          },
        },
      ],
    },
    {
      name: "0003_alone",
      transaction: false,
      operations: [
        {
          type: "add_field",
          table: "items",
          field: { name: "slug", type: "varchar", length: 40, nullable: false },
          backfill: "lower(name)",
        },
        {
          type: "add_index",
          table: "items",
          index: { name: "idx_cost", fields: ["cost", "shop_id"], concurrently: true },
        },
        step,
        { type: "rename_index", table: "items", oldName: "idx_cost", newName: "idx_costs" },
        { type: "drop_index", table: "items", index: "idx_name", concurrently: true },
        {
          ...script,
          up: noteRow("INSERT INTO log (what) VALUES ('alone')", "+"),
          down: noteRow("DELETE FROM log WHERE what = 'alone'", "-"),
        },
        {
          type: "upsert_data",
          table: "shops",
          conflictKeys: ["code"],
          rows: [
            { id: 2, code: "b", state: "known" },
            { id: 3, code: "c", state: "new" },
          ],
        },
        { type: "drop_foreign_key", table: "items", constraint: "fk_items_shop_id" },
        { type: "rename_table", oldName: "items", newName: "goods" },
        {
          type: "add_foreign_key",
          table: "goods",
          constraint: { name: "fk_goods_shop", fields: ["shop_id"], table: "shops" },
        },
        { type: "drop_field", table: "goods", field: "changed" },
        {
          type: "add_check",
          table: "goods",
          constraint: { name: "ck_cost", expression: "cost < 100" },
        },
        { type: "drop_check", table: "goods", constraint: "ck_price" },
        { type: "add_unique", table: "goods", constraint: { name: "uq", fields: ["id", "slug"] } },
        { type: "alter_primary_key", table: "goods", constraint: { fields: ["name", "id"] } },
        { type: "alter_table", table: "shops", comment: "Who sells" },
        ...grades,
        { ...listed, type: "create_object" },
      ],
    },
    {
      name: "0004_end",
      operations: [
        { type: "create_table", name: "gone", fields: [key, { name: "note", type: "text" }] },
        { type: "drop_table", name: "gone" },
        { type: "drop_unique", table: "goods", constraint: "uq" },
        { type: "drop_object", kind: listed.kind, name: listed.name },
        { type: "drop_field", table: "shops", field: "grade" },
        { type: "drop_enum", name: "grade" },
        runSql("CREATE VIEW cheap AS SELECT name FROM goods WHERE cost < 5", "DROP VIEW cheap"),
        step,
      ],
    },
  ];
}

function noteRow(sql: string, sign: "+" | "-") {
  return async (db: ScriptDatabase): Promise<void> => {
    await db.execute(sql);
    await db.execute(`UPDATE tally SET n = n ${sign} 1 WHERE id = 1`);
  };
}
