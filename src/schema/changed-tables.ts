import type { Schema } from "./schema.js";
import { TableMap } from "./table-map.js";

/** The keys of the tables that only one of two schemas has, or that are not the same in both. */
export function changedTables(before: Schema, after: Schema): readonly string[] {
  if (before.tables === after.tables) return [];
  const old = TableMap.from(before.tables);
  const young = TableMap.from(after.tables);
  return [...new Set([...young.keysNotIn(old), ...old.keysNotIn(young)])];
}
