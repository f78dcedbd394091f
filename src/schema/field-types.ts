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

/** One of {@link fieldTypes}. */
export type FieldType = (typeof fieldTypes)[number];

const known: ReadonlySet<string> = new Set(fieldTypes);
const notInArrays: ReadonlySet<string> = new Set(["foreign_key", "native", "serial", "bigserial"]);

/** Is it one of {@link fieldTypes} or an array of one (`text[]`)? In lower case. */
export function isFieldType(type: string): boolean {
  if (!type.endsWith("[]")) return known.has(type);
  const element = type.slice(0, -2);
  return known.has(element) && !notInArrays.has(element);
}
