import type { AddFieldData } from "./add-field.js";
import type { AddForeignKeyData } from "./add-foreign-key.js";
import type { AddIndexData } from "./add-index.js";
import type { AlterEnumData } from "./alter-enum.js";
import type { AlterFieldData } from "./alter-field.js";
import type { AlterTableData } from "./alter-table.js";
import type { CreateEnumData } from "./create-enum.js";
import type { CreateObjectData } from "./create-object.js";
import type { CreateTableData } from "./create-table.js";
import type { DropEnumData } from "./drop-enum.js";
import type { DropFieldData } from "./drop-field.js";
import type { DropForeignKeyData } from "./drop-foreign-key.js";
import type { DropIndexData } from "./drop-index.js";
import type { DropObjectData } from "./drop-object.js";
import type { DropTableData } from "./drop-table.js";
import { PlainOperation } from "./plain-operation.js";
import type { RenameFieldData } from "./rename-field.js";
import type { RenameIndexData } from "./rename-index.js";
import type { RenameTableData } from "./rename-table.js";
import type { BytesData, RefData, VerbatimData } from "./row-value.js";
import type { RunScriptData } from "./run-script.js";
import type { NoopData, RunSQLData } from "./run-sql.js";
import type { SetDefaultsData } from "./set-defaults.js";
import type { SetTypeMappingsData } from "./set-type-mappings.js";
import type { UpsertDataData } from "./upsert-data.js";

/**
 * Makes a table with its indexes, constraints and foreign keys.
 *
 * @example
 * new m.CreateTable({
 *   name: "posts",
 *   fields: [
 *     { name: "id", type: "serial", primaryKey: true },
 *     { name: "title", type: "varchar", length: 200, nullable: false },
 *   ],
 * })
 */
export class CreateTable extends PlainOperation<"create_table", CreateTableData> {
  readonly type = "create_table";
}

/**
 * Drops a table and its rows; `down` makes the table again, empty.
 *
 * @example
 * new m.DropTable({ name: "posts" })
 */
export class DropTable extends PlainOperation<"drop_table", DropTableData> {
  readonly type = "drop_table";
}

/**
 * Renames a table; foreign keys that refer to it follow.
 *
 * @example
 * new m.RenameTable({ oldName: "posts", newName: "articles" })
 */
export class RenameTable extends PlainOperation<"rename_table", RenameTableData> {
  readonly type = "rename_table";
}

/**
 * Changes the comment and the options of a table.
 *
 * @example
 * new m.AlterTable({ table: "posts", comment: "What people wrote", options: { engine: "InnoDB" } })
 */
export class AlterTable extends PlainOperation<"alter_table", AlterTableData> {
  readonly type = "alter_table";
}

/**
 * Adds a field. `backfill` is an SQL expression for the rows that are there.
 *
 * @example
 * new m.AddField({
 *   table: "posts",
 *   field: { name: "slug", type: "varchar", length: 200, nullable: false },
 *   backfill: "lower(title)",
 * })
 */
export class AddField extends PlainOperation<"add_field", AddFieldData> {
  readonly type = "add_field";
}

/**
 * Drops a field and what is about it: indexes, foreign keys, uniques, checks.
 *
 * @example
 * new m.DropField({ table: "posts", field: "slug" })
 */
export class DropField extends PlainOperation<"drop_field", DropFieldData> {
  readonly type = "drop_field";
}

/**
 * Changes a field, however many of its properties. `using` makes the new values of the old ones,
 * `downUsing` the old ones of the new.
 *
 * @example
 * new m.AlterField({
 *   table: "posts",
 *   oldField: { name: "title", type: "varchar", length: 200 },
 *   newField: { name: "title", type: "text", nullable: false },
 *   backfill: "''",
 * })
 */
export class AlterField extends PlainOperation<"alter_field", AlterFieldData> {
  readonly type = "alter_field";
}

/**
 * Renames a field; indexes, keys and foreign keys follow.
 *
 * @example
 * new m.RenameField({ table: "posts", oldName: "title", newName: "headline" })
 */
export class RenameField extends PlainOperation<"rename_field", RenameFieldData> {
  readonly type = "rename_field";
}

/**
 * Builds an index.
 *
 * @example
 * new m.AddIndex({ table: "posts", index: { name: "idx_posts_title", fields: ["title"] } })
 */
export class AddIndex extends PlainOperation<"add_index", AddIndexData> {
  readonly type = "add_index";
}

/**
 * Drops an index by its name.
 *
 * @example
 * new m.DropIndex({ table: "posts", index: "idx_posts_title" })
 */
export class DropIndex extends PlainOperation<"drop_index", DropIndexData> {
  readonly type = "drop_index";
}

/**
 * Renames an index.
 *
 * @example
 * new m.RenameIndex({ table: "posts", oldName: "idx_title", newName: "idx_posts_title" })
 */
export class RenameIndex extends PlainOperation<"rename_index", RenameIndexData> {
  readonly type = "rename_index";
}

/**
 * Adds a foreign key over fields that are there.
 *
 * @example
 * new m.AddForeignKey({
 *   table: "posts",
 *   constraint: { fields: ["user_id"], table: "users", onDelete: "CASCADE" },
 * })
 */
export class AddForeignKey extends PlainOperation<"add_foreign_key", AddForeignKeyData> {
  readonly type = "add_foreign_key";
}

/**
 * Drops a foreign key by its name; the fields stay.
 *
 * @example
 * new m.DropForeignKey({ table: "posts", constraint: "fk_posts_user_id" })
 */
export class DropForeignKey extends PlainOperation<"drop_foreign_key", DropForeignKeyData> {
  readonly type = "drop_foreign_key";
}

/**
 * Makes an enum that several fields share: `{ name: "mood", type: "enum", enum: "mood" }`.
 *
 * @example
 * new m.CreateEnum({ name: "mood", values: ["happy", "sad"] })
 */
export class CreateEnum extends PlainOperation<"create_enum", CreateEnumData> {
  readonly type = "create_enum";
}

/**
 * Changes the values of an enum in every field that shares it. A renamed value is said.
 *
 * @example
 * new m.AlterEnum({ name: "mood", values: ["glad", "sad", "calm"], renameValues: { happy: "glad" } })
 */
export class AlterEnum extends PlainOperation<"alter_enum", AlterEnumData> {
  readonly type = "alter_enum";
}

/**
 * Drops an enum that no field shares any more.
 *
 * @example
 * new m.DropEnum({ name: "mood" })
 */
export class DropEnum extends PlainOperation<"drop_enum", DropEnumData> {
  readonly type = "drop_enum";
}

/**
 * Makes a view, a trigger, a function, an extension: what the model has no words for, by your SQL.
 *
 * @example
 * new m.CreateObject({
 *   kind: "view",
 *   name: "live_posts",
 *   definition: "CREATE VIEW live_posts AS SELECT id, title FROM posts WHERE state = 'live'",
 *   dependsOn: ["posts"],
 * })
 */
export class CreateObject extends PlainOperation<"create_object", CreateObjectData> {
  readonly type = "create_object";
}

/**
 * Drops what `CreateObject` made; `down` makes it again.
 *
 * @example
 * new m.DropObject({ kind: "view", name: "live_posts" })
 */
export class DropObject extends PlainOperation<"drop_object", DropObjectData> {
  readonly type = "drop_object";
}

/**
 * Inserts rows, or updates those that are there; `down` removes only what `up` inserted.
 *
 * @example
 * new m.UpsertData({
 *   table: "countries",
 *   conflictKeys: ["code"],
 *   rows: [{ code: "nz", name: "New Zealand", added: m.ref("now") }],
 * })
 */
export class UpsertData extends PlainOperation<"upsert_data", UpsertDataData> {
  readonly type = "upsert_data";
}

/**
 * Runs SQL as it is written. Without `backwardSQL` the migration cannot be undone; `noop` says
 * that there is nothing to undo.
 *
 * @example
 * new m.RunSQL({
 *   forwardSQL: "CREATE VIEW recent AS SELECT * FROM posts",
 *   backwardSQL: "DROP VIEW recent",
 * })
 */
export class RunSQL extends PlainOperation<"run_sql", RunSQLData> {
  readonly type = "run_sql";
}

/**
 * A data migration in TypeScript, in the migration's own transaction. Await every query.
 *
 * @example
 * new m.RunScript({
 *   up: async (db) => {
 *     for (const row of await db.query("SELECT id, title FROM posts")) {
 *       await db.execute("UPDATE posts SET slug = ? WHERE id = ?", [String(row.title), Number(row.id)]);
 *     }
 *   },
 * })
 */
export class RunScript extends PlainOperation<"run_script", RunScriptData> {
  readonly type = "run_script";
}

/**
 * Says what named defaults mean on each database. Replaces the map of each database it names.
 *
 * @example
 * new m.SetDefaults({ postgresql: { unpaid: "'unpaid'" }, sqlite: { unpaid: "'unpaid'" } })
 */
export class SetDefaults extends PlainOperation<"set_defaults", SetDefaultsData> {
  readonly type = "set_defaults";
}

/**
 * Says how types are written on each database. Replaces the map of each database it names.
 *
 * @example
 * new m.SetTypeMappings({ postgresql: { money: "NUMERIC({{.Precision}},{{.Scale}})" } })
 */
export class SetTypeMappings extends PlainOperation<"set_type_mappings", SetTypeMappingsData> {
  readonly type = "set_type_mappings";
}

/**
 * In a row of `UpsertData`: the SQL of an entry of the defaults instead of a value.
 *
 * @example
 * { id: 1, created: m.ref("now") }
 */
export function ref(name: string): RefData {
  return Object.freeze({ $ref: name });
}

/**
 * In a row of `UpsertData`: binary data, written as base64.
 *
 * @example
 * { id: 1, logo: m.bytes("iVBORw0KGgo=") }
 */
export function bytes(base64: string): BytesData {
  return Object.freeze({ $bytes: base64 });
}

/**
 * In a row of `UpsertData`: a text that the database reads by itself, whatever the type of the field.
 *
 * @example
 * { id: 1, extra: m.verbatim("null") }
 */
export function verbatim(text: string): VerbatimData {
  return Object.freeze({ $verbatim: text });
}

/**
 * As `backwardSQL` of `RunSQL`: there is nothing to undo.
 *
 * @example
 * new m.RunSQL({ forwardSQL: "ANALYZE", backwardSQL: m.noop })
 */
export const noop: NoopData = Object.freeze({ $noop: true });
