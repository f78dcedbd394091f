import type { Field, FieldDefault } from "./field.js";
import { resolveFieldType } from "./resolve-field-type.js";
import type { Schema } from "./schema.js";
import { StateError } from "./state-error.js";
import type { Table } from "./table.js";

/**
 * The entries that exist in the defaults of every database without being declared. Their SQL text
 * is the dialect's knowledge; an entry of the same name in `defaults` wins over it.
 */
export const standardDefaults = Object.freeze([
  "array",
  "blank",
  "current_time",
  "false",
  "new_uuid",
  "now",
  "null",
  "object",
  "today",
  "true",
  "zero",
] as const);

const standard: ReadonlySet<string> = new Set(standardDefaults);

/**
 * Decides what a bare string as a default means, once, when the field enters a schema: the entry
 * of that name in the defaults of any database at that point; a value of the field's enum; a
 * standard entry; else the string itself. A later SetDefaults changes nothing about fields that
 * are there.
 */
export function resolveDefault(field: Field, table: Table, schema: Schema): Field {
  if (field.default?.kind !== "named") return field;
  const { name } = field.default;
  if (Object.values(schema.defaults).some((entries) => Object.hasOwn(entries, name))) return field;
  const isValue = enumValues(field, table, schema).includes(name);
  if (!isValue && standard.has(name)) return field;
  const literal: FieldDefault = { kind: "literal", value: name };
  return Object.freeze({ ...field, default: literal });
}

/** The values of an enum, also of one that a foreign key refers to. */
function enumValues(field: Field, table: Table, schema: Schema): readonly string[] {
  try {
    const { type, values } = resolveFieldType(field, { table, schema });
    return type === "enum" ? (values ?? []) : [];
  } catch (error) {
    // The table that it refers to is created later.
    if (error instanceof StateError) return [];
    throw error;
  }
}
