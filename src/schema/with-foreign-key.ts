import { requireField } from "./find-field.js";
import { freeForeignKey } from "./free-names.js";
import { memberMissing, memberNamed, requireFree } from "./member-names.js";
import { resolveFieldType } from "./resolve-field-type.js";
import { requireTable, type Schema } from "./schema.js";
import type { ForeignKey, Table } from "./table.js";
import { replaceTable } from "./with-table.js";

/** Adds a foreign key. @throws StateError when a field is missing or the name is taken. */
export function withForeignKey(schema: Schema, table: string, key: ForeignKey): Schema {
  const owner = requireTable(schema, table);
  for (const field of key.fields) requireField(owner, field);
  const free = freeForeignKey(schema, owner, key);
  requireFree(owner, free.name);
  return replaceTable(schema, { ...owner, foreignKeys: [...owner.foreignKeys, free] });
}

/**
 * Removes a foreign key. A field of type `foreign_key` that no other foreign key covers keeps the
 * type that it had: its own from then on.
 *
 * @throws StateError when there is none of that name.
 */
export function withoutForeignKey(schema: Schema, table: string, name: string): Schema {
  const owner = requireTable(schema, table);
  const key = requireForeignKey(owner, name);
  const foreignKeys = owner.foreignKeys.filter((other) => other !== key);
  const covered = new Set(foreignKeys.flatMap((other) => other.fields));
  const fields = owner.fields.map((field) =>
    field.type === "foreign_key" && key.fields.includes(field.name) && !covered.has(field.name)
      ? resolveFieldType(field, { table: owner, schema })
      : field,
  );
  return replaceTable(schema, { ...owner, foreignKeys, fields });
}

/** The foreign key of that name. @throws StateError with the nearest name. */
export function requireForeignKey(table: Table, name: string): ForeignKey {
  const key = memberNamed(table.foreignKeys, name);
  if (key !== undefined) return key;
  throw memberMissing("foreign key", "SCHEMA_FOREIGN_KEY_MISSING", { table, name });
}
