import { requireField } from "./find-field.js";
import { freeUnique } from "./free-names.js";
import { requireKeys } from "./key-references.js";
import { memberMissing, memberNamed, requireFree } from "./member-names.js";
import { requireTable, type Schema } from "./schema.js";
import type { Table, Unique } from "./table.js";
import { replaceTable } from "./with-table.js";

/** Adds a unique constraint. @throws StateError when a field is missing or the name is taken. */
export function withUnique(schema: Schema, table: string, unique: Unique): Schema {
  const owner = requireTable(schema, table);
  for (const field of unique.fields) requireField(owner, field);
  return replaceTable(schema, uniqueTable(owner, unique, schema));
}

/** The table with one more unique constraint. @throws StateError when the name is taken. */
export function uniqueTable(table: Table, unique: Unique, schema: Schema): Table {
  const free = freeUnique(schema, table, unique);
  requireFree(table, free.name);
  return { ...table, uniques: [...table.uniques, free] };
}

/**
 * Removes a unique constraint.
 *
 * @throws StateError with the nearest name when there is none of that name, and when it is the only
 * key that a foreign key can refer to.
 */
export function withoutUnique(schema: Schema, table: string, name: string): Schema {
  const owner = requireTable(schema, table);
  const unique = memberNamed(owner.uniques, name);
  if (unique === undefined) {
    throw memberMissing("unique constraint", "SCHEMA_CONSTRAINT_MISSING", { table: owner, name });
  }
  const uniques = owner.uniques.filter((other) => other !== unique);
  const after = replaceTable(schema, { ...owner, uniques });
  requireKeys(schema, after, table);
  return after;
}
