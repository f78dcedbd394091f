import type { Schema } from "./schema.js";
import type { Table } from "./table.js";
import { withTables } from "./with-table.js";

/**
 * The schema of a database without the names of primary keys that no author chose: where the migrations
 * give none, the key is called what the server calls it, and keeps that when its table is renamed.
 */
export function withoutUnchosenNames(live: Schema, expected: Schema): Schema {
  const tables = [...live.tables].map(
    ([key, table]) => [key, withoutUnchosenName(table, expected.tables.get(key))] as const,
  );
  return withTables(live, new Map(tables));
}

/** The same of one table. */
export function withoutUnchosenName(live: Table, expected: Table | undefined): Table {
  const { primaryKey: key } = live;
  const given = expected?.primaryKey;
  if (key?.name === undefined || given === undefined || given.name !== undefined) return live;
  return { ...live, primaryKey: { ...key, name: undefined } };
}
