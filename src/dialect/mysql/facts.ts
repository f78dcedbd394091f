import type { Row } from "../../driver/driver.js";

/** One row: names in lower case, everything text; undefined is NULL. */
export type Facts = Readonly<Record<string, string | undefined>>;

/** A row of the catalogue with names in lower case. */
export function facts(row: Row): Facts {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name.toLowerCase(), textOf(value)]),
  );
}

/** MySQL hands some texts of its catalogue over as binary. */
function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  return value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : String(value);
}
