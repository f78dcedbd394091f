import { isStructure, type Parameter } from "./driver.js";
import { DriverError } from "./driver-error.js";
import { encodeJson } from "./json-text.js";

/** Declared types of columns that hold moments; see {@link fromSqlite}. */
const MOMENT = /^(?:timestamp|timestamptz|datetime)\b/i;
const MOMENT_TEXT = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d{1,3})?$/;

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

/** How the values of one column are read; the declared type is null for an expression. */
export function readerOf(declared: string | null): (value: unknown) => unknown {
  return declared !== null && MOMENT.test(declared) ? readMoment : fromSqlite;
}

/**
 * A value as the driver hands it out: an integer is a number when it is a safe one and a bigint
 * otherwise, a BLOB is a plain Uint8Array, text in a column that is declared as a timestamp is a
 * Date when it is in the form that {@link toSqlite} and `CURRENT_TIMESTAMP` write.
 */
export function fromSqlite(value: unknown): unknown {
  if (typeof value === "bigint") {
    const small = Number(value);
    return Number.isSafeInteger(small) ? small : value;
  }
  return value instanceof Uint8Array ? Uint8Array.from(value) : value;
}

function readMoment(value: unknown): unknown {
  if (typeof value !== "string") return fromSqlite(value);
  const parts = MOMENT_TEXT.exec(value);
  if (parts === null) return value;
  const date = new Date(`${parts[1]}T${parts[2]}${parts[3] ?? ""}Z`);
  return Number.isNaN(date.getTime()) ? value : date;
}
