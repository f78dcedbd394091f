import type { Field, FieldDefault } from "./field.js";
import type { Schema } from "./schema.js";
import { standardDefaults } from "./standard-defaults.js";

/**
 * Decides what a bare string as a default means, once, when the field enters a schema: the entry
 * of that name in the defaults of any database at that point, or a standard entry; else the string
 * itself. A later SetDefaults changes nothing about fields that are there.
 */
export function resolveDefault(field: Field, schema: Schema): Field {
  if (field.default?.kind !== "named") return field;
  const { name } = field.default;
  if (standardDefaults.includes(name)) return field;
  if (Object.values(schema.defaults).some((entries) => Object.hasOwn(entries, name))) return field;
  const literal: FieldDefault = { kind: "literal", value: name };
  return Object.freeze({ ...field, default: literal });
}
