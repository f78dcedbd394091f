// Guest source: the part of Node's "util" that needs no system.
import { isDeepStrictEqual } from "./deep-equal.js";
import { inspect } from "./inspect.js";

export { inspect, isDeepStrictEqual };

/** As Node's: `%s %d %i %f %j %o %O %c %%`, further arguments are appended. */
export function format(...args: unknown[]): string {
  const [first, ...rest] = args;
  if (typeof first !== "string" || rest.length === 0) return args.map(asText).join(" ");
  let next = 0;
  const text = first.replace(/%[sdifjoOc%]/g, (mark) => {
    if (mark === "%%") return "%";
    if (next >= rest.length) return mark;
    const value = rest[next];
    next += 1;
    return substitute(mark, value);
  });
  return [text, ...rest.slice(next).map(asText)].join(" ");
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : inspect(value);
}

function substitute(mark: string, value: unknown): string {
  switch (mark) {
    case "%s":
      return plainText(value);
    case "%d":
      return number(value, Number);
    case "%i":
      return number(value, (text) => Number.parseInt(String(text), 10));
    case "%f":
      return typeof value === "symbol" ? "NaN" : signed(Number.parseFloat(String(value)));
    case "%j":
      return json(value);
    case "%o":
      return inspect(value, { depth: 4 });
    case "%O":
      return inspect(value);
    default:
      return "";
  }
}

function number(value: unknown, parse: (value: unknown) => number): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "symbol") return "NaN";
  return signed(parse(value));
}

function signed(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function plainText(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return signed(value);
  if (typeof value !== "object" || value === null) return String(value);
  return hasOwnText(value) ? String(value) : inspect(value, { depth: 0, compact: 3 });
}

/** Whether a class of the user's says how it is written; the language's own do not count. */
function hasOwnText(value: object): boolean {
  if (value instanceof Error) return true;
  for (let owner: object | null = value; owner !== null; owner = Object.getPrototypeOf(owner)) {
    if (!Object.hasOwn(owner, "toString")) continue;
    return !Object.hasOwn(owner, "constructor") || !BUILT_IN.has(owner.constructor);
  }
  return false;
}

const BUILT_IN = new Set<unknown>([Object, Array, Date, RegExp, Map, Set, Number, String, Boolean]);

function json(value: unknown): string {
  try {
    return String(JSON.stringify(value));
  } catch (error) {
    if (error instanceof TypeError && /circular/i.test(error.message)) return "[Circular]";
    throw error;
  }
}

export default { format, inspect, isDeepStrictEqual };
