import { encodeDate } from "../../driver/postgresql-values.js";
import type { Field } from "../../schema/field.js";
import { badValue, hexText, isSqlValue } from "../literals.js";

/**
 * An array as PostgreSQL reads it, `{"a","b",NULL}`; nested ones too.
 *
 * @throws DialectError for an element that is no SQL value.
 */
export function arrayText(values: readonly unknown[], field: Field): string {
  return `{${values.map((value) => elementText(value, field)).join(",")}}`;
}

function elementText(value: unknown, field: Field): string {
  if (value === null || value === undefined) return "NULL";
  if (Array.isArray(value)) return arrayText(value, field);
  return `"${plainText(value, field).replace(/["\\]/g, "\\$&")}"`;
}

function plainText(value: unknown, field: Field): string {
  if (/^jsonb?\[/.test(field.type)) return JSON.stringify(value);
  if (value instanceof Date) return encodeDate(value);
  if (value instanceof Uint8Array) return `\\x${hexText(value)}`;
  if (isSqlValue(value)) return String(value);
  throw badValue(`the object in field "${field.name}" of type "${field.type}"`);
}
