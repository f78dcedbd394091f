import type { ScriptDatabase } from "../../../src/dialect/statement.js";
import type { Migration } from "../../../src/migration/migration.js";
import { chain } from "../../runner/project.js";

const key = { name: "id", type: "serial", primaryKey: true };

/** A project that uses every operation; each statement must happen exactly once. */
export function crashChain(): readonly Migration[] {
  return chain(
    {
      name: "0001_start",
      operations: [
        { type: "create_table", name: "log", fields: [key, { name: "what", type: "text" }] },
      ],
    },
    {
      name: "0002_everything",
      operations: [
        { type: "set_defaults", mysql: { unpaid: "'unpaid'" } },
        {
          type: "create_table",
          name: "shops",
          fields: [key, { name: "code", type: "varchar", length: 20, unique: true }],
        },
        {
          type: "create_table",
          name: "items",
          fields: [
            key,
            { name: "name", type: "varchar", length: 30, nullable: false },
            { name: "day", type: "date", autoUpdate: true },
            { name: "price", type: "decimal", precision: 10, scale: 2 },
          ],
          indexes: [{ name: "idx_name", fields: ["name"] }],
          checks: [{ name: "ck_price", expression: "price >= 0" }],
        },
        {
          type: "upsert_data",
          table: "shops",
          conflictKeys: ["code"],
          rows: [{ code: "a" }, { code: "b" }],
        },
        {
          type: "run_sql",
          forwardSQL: "INSERT INTO log (what) VALUES ('sql')",
          backwardSQL: "DELETE FROM log WHERE what = 'sql'",
        },
        {
          type: "run_script",
          up: async (db: ScriptDatabase) => {
            await db.execute("INSERT INTO items (name, price) VALUES (?, ?)", ["x", "1.50"]);
            await db.execute("INSERT INTO log (what) VALUES (?)", ["script"]);
          },
          down: async (db: ScriptDatabase) => {
            await db.execute("DELETE FROM items");
            await db.execute("DELETE FROM log WHERE what = 'script'");
          },
        },
        {
          type: "add_field",
          table: "items",
          field: { name: "shop_id", type: "foreign_key", foreignKey: { table: "shops" } },
        },
        {
          type: "add_field",
          table: "items",
          field: { name: "slug", type: "varchar", length: 40, nullable: false },
          backfill: "lower(name)",
        },
        {
          type: "alter_field",
          table: "items",
          oldField: { name: "price", type: "decimal", precision: 10, scale: 2 },
          newField: {
            name: "price",
            type: "decimal",
            precision: 12,
            scale: 2,
            nullable: false,
            default: 0,
          },
        },
        { type: "rename_field", table: "items", oldName: "price", newName: "cost" },
        {
          type: "add_index",
          table: "items",
          index: { name: "idx_cost", fields: ["cost", "shop_id"] },
        },
        { type: "rename_index", table: "items", oldName: "idx_cost", newName: "idx_costs" },
        { type: "drop_index", table: "items", index: "idx_name" },
        { type: "drop_foreign_key", table: "items", constraint: "fk_items_shop_id" },
        { type: "rename_table", oldName: "items", newName: "goods" },
        {
          type: "add_foreign_key",
          table: "goods",
          constraint: { name: "fk_goods_shop", fields: ["shop_id"], table: "shops" },
        },
        { type: "drop_field", table: "goods", field: "day" },
        {
          type: "add_check",
          table: "goods",
          constraint: { name: "ck_cost", expression: "cost < 100" },
        },
        { type: "drop_check", table: "goods", constraint: "ck_cost" },
        { type: "add_unique", table: "goods", constraint: { name: "uq", fields: ["id", "slug"] } },
        { type: "alter_primary_key", table: "goods", constraint: { fields: ["id", "name"] } },
        { type: "drop_unique", table: "goods", constraint: "uq" },
        {
          type: "run_sql",
          forwardSQL: "CREATE VIEW cheap AS SELECT name FROM goods WHERE cost < 5",
          backwardSQL: "DROP VIEW cheap",
        },
        { type: "create_table", name: "gone", fields: [key, { name: "note", type: "text" }] },
        { type: "drop_table", name: "gone" },
      ],
    },
  );
}
