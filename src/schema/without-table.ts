import { referencesTo } from "./references-to.js";
import { requireTable, type Schema } from "./schema.js";
import { StateError } from "./state-error.js";
import { TableMap } from "./table-map.js";
import { requireUnused } from "./with-object.js";
import { withTables } from "./with-table.js";

/**
 * Removes a table. Nothing is cascaded away: while another table refers to it, it stays.
 *
 * @throws StateError when it is missing or a foreign key of another table refers to it.
 */
export function withoutTable(schema: Schema, key: string): Schema {
  requireTable(schema, key);
  for (const reference of referencesTo(schema, key)) {
    if (reference.table === key) continue;
    throw new StateError({
      code: "SCHEMA_TABLE_REFERENCED",
      message: `table "${key}" cannot be dropped: foreign key "${reference.key.name}" of table "${reference.table}" refers to it`,
      hint: `Drop the foreign key "${reference.key.name}" (or the table "${reference.table}") in an earlier operation.`,
      table: key,
      member: reference.key.name,
    });
  }
  requireUnused(schema, key, `table "${key}"`);
  return withTables(schema, TableMap.from(schema.tables).without(key));
}
