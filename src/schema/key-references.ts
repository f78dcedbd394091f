import { type Reference, referencesTo } from "./references-to.js";
import type { Schema } from "./schema.js";
import { StateError } from "./state-error.js";
import type { Table } from "./table.js";

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
  const primary = schema.tables.get(table)?.primaryKey?.fields ?? [];
  return [...referencesTo(schema, table)].filter(({ key }) =>
    isSameSet(key.targetFields.length === 0 ? primary : key.targetFields, fields),
  );
}

/** A key of a table that is about to go, in words for people. */
export interface LeavingKey {
  /** `unique constraint "uq_users_mail"` */
  readonly what: string;
  readonly fields: readonly string[];
}

/** @throws StateError when a foreign key refers to what is about to go. */
export function requireNoReference(schema: Schema, table: string, key: LeavingKey): void {
  const [reference] = referencesToKey(schema, table, key.fields);
  if (reference === undefined) return;
  const { name } = reference.key;
  throw new StateError({
    code: "SCHEMA_KEY_REFERENCED",
    message: `${key.what} of table "${table}" cannot go: foreign key "${name}" of table "${reference.table}" refers to it`,
    hint: `Drop the foreign key "${name}" in an earlier operation; it can come back behind.`,
    table,
    member: name,
  });
}

/** The same names, in any order. */
export function isSameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name));
}
