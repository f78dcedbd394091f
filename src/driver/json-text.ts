import { DriverError } from "./driver-error.js";

/**
 * JSON of a database as a value: an object or a list is parsed, unless it holds a number that
 * JavaScript would round; then, and for whatever else is no object and no list, it is the text that
 * it is. As values, `"a"`, `null` and `true` could not be told from a text, NULL and a boolean when
 * they are written back.
 */
export function decodeJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  const numbers = text.replace(/"(?:[^"\\]|\\[\s\S])*"?/g, '""').match(/-?\d[\d.eE+-]*/g) ?? [];
  if (!numbers.every(survives)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * A list or an object as JSON text. Bigints keep every digit, a `Date` is its ISO text, members that
 * are undefined are left out.
 *
 * @throws DriverError `DRIVER_VALUE_REFUSED` for what JSON does not know.
 */
export function encodeJson(value: unknown): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "boolean":
    case "bigint":
      return String(value);
    case "string":
      return JSON.stringify(value);
    case "number":
      if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : String(value);
      throw refused(String(value));
    case "object":
      return encodeObject(value);
    default:
      throw refused(typeof value);
  }
}

function encodeObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(encodeJson).join(",")}]`;
  if (value instanceof Date) return JSON.stringify(value);
  if (value instanceof Uint8Array) throw refused("bytes");
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${JSON.stringify(key)}:${encodeJson(member)}`);
  return `{${members.join(",")}}`;
}

function survives(number: string): boolean {
  const value = Number(number);
  if (!Number.isFinite(value) || (value === 0 && /^-?[\d.]*[1-9]/.test(number))) return false;
  return number.length <= 15 || plain(number) === plain(String(value));
}

function plain(number: string): string {
  if (/[eE]/.test(number) || !number.includes(".")) return number;
  return number.replace(/(?<!0)0+$/, "").replace(/\.$/, "");
}

function refused(what: string): DriverError {
  return new DriverError({
    code: "DRIVER_VALUE_REFUSED",
    message: `JSON has no value for ${what}`,
    hint: "Lists and objects hold null, booleans, finite numbers, bigints, strings and dates.",
  });
}
