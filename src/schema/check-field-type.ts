import { suggestion } from "../text/nearest-name.js";
import type { Field } from "./field.js";
import { type Schema, tableKey } from "./schema.js";
import { StateError } from "./state-error.js";
import type { Table } from "./table.js";

/** Field types that every database has or emulates; see `docs/guides/types.md`. */
export const fieldTypes = Object.freeze([
  "bigint",
  "bigserial",
  "boolean",
  "bytes",
  "char",
  "date",
  "decimal",
  "double",
  "enum",
  "float",
  "foreign_key",
  "inet",
  "integer",
  "interval",
  "json",
  "jsonb",
  "native",
  "serial",
  "smallint",
  "text",
  "time",
  "timestamp",
  "timestamptz",
  "uuid",
  "varchar",
] as const);

const known: ReadonlySet<string> = new Set(fieldTypes);

const singular = ["foreign_key", "native", "serial", "bigserial"] as const;

const notInArrays: ReadonlySet<string> = new Set(singular);

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

/** One of {@link fieldTypes}. */
export type FieldType = (typeof fieldTypes)[number];

/** An array of one: `text[]`. */
export type ArrayType = `${Exclude<FieldType, (typeof singular)[number]>}[]`;

declare const notBuiltIn: unique symbol;

/**
 * A type that TypeScript knows nothing of: an entry of `SetTypeMappings`, or `foreign_key` for a
 * field whose foreign key stands elsewhere.
 *
 * @example
 * { name: "price", type: "money" as m.OtherType }
 */
export type OtherType = string & { readonly [notBuiltIn]: true };

/** Is it one of {@link fieldTypes} or an array of one (`text[]`)? In lower case. */
export function isFieldType(type: string): boolean {
  if (!type.endsWith("[]")) return known.has(type);
  const element = type.slice(0, -2);
  return known.has(element) && !notInArrays.has(element);
}
