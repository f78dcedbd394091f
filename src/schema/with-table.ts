import { freeField, freeTable } from "./free-names.js";
import { referencesTo } from "./references-to.js";
import { renameInSql } from "./rename-in-sql.js";
import { requireTable, type Schema, tableExists, tableKey } from "./schema.js";
import type { ForeignKey, Table } from "./table.js";
import { mapExpressions } from "./table-expressions.js";
import { TableMap } from "./table-map.js";
import { requireUnused } from "./with-object.js";

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

/**
 * Renames a table; it stays in its namespace. References of every table follow, and so do
 * qualified names (`items.cost`) in its own checks, expressions and predicates. Names of indexes
 * and constraints stay as they are, as they do in every database.
 *
 * @throws StateError when it is missing or the new name is taken.
 */
export function renameTable(schema: Schema, oldKey: string, newName: string): Schema {
  const old = requireTable(schema, oldKey);
  const renamed: Table = { ...old, name: newName };
  const newKey = tableKey(renamed);
  if (schema.tables.has(newKey)) throw tableExists(newKey);
  requireUnused(schema, oldKey, `table "${oldKey}"`);
  let tables = TableMap.from(schema.tables);
  for (const { table: key } of referencesTo(schema, oldKey)) {
    tables = tables.with(key, pointTo(requireTable(schema, key), oldKey, newKey));
  }
  const moved = mapExpressions({ ...(tables.get(oldKey) ?? old), name: newName }, (sql) =>
    renameInSql(sql, { kind: "table", table: old.name, from: old.name, to: newName }),
  );
  const rest = withTables(schema, tables.without(oldKey));
  // What stands beside a column is named anew, as its table is.
  const fields = moved.fields.map((field) => freeField(rest, moved, field));
  const own = { ...moved, fields };
  return withTables(schema, tables.without(oldKey).with(newKey, Object.freeze(own)));
}

function pointTo(table: Table, oldKey: string, newKey: string): Table {
  const follow = (key: ForeignKey): ForeignKey =>
    key.table === oldKey ? { ...key, table: newKey } : key;
  return Object.freeze({ ...table, foreignKeys: table.foreignKeys.map(follow) });
}
