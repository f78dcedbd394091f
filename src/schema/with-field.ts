import type { Field } from "./field.js";
import { requireNoField } from "./find-field.js";
import { requireTable, type Schema } from "./schema.js";
import { replaceTable } from "./with-table.js";

/** Adds a field behind the others. @throws StateError when table is missing or name is taken. */
export function withField(schema: Schema, tableKey: string, field: Field): Schema {
  const table = requireTable(schema, tableKey);
  requireNoField(table, field.name);
  return replaceTable(schema, { ...table, fields: [...table.fields, Object.freeze(field)] });
}
