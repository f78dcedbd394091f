import type { SqlValue } from "../driver/driver.js";
import { DefaultRef } from "../schema/default-ref.js";
import type { Field } from "../schema/field.js";
import { type FieldPlace, resolveFieldType } from "../schema/resolve-field-type.js";
import { tableKey } from "../schema/schema.js";
import { Verbatim } from "../schema/verbatim.js";
import { DialectError } from "./dialect-error.js";
import type { ColumnWriter } from "./expected.js";
import { badValue, isJson, isSqlValue } from "./literals.js";
import { partsOf } from "./moment-text.js";

/** One value of a row: a parameter, or the SQL of an entry of `defaults`. */
export type Cell =
  | { readonly kind: "value"; readonly value: SqlValue; readonly isNull: boolean }
  | { readonly kind: "sql"; readonly sql: string; readonly isNull: boolean };

/** The cell of a column; the columns of a batch and its cells are in the same order. */
export function cellOf(
  batch: { readonly columns: readonly string[] },
  cells: readonly Cell[],
  name: string,
): Cell {
  return cells[batch.columns.indexOf(name)] ?? { kind: "value", value: null, isNull: true };
}

/**
 * A value as the migration wrote it, made fit for the type of its field: JSON and arrays as JSON
 * text, references to defaults as SQL, what is verbatim as it is, and so the rest.
 *
 * @throws DialectError when the value fits no column, or the field does not exist.
 */
export function makeCell(
  value: unknown,
  column: { readonly name: string; readonly place: FieldPlace; readonly dialect: ColumnWriter },
): Cell {
  const { name, place, dialect } = column;
  const field = place.table.fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw unknownField(name, place);
  if (value instanceof DefaultRef) {
    const sql = dialect.namedDefault(value.name, field, place.schema);
    return { kind: "sql", sql, isNull: /^null$/i.test(sql.trim()) };
  }
  if (value instanceof Verbatim) return { kind: "value", value: value.text, isNull: false };
  const parameter = dialect.parameterOf(value, resolveFieldType(field, place));
  return { kind: "value", value: parameter, isNull: parameter === null };
}

/** What a client is given for a value in a field of this (resolved) type, by the standard's means. */
export function standardParameter(value: unknown, field: Field): SqlValue {
  if (value === undefined || value === null) return null;
  if (isJson(field)) return jsonText(partsOf(value, field.type));
  if (typeof value === "number" && !Number.isFinite(value)) throw badValue(String(value));
  const part = partsOf(value, field.type);
  if (isSqlValue(part)) return part;
  throw badValue(`the object in field "${field.name}" of type "${field.type}"`);
}

/**
 * JSON text of a value. A string that is itself the text of a JSON object or array is taken as
 * such, because that is how rows are written by hand; any other string is a JSON string.
 */
function jsonText(value: unknown): string {
  if (typeof value === "string" && /^\s*[[{]/.test(value)) {
    try {
      JSON.parse(value);
      return value;
    } catch {
      // Not JSON after all: a text that begins with a bracket.
    }
  }
  if (value instanceof Uint8Array) throw badValue("bytes in a JSON field");
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "bigint" ? bigintNumber(member) : member,
  );
}

/** JSON.stringify refuses bigint; a number that loses digits would be worse than a text. */
function bigintNumber(value: bigint): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

function unknownField(name: string, place: FieldPlace): DialectError {
  return new DialectError({
    code: "DIALECT_FIELD_UNKNOWN",
    message: `a row for table "${tableKey(place.table)}" has a value for "${name}", which is not a field of it`,
    hint: "Check the names in the rows against the fields of the table at this point.",
  });
}
