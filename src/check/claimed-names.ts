import type { PlannedOperation } from "../plan/plan.js";
import { changedTables } from "../schema/changed-tables.js";
import type { Field } from "../schema/field.js";

/** Something with a name of its own that an operation puts into the schema, and the table it says. */
export interface ClaimedName {
  readonly name: string;
  readonly table: string;
}

/**
 * Indexes, types of values and sequences that come into the schema without a statement that makes them
 * (`schemaOnly`, `mutate`). Nothing shows that they are there, or of which table: `DropIndex` would
 * then drop whatever has the name, because most databases want no table with it. A name that begins
 * like the table proves nothing: `idx_orders_archive_day` may be of `orders_archive`.
 */
export function claimedNames(planned: PlannedOperation): readonly ClaimedName[] {
  const { before, after } = planned;
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
      ...newSequences(planned, key).map(({ name }) => `${table?.name ?? ""}_${name}_seq`),
    ];
    return claimed.map((name) => ({ name, table: key }));
  });
}

/**
 * Sequences by the names that an author gave them: a field may not take one that is taken. Where
 * errors are ignored the usual name may be taken, too, and making it only fails.
 */
export function namedSequences({ operation, before, after }: PlannedOperation): readonly string[] {
  return changedTables(before, after).flatMap((key) =>
    [before, after].flatMap((schema) => {
      const { name: table = "", fields = [] } = schema.tables.get(key) ?? {};
      return fields.flatMap(({ name, sequence }) => {
        const usual = operation.ignoreErrors && sequence !== undefined;
        return sequence?.name ?? (usual ? `${table}_${name}_seq` : []);
      });
    }),
  );
}

/** Fields of the table that have a sequence under its usual name, and had none. */
function newSequences({ before, after }: PlannedOperation, key: string): readonly Field[] {
  const has = ({ sequence }: Field): boolean =>
    sequence !== undefined && sequence.name === undefined;
  const old = new Set(
    before.tables
      .get(key)
      ?.fields.filter(has)
      .map(({ name }) => name),
  );
  const fields = after.tables.get(key)?.fields ?? [];
  return fields.filter((field) => has(field) && !old.has(field.name));
}

/** Is there a type of its own? */
function isEnum({ type, enum: shared }: Field): boolean {
  return shared === undefined && (type === "enum" || type === "enum[]");
}
