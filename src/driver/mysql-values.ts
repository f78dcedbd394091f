import type { ExecuteValues, TypeCastField, TypedParameterValue } from "mysql2";
import { isStructure, type Parameter } from "./driver.js";
import { DriverError } from "./driver-error.js";
import { decodeJson, encodeJson } from "./json-text.js";

/**
 * The value of one column as the tool hands it on. One rule: a JavaScript value when it holds the
 * database's value exactly, the server's own text (or a bigint) when it does not.
 *
 * - integers: number, or bigint beyond 2^53; `TINYINT(1)`: boolean for 0 and 1
 * - DECIMAL: text. FLOAT: the shortest number that is this float
 * - DATETIME and TIMESTAMP: Date, read as UTC; text when there are microseconds or a zero date
 * - DATE, TIME, YEAR: text, text, number
 * - JSON: an object or a list parsed, or text when it holds a number that a double cannot hold
 * - binary strings and geometry: Uint8Array; BIT: number or bigint
 */
export function readMysqlValue(field: TypeCastField, next: () => unknown): unknown {
  if (field.type === "GEOMETRY" || field.type === "VECTOR") return bytes(field.buffer());
  if (field.type === "JSON") return json(field.string("utf8"));
  const value = next();
  if (value === null || value === undefined) return null;
  if (field.extendedFormat === "json") return json(String(value));
  switch (field.type) {
    case "TINY":
      return field.length === 1 && (value === 0 || value === 1) ? value === 1 : value;
    case "LONGLONG":
      return integer(BigInt(String(value)));
    case "FLOAT":
      return typeof value === "number" ? shortestFloat(value) : value;
    case "DATETIME":
    case "DATETIME2":
    case "TIMESTAMP":
    case "TIMESTAMP2":
      return instant(String(value));
    case "BIT":
      return value instanceof Uint8Array
        ? integer(BigInt(`0x${Buffer.from(value).toString("hex")}`))
        : value;
    default:
      return value instanceof Uint8Array ? bytes(value) : value;
  }
}

/** What the client library is asked to wrap integers with, so that they travel as integers. */
export interface IntegerParameters {
  LONGLONG: {
    (value: bigint): TypedParameterValue;
    unsigned(value: bigint): TypedParameterValue;
  };
}

/**
 * A parameter in the form that the binary protocol carries without loss, whatever `sql_mode` says.
 *
 * @throws DriverError `DRIVER_VALUE_REFUSED` for NaN, infinities, invalid dates and integers beyond
 * 64 bits, which the server would change in silence.
 */
export function writeMysqlValue(value: Parameter, typed: IntegerParameters): ExecuteValues {
  switch (typeof value) {
    case "number":
      if (!Number.isFinite(value)) throw refused(String(value));
      // A double in LIMIT is an error on MySQL 8.0.22 and later.
      return Number.isSafeInteger(value) && !Object.is(value, -0)
        ? typed.LONGLONG(BigInt(value))
        : value;
    case "bigint":
      if (value < -(2n ** 63n) || value >= 2n ** 64n) throw refused(String(value));
      return value < 2n ** 63n ? typed.LONGLONG(value) : typed.LONGLONG.unsigned(value);
    case "object":
      if (value === null) return null;
      if (isStructure(value)) return encodeJson(value);
      if (value instanceof Date) return checkedDate(value);
      return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    default:
      return value;
  }
}

function integer(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

function bytes(value: Uint8Array | null): Uint8Array | null {
  return value === null ? null : Uint8Array.from(value);
}

/** The binary protocol widens a float to a double; `0.1` would come back as 0.10000000149. */
function shortestFloat(value: number): number {
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}

function instant(text: string): Date | string {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?$/.exec(text);
  if (parts === null) return text;
  const fraction = (parts[3] ?? "").padEnd(6, "0");
  if (!fraction.endsWith("000")) return text;
  const date = new Date(`${parts[1]}T${parts[2]}.${fraction.slice(0, 3)}Z`);
  return Number.isNaN(date.getTime()) ? text : date;
}

function json(text: string | null): unknown {
  return text === null ? null : decodeJson(text);
}

function checkedDate(value: Date): Date {
  const time = value.getTime();
  if (Number.isNaN(time)) throw refused("Invalid Date");
  const year = value.getUTCFullYear();
  if (year < 0 || year > 9999) throw refused(value.toISOString());
  return value;
}

function refused(value: string): DriverError {
  return new DriverError({
    code: "DRIVER_VALUE_REFUSED",
    message: `MySQL has no value for the parameter ${value}`,
    hint: "Pass NULL, or a number or date that the column's type can hold.",
  });
}
