import { requireField } from "./find-field.js";
import { requireNoReference } from "./key-references.js";
import { requireFree } from "./member-names.js";
import { requireTable, type Schema } from "./schema.js";
import { StateError } from "./state-error.js";
import type { PrimaryKey } from "./table.js";
import { replaceTable } from "./with-table.js";

/**
 * Gives the table another primary key, or with undefined none. Its members are never NULL; those of
 * the old one stay as they are.
 *
 * @throws StateError when a field is missing, the name is taken, a foreign key refers to the old
 * one, or there is none to take away.
 */
export function withPrimaryKey(schema: Schema, table: string, key: PrimaryKey | undefined): Schema {
  const owner = requireTable(schema, table);
  const old = owner.primaryKey;
  if (old !== undefined) requireNoReference(schema, table);
  if (old === undefined && key === undefined) {
    throw new StateError({
      code: "SCHEMA_CONSTRAINT_MISSING",
      message: `table "${table}" has no primary key at this point`,
      hint: "Check which operations come before this one.",
      table,
    });
  }
  for (const field of key?.fields ?? []) requireField(owner, field);
  if (key?.name !== undefined) requireFree(owner, key.name);
  const fields = owner.fields.map((field) =>
    field.nullable && key?.fields.includes(field.name)
      ? Object.freeze({ ...field, nullable: false })
      : field,
  );
  return replaceTable(schema, { ...owner, fields, primaryKey: key });
}
