import { leftOver } from "../../src/autodetector/left-over.js";
import type { Dialect } from "../../src/dialect/dialect.js";
import type { Connection } from "../../src/driver/driver.js";
import { compareWith } from "../../src/runner/live-comparison.js";
import type { Schema } from "../../src/schema/schema.js";

const SIGNS = { added: "+", removed: "-", changed: "~" };

/** What `db-diff` says of a schema that was replayed: what differs, and what is not compared. */
export async function liveDifferences(
  applied: Schema,
  place: { readonly dialect: Dialect; readonly connection: Connection },
): Promise<readonly [differences: string[], uncompared: string[]]> {
  const settings = { ignore: [], outgrown: new Set<string>() };
  const { live, expected, uncompared } = await compareWith(applied, { ...place, ...settings });
  return [
    leftOver(expected, live)
      .map(({ kind, text }) => `${SIGNS[kind]} ${text}`)
      .sort(),
    uncompared.map(({ kind, name, why }) => `${kind} "${name}": ${why}`),
  ];
}
