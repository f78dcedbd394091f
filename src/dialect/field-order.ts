import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";

/**
 * The schema with the fields of each table in the order of the columns that are there, by the key of
 * the table. Most databases add columns at the end and move none, so the order that a field had
 * before it was dropped and brought back is no difference that could be mended.
 */
export function inOrderOf(schema: Schema, order: ReadonlyMap<string, readonly string[]>): Schema {
  const tables = [...schema.tables].map(
    ([key, table]) => [key, ordered(table, order.get(key) ?? [])] as const,
  );
  return { ...schema, tables: new Map(tables) };
}

function ordered(table: Table, columns: readonly string[]): Table {
  const places = new Map(columns.map((name, at) => [name, at]));
  const place = (name: string): number => places.get(name) ?? columns.length;
  const fields = [...table.fields].sort((a, b) => place(a.name) - place(b.name));
  return { ...table, fields };
}
