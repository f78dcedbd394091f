import type { PlannedOperation } from "../plan/plan.js";
import { changedTables } from "../schema/changed-tables.js";
import type { Field } from "../schema/field.js";

/** Something with a name of its own that an operation puts into the schema, and the table it says. */
export interface ClaimedName {
  readonly name: string;
  readonly table: string;
}

/**
 * Indexes, and types of values, that come into the schema without a statement that makes them
 * (`schemaOnly`, `mutate`). Nothing shows that they are there, or of which table: `DropIndex` would
 * then drop whatever has the name, because most databases want no table with it. A name that begins
 * like the table proves nothing: `idx_orders_archive_day` may be of `orders_archive`.
 */
export function claimedNames({ before, after }: PlannedOperation): readonly ClaimedName[] {
  return changedTables(before, after).flatMap((key) => {
    const table = after.tables.get(key);
    const old = before.tables.get(key);
    const indexes = new Set(old?.indexes.map(({ name }) => name));
    const types = new Set(old?.fields.filter(isEnum).map(({ name }) => name));
    const claimed = [
      ...(table?.indexes ?? []).map(({ name }) => name).filter((name) => !indexes.has(name)),
      ...(table?.fields ?? [])
        .filter((field) => isEnum(field) && !types.has(field.name))
        // Databases that have such types name them so.
        .map(({ name }) => `${table?.name ?? ""}_${name}_enum`),
    ];
    return claimed.map((name) => ({ name, table: key }));
  });
}

/** Is there a type of its own? */
function isEnum({ type, enum: shared }: Field): boolean {
  return shared === undefined && (type === "enum" || type === "enum[]");
}
