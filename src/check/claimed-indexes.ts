import type { PlannedOperation } from "../runner/plan.js";
import { changedTables } from "../schema/changed-tables.js";

/** An index that an operation puts into the schema, and the table that it says it is on. */
export interface ClaimedIndex {
  readonly name: string;
  readonly table: string;
}

/**
 * Indexes that come into the schema without a statement that makes them (`schemaOnly`, `mutate`).
 * Nothing shows that they are there, or on which table: `DropIndex` would then drop whatever has
 * the name, because most databases want no table with it. One that is named as it would be without
 * a name, after its table, is no such claim.
 */
export function claimedIndexes({ before, after }: PlannedOperation): readonly ClaimedIndex[] {
  return [...changedTables(before, after)].flatMap((key) => {
    const table = after.tables.get(key);
    const known = new Set(before.tables.get(key)?.indexes.map(({ name }) => name));
    return (table?.indexes ?? [])
      .filter(({ name }) => !known.has(name) && !isAfter(table?.name ?? "", name))
      .map(({ name }) => ({ name, table: key }));
  });
}

function isAfter(table: string, index: string): boolean {
  return index.startsWith(`idx_${table}_`) || index.startsWith(`uq_${table}_`);
}
