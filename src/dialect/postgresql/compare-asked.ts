import type { Connection } from "../../driver/driver.js";
import { askedOf } from "./asked-object.js";
import { rows } from "./catalogue.js";
import { tryPart } from "./scratch.js";

/** Whether the two are the same, or why that is not known. */
export type ObjectVerdict = boolean | string;

export const DOES_MORE = "its SQL does more than make it";

export const NOT_ASKED = "its SQL says more than the server can be asked for";

/** Compares two definitions of a kind of which nothing is made; see `ASKED_KINDS`. In a scratch. */
export async function compareAsked(
  connection: Connection,
  kind: string,
  definitions: { readonly made: string; readonly live: string },
): Promise<ObjectVerdict> {
  const [made, live] = [askedOf(kind, definitions.made), askedOf(kind, definitions.live)];
  if (made === undefined || live === undefined) return NOT_ASKED;
  let same = false;
  const error = await tryPart(connection, async () => {
    same = (await valuesOf(connection, made)) === (await valuesOf(connection, live));
  });
  return error?.message ?? same;
}

/** What the server makes of these expressions. */
export async function valuesOf(connection: Connection, asked: readonly string[]): Promise<string> {
  if (asked.length === 0) return "";
  const all = asked.map((one) => `coalesce((${one})::text, '')`);
  const [row] = await rows<{ facts: string }>(
    connection,
    `SELECT concat_ws(chr(10), ${all.join(", ")}) AS facts`,
    [],
  );
  return row?.facts ?? "";
}
