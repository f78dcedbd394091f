import { type Reference, referencesTo } from "./references-to.js";
import type { Schema } from "./schema.js";
import { StateError } from "./state-error.js";
import type { ForeignKey, Table } from "./table.js";

/** Are no two rows alike in these fields, so that a foreign key may refer to them? */
export function isKey({ primaryKey, uniques, indexes }: Table, fields: readonly string[]): boolean {
  return (
    isSameSet(primaryKey?.fields ?? [], fields) ||
    uniques.some((unique) => isSameSet(unique.fields, fields)) ||
    indexes.some(
      ({ unique, where, parts }) =>
        unique &&
        where === undefined &&
        isSameSet(
          parts.map(({ field }) => field ?? ""),
          fields,
        ),
    )
  );
}

/** The foreign keys that refer to exactly these fields of the table, by name or as its primary key. */
export function referencesToKey(
  schema: Schema,
  table: string,
  fields: readonly string[],
): readonly Reference[] {
  return [...referencesTo(schema, table)].filter(({ key }) =>
    isSameSet(targetsOf(key, schema.tables.get(table)), fields),
  );
}

/** @throws StateError when a foreign key refers to the primary key of the table. */
export function requireNoReference(schema: Schema, table: string): void {
  const fields = schema.tables.get(table)?.primaryKey?.fields ?? [];
  const [reference] = referencesToKey(schema, table, fields);
  if (reference !== undefined) throw referenced(table, fields, reference);
}

/**
 * Checks what foreign keys refer to behind a change of one table.
 *
 * @throws StateError when fields that one refers to were a key of the table and are so no more.
 */
export function requireKeys(before: Schema, after: Schema, table: string): void {
  const [from, to] = [before, after].map(({ tables }) => tables.get(table));
  if (from === undefined || to === undefined) return;
  for (const reference of referencesTo(after, table)) {
    const fields = targetsOf(reference.key, from);
    if (isKey(from, fields) && !isKey(to, fields)) throw referenced(table, fields, reference);
  }
}

function targetsOf({ targetFields }: ForeignKey, target: Table | undefined): readonly string[] {
  return targetFields.length === 0 ? (target?.primaryKey?.fields ?? []) : targetFields;
}

function referenced(
  table: string,
  fields: readonly string[],
  { table: holder, key: { name } }: Reference,
): StateError {
  return new StateError({
    code: "SCHEMA_KEY_REFERENCED",
    message: `the key (${fields.join(", ")}) of table "${table}" cannot go: foreign key "${name}" of table "${holder}" refers to it`,
    hint: `Drop the foreign key "${name}" in an earlier operation; it can come back behind.`,
    table,
    member: name,
  });
}

/** The same names, in any order. */
export function isSameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name));
}
