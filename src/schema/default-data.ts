import type { FieldDefault } from "./field.js";
import type { standardDefaults } from "./resolve-default.js";

/** The name of an entry that every database has. */
type StandardDefault = (typeof standardDefaults)[number];

/**
 * A default: a string is the name of an entry in the defaults (or a standard entry) if there is
 * one, else itself; `{ value }` is always itself, `{ sql }` is SQL.
 */
export type DefaultData =
  | StandardDefault
  // Editors complete the names before it; an entry of SetDefaults or a text has any other.
  | (string & {})
  | number
  | bigint
  | boolean
  | null
  | { readonly sql: string }
  | { readonly value: string | number | bigint | boolean | null };

/** A default as an author writes it, in migrations and in schema files. */
export function writtenDefault(value: FieldDefault): DefaultData {
  switch (value.kind) {
    case "named":
      return value.name;
    case "sql":
      return { sql: value.sql };
    case "literal":
      return typeof value.value === "string" ? { value: value.value } : value.value;
    default:
      return value satisfies never;
  }
}
