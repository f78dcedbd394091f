import type { SqlValue } from "./driver.js";
import { DriverError } from "./driver-error.js";
import { decodeJson } from "./json-text.js";

type Decode = (text: string) => unknown;

const identity: Decode = (text) => text;

/** Types by their fixed object ids (`pg_type.dat`); everything else stays text. */
const SCALARS: ReadonlyMap<number, Decode> = new Map<number, Decode>([
  [16, (text) => text === "t"],
  [17, decodeBytes],
  [20, (text) => BigInt(text)],
  [21, Number],
  [23, Number],
  [26, Number],
  [114, decodeJson],
  [700, decodeFloat],
  [701, decodeFloat],
  [1114, decodeTimestamp],
  [1184, decodeTimestamp],
  [3802, decodeJson],
]);

/** Array type -> type of its elements. */
const ARRAYS: ReadonlyMap<number, number> = new Map([
  [199, 114],
  [651, 650],
  [1000, 16],
  [1001, 17],
  [1002, 18],
  [1003, 19],
  [1005, 21],
  [1007, 23],
  [1009, 25],
  [1014, 1042],
  [1015, 1043],
  [1016, 20],
  [1021, 700],
  [1022, 701],
  [1028, 26],
  [1041, 869],
  [1115, 1114],
  [1182, 1082],
  [1183, 1083],
  [1185, 1184],
  [1187, 1186],
  [1231, 1700],
  [1270, 1266],
  [2951, 2950],
  [3807, 3802],
]);

/** The type of the elements, where the type with this object id is known to be an array. */
export function elementOf(oid: number): number | undefined {
  return ARRAYS.get(oid);
}

/** Is it the object id of `json` or `jsonb`? */
export function isJson(oid: number | undefined): boolean {
  return oid === 114 || oid === 3802;
}

/** How the text of a column of this type becomes a JavaScript value. */
export function decoderOf(oid: number): (text: string) => unknown {
  const element = ARRAYS.get(oid);
  if (element !== undefined) {
    const decode = SCALARS.get(element) ?? identity;
    // The elements of an array in an array of JSON could not be told from lists that are JSON.
    const nested = !isJson(element);
    return (text) => decodeArray(text, { decode, nested });
  }
  return SCALARS.get(oid) ?? identity;
}

/**
 * A parameter as text that PostgreSQL reads back unharmed whatever the session's settings are.
 * A `Date` goes over as UTC with its zone: a `timestamptz` is that moment, a `timestamp` its UTC
 * clock reading, a `date` its UTC day.
 */
export function encodeParameter(value: SqlValue): string | Buffer | null {
  if (value === null) return null;
  if (value instanceof Date) return encodeDate(value);
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return String(value);
}

/**
 * PostgreSQL's spelling of a moment in UTC, years before 1 and after 9999 included.
 *
 * @throws DriverError `DRIVER_VALUE_REFUSED` for an invalid `Date`.
 */
export function encodeDate(value: Date): string {
  if (Number.isNaN(value.getTime())) {
    throw new DriverError({
      code: "DRIVER_VALUE_REFUSED",
      message: "An invalid Date cannot be stored",
      hint: "Check how the date was made; null stands for no date.",
    });
  }
  const year = value.getUTCFullYear();
  const iso = value.toISOString().replace(/^[+-]?\d+/, "");
  const shown = String(year > 0 ? year : 1 - year).padStart(4, "0");
  return `${shown}${iso.replace("T", " ").replace("Z", "+00")}${year > 0 ? "" : " BC"}`;
}

/** NaN and the infinities stay text, as `infinity` of a timestamp does: so they can be written back. */
function decodeFloat(text: string): number | string {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

function decodeBytes(text: string): Uint8Array {
  // The driver's session speaks bytea_output = hex.
  return new Uint8Array(Buffer.from(text.slice(2), "hex"));
}

/**
 * A `Date` where a `Date` can hold the moment exactly. Microseconds, `infinity` and years before
 * Christ stay text (ISO, UTC), so that a copied row is the same row.
 */
function decodeTimestamp(text: string): Date | string {
  const match = /^(\d{4,6})-(\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:\+00)?$/.exec(text);
  if (match === null) return text;
  const [, year = "", day = "", clock = "", fraction = ""] = match;
  const digits = fraction.padEnd(6, "0");
  if (!digits.endsWith("000")) return `${year}-${day}T${clock}.${digits}Z`;
  const signed = year.length === 4 ? year : `+${year.padStart(6, "0")}`;
  const moment = new Date(`${signed}-${day}T${clock}.${digits.slice(0, 3)}Z`);
  return Number.isNaN(moment.getTime()) ? text : moment;
}

interface ArrayReading {
  readonly decode: (text: string) => unknown;
  /** false: an array of arrays stays text. */
  readonly nested: boolean;
}

interface ArrayWriting {
  /** The text of one element, before it is quoted. */
  readonly encode: (value: unknown) => string;
  /** Is a list among the elements an array of its own? */
  readonly nested: boolean;
}

/** The text form `{a,"b, c",NULL,{...}}`; arrays with bounds of their own stay text. */
export function decodeArray(text: string, { decode, nested }: ArrayReading): unknown {
  if (!text.startsWith("{") || (!nested && text.startsWith("{{"))) return text;
  const tokens = text.match(/"(?:[^"\\]|\\[\s\S])*"?|[{},]|[^{},"]+/g) ?? [];
  const stack: unknown[][] = [[]];
  for (const token of tokens) {
    const top = stack[stack.length - 1];
    if (token === "{") stack.push([]);
    else if (token === "}") stack[stack.length - 2]?.push(stack.pop());
    else if (token !== ",") top?.push(decodeElement(token, decode));
  }
  return stack[0]?.[0];
}

function decodeElement(token: string, decode: ArrayReading["decode"]): unknown {
  if (token.startsWith('"')) return decode(token.slice(1, -1).replace(/\\([\s\S])/g, "$1"));
  return token.toUpperCase() === "NULL" ? null : decode(token);
}

/** An array as PostgreSQL reads it, `{"a","b",NULL}`; null and undefined are NULL. */
export function encodeArray(values: readonly unknown[], writing: ArrayWriting): string {
  return `{${values.map((value) => encodeElement(value, writing)).join(",")}}`;
}

function encodeElement(value: unknown, writing: ArrayWriting): string {
  if (value === null || value === undefined) return "NULL";
  if (writing.nested && Array.isArray(value)) return encodeArray(value, writing);
  return `"${writing.encode(value).replace(/["\\]/g, "\\$&")}"`;
}
