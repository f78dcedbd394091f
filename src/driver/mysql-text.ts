import type { Parameter } from "./driver.js";

/**
 * A statement with its values in its text, so that the server need not be asked to prepare it first. Only
 * in forms that mean the same whatever `sql_mode` and character sets a session has been told: letters of
 * ASCII without quote and backslash, else the bytes in hexadecimal digits.
 *
 * @returns undefined when a value has no such form
 */
export function withValuesInText(sql: string, values: readonly Parameter[]): string | undefined {
  const literals = values.map(literal);
  if (!literals.every((one) => one !== undefined)) return undefined;
  let at = 0;
  // A name may have a question mark of its own.
  return sql.replace(/`[^`]*`|\?/g, (found) => (found === "?" ? (literals[at++] ?? found) : found));
}

function literal(value: Parameter): string | undefined {
  if (value === null) return "NULL";
  if (typeof value === "bigint" || Number.isSafeInteger(value)) return String(value);
  if (typeof value === "string") return textLiteral(value);
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) return undefined;
  const moment = value.toISOString();
  // Years of more or fewer digits are for the driver to refuse.
  return /^\d{4}-/.test(moment) ? `'${moment.slice(0, -1).replace("T", " ")}'` : undefined;
}

/** A text, in a form that means the same in every session. */
export function textLiteral(value: string): string {
  // MariaDB reads '' as NULL under EMPTY_STRING_IS_NULL.
  if (/^[ !-&(-[\]-~]+$/.test(value)) return `'${value}'`;
  return `_utf8mb4 X'${Buffer.from(value, "utf8").toString("hex")}'`;
}
