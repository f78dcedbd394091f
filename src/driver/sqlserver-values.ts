import { isStructure, type Parameter } from "./driver.js";
import { DriverError } from "./driver-error.js";
import { encodeJson } from "./json-text.js";

/** The client's name of a parameter's type, and the value in the form that it takes. */
export interface SqlserverParameter {
  readonly type: "Bit" | "Int" | "BigInt" | "Float" | "NVarChar" | "DateTime2" | "VarBinary";
  readonly value: boolean | number | bigint | string | Date | Buffer;
}

/** What the client tells about a column. */
export interface SqlserverColumn {
  readonly type: { readonly name: string };
  readonly scale?: number | undefined;
}

const INT64 = 2n ** 63n;
/** Numbers below it keep every decimal digit in the client's floating point. */
const EXACT = 2 ** 52;

/**
 * A parameter with its type. A `Date` is a moment in UTC; numbers are integers where they are whole.
 *
 * @throws DriverError `DRIVER_VALUE_REFUSED`.
 */
export function encodeSqlserver(value: Exclude<Parameter, null>): SqlserverParameter {
  if (typeof value === "boolean") return { type: "Bit", value };
  if (typeof value === "string") return { type: "NVarChar", value };
  if (typeof value === "number") return encodeNumber(value);
  if (typeof value === "bigint") {
    if (value < -INT64 || value >= INT64) throw refused("An integer of more than 64 bits");
    return { type: "BigInt", value };
  }
  if (isStructure(value)) return { type: "NVarChar", value: encodeJson(value) };
  if (value instanceof Date) return { type: "DateTime2", value: checkedDate(value) };
  return {
    type: "VarBinary",
    value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
  };
}

function encodeNumber(value: number): SqlserverParameter {
  if (!Number.isFinite(value)) throw refused(String(value));
  if (!Number.isSafeInteger(value)) return { type: "Float", value };
  if (Math.abs(value) < 2 ** 31) return { type: "Int", value };
  return { type: "BigInt", value: BigInt(value) };
}

function checkedDate(value: Date): Date {
  const year = value.getUTCFullYear();
  if (Number.isNaN(year)) throw refused("An invalid Date");
  if (year < 1 || year > 9999) throw refused(`A date in the year ${year}`);
  return value;
}

function refused(what: string): DriverError {
  return new DriverError({
    code: "DRIVER_VALUE_REFUSED",
    message: `${what} cannot be stored in SQL Server`,
    hint: "Check how the value was made; null stands for nothing.",
  });
}

const TOKEN =
  /'(?:[^']|'')*'?|\[(?:[^\]]|\]\])*\]?|"(?:[^"]|"")*"?|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|@p(\d+)\b/g;

/**
 * The statement with `NULL` in the place of parameters that are null: a parameter has a type, and
 * no type of NULL fits every column (a text is refused by `VARBINARY`).
 */
export function withNulls(sql: string, parameters: readonly Parameter[]): string {
  if (!parameters.includes(null)) return sql;
  return sql.replace(TOKEN, (text, position: string | undefined) =>
    position !== undefined && parameters[Number(position) - 1] === null ? "NULL" : text,
  );
}

/**
 * A value as the client read it in the form that all drivers share: `bigint` as bigint, decimals as
 * text, days and times as text, moments as `Date` where a `Date` holds them exactly, else as text.
 *
 * @throws DriverError `DRIVER_VALUE_INEXACT` for a decimal of which the client has lost digits.
 */
export function decodeSqlserver(value: unknown, column: SqlserverColumn): unknown {
  const kind = column.type.name;
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return decodeDate(value, kind, column.scale);
  if (Buffer.isBuffer(value)) return new Uint8Array(value);
  if (kind === "BigInt" || kind === "IntN") {
    return typeof value === "string" ? BigInt(value) : value;
  }
  if (typeof value !== "number") return value;
  if (/^(?:Decimal|Numeric)/.test(kind)) return exactDecimal(value, column.scale ?? 0);
  return /money/i.test(kind) ? exactDecimal(value, 4) : value;
}

/** The client reads decimals as floating point; that is exact up to 52 bits of digits. */
function exactDecimal(value: number, scale: number): string {
  if (Math.abs(value) * 10 ** scale < EXACT) {
    const text = value.toFixed(scale);
    return /^-0(?:\.0*)?$/.test(text) ? text.slice(1) : text;
  }
  throw new DriverError({
    code: "DRIVER_VALUE_INEXACT",
    message: `A decimal near ${value} has more digits than the client of SQL Server reads`,
    hint: "Select it as text, CAST(amount AS VARCHAR(41)): then every digit comes.",
  });
}

function decodeDate(value: Date, kind: string, scale: number | undefined): unknown {
  const iso = value.toISOString();
  if (kind === "Date") return iso.slice(0, 10);
  const ticks = ticksOf(value);
  if (kind === "Time") {
    const digits = iso.slice(20, 23) + ticks;
    const shown = digits.slice(0, scale ?? 7);
    return `${iso.slice(11, 19)}${shown === "" ? "" : `.${shown}`}`;
  }
  // A copy: the client's object carries a property of its own.
  return ticks === "0000" ? new Date(value.getTime()) : iso.replace("Z", `${ticks}Z`);
}

/** The four digits behind the milliseconds. */
function ticksOf(value: Date): string {
  const delta: unknown = Reflect.get(value, "nanosecondsDelta");
  const ticks = typeof delta === "number" ? Math.round(delta * 10_000_000) : 0;
  return String(ticks).padStart(4, "0");
}
