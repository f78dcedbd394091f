import type { SqlValue } from "../driver/driver.js";
import type { Field } from "../schema/field.js";
import { DialectError } from "./dialect-error.js";

/** `2026-11-24 18:44:56.123`, UTC: a form that every database takes and that sorts as text. */
export function timestampText(date: Date): string {
  if (Number.isNaN(date.getTime())) throw badValue("an invalid Date");
  return date.toISOString().replace("T", " ").replace("Z", "");
}

/** `00ff`, two digits a byte. */
export function hexText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/** Digits as SQL knows them. @throws DialectError for NaN and the infinities. */
export function numberText(value: number | bigint): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw badValue(String(value));
  return Object.is(value, -0) ? "0" : String(value);
}

/** @throws DialectError for NUL, where some databases end the text and others refuse it. */
export function quoteText(text: string): string {
  if (text.includes("\0")) throw badValue("a text with a NUL character");
  return `'${text.replaceAll("'", "''")}'`;
}

/** What went wrong with a value that SQL has no literal for. */
export function badValue(what: string): DialectError {
  return new DialectError({
    code: "DIALECT_VALUE",
    message: `${what} cannot be written as an SQL value`,
    hint: "Use null, a boolean, a finite number, a bigint, text, a valid Date or bytes.",
  });
}

/** Is it one of the values that a client takes as a parameter? */
export function isSqlValue(value: unknown): value is SqlValue {
  if (value === null || value instanceof Date || value instanceof Uint8Array) return true;
  return ["boolean", "number", "bigint", "string"].includes(typeof value);
}

/** Is it of a type whose values are JSON text, where the database has no arrays? */
export function isJson({ type }: Pick<Field, "type">): boolean {
  return type === "json" || type === "jsonb" || type.endsWith("[]");
}
