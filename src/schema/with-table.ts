import { freeTable } from "./free-names.js";
import { requireTable, type Schema, tableExists, tableKey } from "./schema.js";
import type { Table } from "./table.js";
import { TableMap } from "./table-map.js";

/** Adds a table. @throws StateError when its key is taken. */
export function withTable(schema: Schema, table: Table): Schema {
  const key = tableKey(table);
  if (schema.tables.has(key)) throw tableExists(key);
  return withTables(
    schema,
    TableMap.from(schema.tables).with(key, Object.freeze(freeTable(schema, table))),
  );
}

/** Puts a table in the place of the one with the same key. @throws StateError when there is none. */
export function replaceTable(schema: Schema, table: Table): Schema {
  const key = tableKey(table);
  requireTable(schema, key);
  return withTables(schema, TableMap.from(schema.tables).with(key, Object.freeze(table)));
}

/** The same schema with other tables. */
export function withTables(schema: Schema, tables: ReadonlyMap<string, Table>): Schema {
  return Object.freeze({ ...schema, tables });
}
