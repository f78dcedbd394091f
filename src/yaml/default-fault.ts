import { isIP } from "node:net";
import type { Field } from "../schema/field.js";

const FLAGS = new Set(["true", "false"]);
const BITS: ReadonlyMap<string, number> = new Map([
  ["smallint", 16],
  ["integer", 32],
  ["bigint", 64],
]);
const NUMBERS = new Set([...BITS.keys(), "decimal", "float", "double"]);
/** Days that no calendar has: those of PostgreSQL, and MySQL's day for none. */
const NO_DAYS = new Set(["infinity", "-infinity", "0000-00-00"]);

/** Times of PostgreSQL that are no digits. */
const TIME_WORDS = new Set(["now", "allballs"]);

/** Why a default that is a plain value does not fit its field; asked when names are resolved. */
export function defaultFault({ type, values, default: given }: Field): string | undefined {
  if (given?.kind !== "literal") return undefined;
  const { value } = given;
  const wrong = NUMBERS.has(type) ? numberFault(type, value) : textFault(type, value, values);
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return wrong && `the default ${shown} is ${wrong}`;
}

/** A value of JavaScript that SQL has a literal for. */
type Literal = string | number | bigint | boolean | null;

function textFault(type: string, value: Literal, values: Field["values"]): string | undefined {
  if (type === "boolean") {
    const fits =
      typeof value === "boolean" || value === 0 || value === 1 || FLAGS.has(String(value));
    return fits ? undefined : "neither true nor false";
  }
  if (type === "enum") {
    const fits = values?.some((one) => one === value) ?? true;
    return fits ? undefined : "none of the field's values";
  }
  if (value === null) return undefined;
  const text = String(value);
  switch (type) {
    case "uuid":
      return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text) ? undefined : "no UUID";
    case "json":
    case "jsonb":
      return isJson(text) ? undefined : "no JSON";
    case "time":
      return TIME_WORDS.has(text) || /^-?\d{1,3}:\d|^\d{4,6}(?:$|[.])/.test(text.trim())
        ? undefined
        : "no time of a day (HH:MM:SS)";
    case "interval":
      return /\d/.test(text) || /infinity$/i.test(text) ? undefined : "no span of time (1 day)";
    case "inet":
      return isAddress(text.trim()) ? undefined : "no IP address";
    case "date":
      return isDay(text.replace(/ BC$/, "")) ? undefined : "no date (YYYY-MM-DD)";
    case "timestamp":
    case "timestamptz":
      return isDay(text.split(/[T ]/, 1)[0] ?? "") ? undefined : "no time (YYYY-MM-DD HH:MM:SS)";
    default:
      if (!type.endsWith("[]") || isList(text)) return undefined;
      return "no list ('{}' on PostgreSQL, '[]' elsewhere)";
  }
}

/** An array of PostgreSQL, perhaps with its bounds, or a list in JSON. */
function isList(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.endsWith("}")) return trimmed.startsWith("{") || /^[[\d:\-\]]+=\{/.test(trimmed);
  return trimmed.startsWith("[") && isJson(trimmed);
}

/** An address, perhaps with the bits of its network, of which the rest may then be left out. */
function isAddress(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/", 3);
  if (bits === undefined) return isIP(address) > 0;
  if (more.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  return isIP(address) > 0 || /^\d{1,3}(?:\.\d{1,3}){0,2}$/.test(address);
}

function numberFault(type: string, value: Literal): string | undefined {
  // Number() also reads an empty text, and 0x10, which no database takes.
  const isNumber =
    typeof value === "string"
      ? /^[\d.e+-]+$/i.test(value.trim()) && Number.isFinite(Number(value))
      : typeof value === "bigint" || (typeof value === "number" && Number.isFinite(value));
  if (!isNumber) return "no number";
  const bits = BITS.get(type);
  if (bits === undefined) return undefined;
  const whole = wholeOf(value);
  if (whole === undefined) return "no whole number";
  return BigInt.asIntN(bits, whole) === whole ? undefined : `no number of ${bits} bits`;
}

function wholeOf(value: Literal): bigint | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : undefined;
  const text = String(value).trim();
  // Any longer it could only be zeros in front, and long texts of digits are slow to read.
  if (!/^[+-]?\d{1,400}$/.test(text)) return undefined;
  return BigInt(text.replace(/^\+/, ""));
}

/** A day of the calendar, as YYYY-MM-DD. */
function isDay(text: string): boolean {
  if (NO_DAYS.has(text)) return true;
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
