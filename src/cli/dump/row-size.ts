import { Verbatim } from "../../schema/verbatim.js";

/** What stands around a value in the source: indentation, key, quotes, commas, a call. */
const AROUND = 14;

/** About how many bytes a row has in the source of a migration, rather more than too few. */
export function rowSize(row: Readonly<Record<string, unknown>>): number {
  let size = AROUND;
  for (const [name, value] of Object.entries(row)) size += name.length + AROUND + valueSize(value);
  return size;
}

function valueSize(value: unknown): number {
  if (value instanceof Verbatim) return valueSize(value.text) + AROUND;
  if (value instanceof Uint8Array) return Math.ceil(value.length / 3) * 4 + AROUND;
  if (value instanceof Date) return 3 * AROUND;
  return typeof value === "string"
    ? Buffer.byteLength(JSON.stringify(value))
    : String(value).length;
}
