import type { Schema } from "./schema.js";
import { TableMap } from "./table-map.js";

/** The keys of the tables that only one of two schemas has, or that are not the same in both. */
export function changedTables(before: Schema, after: Schema): ReadonlySet<string> {
  if (before.tables === after.tables) return new Set();
  const old = TableMap.from(before.tables);
  const young = TableMap.from(after.tables);
  return new Set([...young.keysNotIn(old), ...old.keysNotIn(young)]);
}
