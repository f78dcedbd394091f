import { isStructure, type Parameter, type Row } from "./driver.js";
import { DriverError } from "./driver-error.js";
import { encodeJson } from "./json-text.js";

/** Declared types of columns that hold moments; see {@link fromSqlite}. */
const MOMENT = /^(?:timestamp|timestamptz|datetime)\b/i;

const MOMENT_TEXT = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,3})?$/;

/** A column of an answer. */
interface SqliteColumn {
  readonly name: string;
  readonly isMoment: boolean;
}

/** @param columns as the client tells them; the declared type is null for an expression. */
export function sqliteColumns(
  columns: readonly { readonly name: string; readonly type: string | null }[],
): readonly SqliteColumn[] {
  return columns.map(({ name, type }) => ({ name, isMoment: type !== null && MOMENT.test(type) }));
}

/** The rows of an answer, each of which the client hands out as a list; of two columns with one name the last one counts. */
export function readSqliteRows(
  rows: readonly unknown[],
  columns: readonly SqliteColumn[],
): readonly Row[] {
  return rows.map((given) => {
    const values = given as readonly unknown[];
    const row: Record<string, unknown> = {};
    // No call for each value, of which most are texts: a history has tens of thousands.
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at];
      const value = values[at];
      if (column === undefined) continue;
      if (typeof value === "string") row[column.name] = column.isMoment ? moment(value) : value;
      else row[column.name] = value === null ? null : fromSqlite(value);
    }
    return row;
  });
}

/**
 * A parameter as SQLite takes it. SQLite has neither booleans nor dates: a boolean is 1 or 0, a
 * Date is `2026-11-24 18:44:56.123` in UTC, which sorts like `CURRENT_TIMESTAMP`; a list or an object is
 * its JSON text.
 *
 * @throws DriverError for NaN, which would silently become NULL, and for an integer over 64 bits.
 */
export function toSqlite(value: Parameter): null | number | bigint | string | Uint8Array {
  switch (typeof value) {
    case "boolean":
      return value ? 1 : 0;
    case "number":
      return numberToSqlite(value);
    case "bigint":
      if (BigInt.asIntN(64, value) !== value)
        throw refused(`${value}, which has more than 64 bits`);
      return value;
    case "object":
      if (value === null) return null;
      if (isStructure(value)) return encodeJson(value);
      return value instanceof Date ? momentText(value) : value;
    default:
      return value;
  }
}

/** The client sends every number as a double, which is `5.0` in a text column; 5 is an integer. */
function numberToSqlite(value: number): number | bigint {
  if (!Number.isFinite(value)) throw refused(String(value));
  return Number.isSafeInteger(value) ? BigInt(value) : value;
}

function momentText(date: Date): string {
  if (Number.isNaN(date.getTime())) throw refused("an invalid Date");
  return date.toISOString().replace("T", " ").replace("Z", "");
}

function refused(what: string): DriverError {
  return new DriverError({
    code: "DRIVER_VALUE_REFUSED",
    message: `SQLite has no value for ${what}`,
    hint: "Use null, a boolean, a finite number, a 64-bit bigint, text, a valid Date or bytes.",
  });
}

/**
 * A value as the driver hands it out: an integer is a number when it is a safe one and a bigint
 * otherwise, a BLOB is a plain Uint8Array, text in a column that is declared as a timestamp is a
 * Date when it is in the form that {@link toSqlite} and `CURRENT_TIMESTAMP` write.
 */
function fromSqlite(value: unknown): unknown {
  if (typeof value === "bigint") {
    const small = Number(value);
    return Number.isSafeInteger(small) ? small : value;
  }
  return value instanceof Uint8Array ? Uint8Array.from(value) : value;
}

function moment(text: string): Date | string {
  if (!MOMENT_TEXT.test(text)) return text;
  const [year, month, day] = [100 * two(text, 0) + two(text, 2), two(text, 5), two(text, 8)];
  const [hour, minute, second] = [two(text, 11), two(text, 14), two(text, 17)];
  // Those that `Date.UTC` reads otherwise than a text: the first century, and what is no moment.
  const isUsual =
    year > 99 && month > 0 && month < 13 && day > 0 && day < 32 && hour < 24 && minute < 60;
  if (isUsual && second < 60) {
    return new Date(Date.UTC(year, month - 1, day, hour, minute, second, thousandths(text)));
  }
  const date = new Date(`${text.slice(0, 10)}T${text.slice(11)}Z`);
  return Number.isNaN(date.getTime()) ? text : date;
}

/** The number of two digits. */
function two(text: string, at: number): number {
  return 10 * (text.charCodeAt(at) - 48) + text.charCodeAt(at + 1) - 48;
}

function thousandths(text: string): number {
  return text.length > 20 ? Number(text.slice(20).padEnd(3, "0")) : 0;
}
