import type { Row } from "../driver/driver.js";
import { type Schema, tableKey } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import { groupBy } from "./group-by.js";

/**
 * The schema with the fields of each table in the order of the columns that are there: rows with the
 * names of the table, the namespace unless it is the session's, and the column, or a list of columns. Most databases add columns at the end and move none, so the order that a field had
 * before it was dropped and brought back is no difference that could be mended.
 */
export function inOrderOf(schema: Schema, columns: readonly Row[]): Schema {
  const order = groupBy(columns, ({ name, namespace }) =>
    tableKey({ name: String(name), namespace: namespace === null ? undefined : String(namespace) }),
  );
  const tables = [...schema.tables].map(
    ([key, table]) =>
      [
        key,
        ordered(
          table,
          (order.get(key) ?? []).flatMap((row) => row.columns),
        ),
      ] as const,
  );
  return { ...schema, tables: new Map(tables) };
}

function ordered(table: Table, columns: readonly unknown[]): Table {
  const places = new Map(columns.map((name, at) => [String(name), at]));
  const place = (name: string): number => places.get(name) ?? columns.length;
  const fields = [...table.fields].sort((a, b) => place(a.name) - place(b.name));
  return { ...table, fields };
}
