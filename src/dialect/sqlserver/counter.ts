import { type CounterOptions, counterNumber, unusualCounter } from "../../schema/counter.js";
import { type ColumnType, countingType } from "../expected.js";
import { readSqlserverType } from "./type-reader.js";

/** The one type whose limits nothing here asks for: an IDENTITY has none of its own. */
const ANY = "bigint";

/** What the model calls an `IDENTITY(start, increment)`: it takes no number of a row without a switch. */
export function identityType(type: ColumnType, options: CounterOptions): ColumnType {
  const { start, increment } = options;
  const counter = unusualCounter({ start, increment }, ANY);
  const counting = countingType(type, "always");
  return counter === undefined ? counting : { ...counting, counter };
}

/** The same of a column whose `native` type has the word in it: `tinyint identity(5, 2)`. */
export function spelledIdentity(type: ColumnType): ColumnType | undefined {
  const text = type.native ?? "";
  const at = text.toLowerCase().lastIndexOf(" identity");
  if (at < 0) return undefined;
  const rest = text.slice(at + " identity".length).replaceAll(/\s/g, "");
  const [, start, increment] = /^\((-?\d+),(-?\d+)\)$/.exec(rest) ?? [];
  if (rest !== "" && (start === undefined || increment === undefined)) return undefined;
  const options = { start: numberOf(start), increment: numberOf(increment) };
  return identityType(readSqlserverType(text.slice(0, at)), options);
}

/** A whole number as the server writes it; undefined when it is none. */
export function numberOf(text: unknown): number | bigint | undefined {
  return /^-?\d+$/.test(String(text)) ? counterNumber(BigInt(String(text))) : undefined;
}
