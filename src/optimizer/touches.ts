import type { Operation } from "../operation/operation.js";

/**
 * What an operation deals with:
 * - `schema`: what the schemas around it show, and nothing else;
 * - `rows`: rows of its table as well, by an expression of the author's;
 * - `data`: rows of its table and no schema;
 * - `settings`: what defaults and types mean, for every operation behind it.
 */
export type Touch = "schema" | "rows" | "data" | "settings";

/**
 * One line an operation. One that is not here may touch anything: nothing passes it, nothing is
 * merged with it, and whether it can change places with another is unknown.
 */
const TOUCHES: Readonly<Record<string, Touch>> = {
  create_table: "schema",
  drop_table: "schema",
  rename_table: "schema",
  alter_table: "schema",
  add_field: "schema",
  drop_field: "schema",
  alter_field: "schema",
  rename_field: "schema",
  add_index: "schema",
  drop_index: "schema",
  rename_index: "schema",
  add_foreign_key: "schema",
  drop_foreign_key: "schema",
  add_check: "schema",
  drop_check: "schema",
  add_unique: "schema",
  drop_unique: "schema",
  add_exclusion: "schema",
  drop_exclusion: "schema",
  alter_primary_key: "schema",
  create_enum: "schema",
  alter_enum: "schema",
  drop_enum: "schema",
  upsert_data: "data",
  set_defaults: "settings",
  set_type_mappings: "settings",
};

/** What an author says about the rows that are there. */
const OF_ROWS = ["backfill", "using", "downUsing", "renameValues", "replaceValues"];

/** What the operation touches; undefined = not known. */
export function touchOf(operation: Operation): Touch | undefined {
  const { kind, schemaOnly, ignoreErrors } = operation;
  // What the state says of these is not what happens in the database.
  if (schemaOnly || ignoreErrors || !Object.hasOwn(TOUCHES, kind)) return undefined;
  const touch = TOUCHES[kind];
  const data = operation.toData();
  const said = touch === "schema" ? OF_ROWS.filter((key) => data[key] !== undefined) : [];
  if (said.length === 0) return touch;
  // A query in the expression may read any table.
  return said.some((key) => /\bselect\b/i.test(String(data[key]))) ? undefined : "rows";
}
