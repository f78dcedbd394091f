import type { Table } from "../../schema/table.js";

/** The table with its indexes on the field so changed that they count as lost, and gained again. */
export function unlikeIndexes(table: Table, field: string): Table {
  return {
    ...table,
    indexes: table.indexes.map((index) =>
      index.parts.some((part) => part.field === field)
        ? { ...index, concurrently: !index.concurrently }
        : index,
    ),
    uniques: table.uniques.map((unique) =>
      unique.fields.includes(field) ? { ...unique, fields: [...unique.fields, field] } : unique,
    ),
  };
}

/** The same for the primary key. */
export function unlikeKey(table: Table, field: string): Table {
  const { primaryKey } = table;
  if (primaryKey?.fields.includes(field) !== true) return table;
  return {
    ...table,
    primaryKey: { ...primaryKey, fields: [...primaryKey.fields, field] },
  };
}
