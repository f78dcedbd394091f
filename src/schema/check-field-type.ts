import { suggestion } from "../text/nearest-name.js";
import type { Field } from "./field.js";
import { fieldTypes, isFieldType } from "./field-types.js";
import { type Schema, tableKey } from "./schema.js";
import { StateError } from "./state-error.js";
import type { Table } from "./table.js";

/**
 * Is the field's type one that every database has, an array of one, or an entry of the type
 * mappings of some database?
 *
 * @throws StateError with the nearest type.
 */
export function checkFieldType(field: Field, table: Table, schema: Schema): void {
  if (isFieldType(field.type)) return;
  const mapped = Object.values(schema.typeMappings).flatMap((types) => Object.keys(types));
  if (mapped.includes(field.type)) return;
  throw new StateError({
    code: "SCHEMA_UNKNOWN_TYPE",
    message: `field "${field.name}" of table "${tableKey(table)}" has the unknown type "${field.type}"`,
    hint: suggestion(
      field.type,
      [...fieldTypes, ...mapped],
      'Use a type of docs/guides/types.md, an entry of SetTypeMappings, or native: "...".',
    ),
    table: tableKey(table),
    member: field.name,
  });
}
