import { encodeArray } from "../../driver/postgresql-array.js";
import { encodeDate } from "../../driver/postgresql-values.js";
import type { Field } from "../../schema/field.js";
import { badValue, hexText, isSqlValue } from "../literals.js";
import { partsOf } from "../moment-text.js";

/**
 * An array as PostgreSQL reads it, `{"a","b",NULL}`; nested ones too, but for arrays of JSON, in
 * which a list is JSON.
 *
 * @throws DialectError for an element that is no SQL value.
 */
export function arrayText(values: readonly unknown[], field: Field): string {
  const element = field.type.slice(0, -2);
  const json = /^jsonb?\[/.test(field.type);
  const encode = json
    ? (value: unknown) => JSON.stringify(value)
    : (value: unknown) => plainText(partsOf(value, element), field);
  return encodeArray(values, { encode, nested: !json });
}

function plainText(value: unknown, field: Field): string {
  if (value instanceof Date) return encodeDate(value);
  if (value instanceof Uint8Array) return `\\x${hexText(value)}`;
  if (isSqlValue(value)) return String(value);
  throw badValue(`the object in field "${field.name}" of type "${field.type}"`);
}
