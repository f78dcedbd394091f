import { type Schema, tableKey } from "../schema/schema.js";
import type { LiveObjects, Uncompared } from "./live-objects.js";

/**
 * A table that an account may not be shown is not known to be missing: it is as the migrations say, and named. One on which it
 * has a right of its own would be shown.
 */
export function withUnreadableTables(
  live: Schema,
  made: Schema,
  { unreadable, readable }: Pick<LiveObjects, "unreadable" | "readable">,
): { readonly schema: Schema; readonly hidden: readonly Uncompared[] } {
  const why = unreadable?.get("table");
  if (why === undefined) return { schema: live, hidden: [] };
  const lost = [...made.tables].filter(
    ([key, { name }]) => !live.tables.has(key) && readable?.has(name) !== true,
  );
  const hidden = lost.map(([, table]) => ({ kind: "table", name: tableKey(table), why }));
  return { schema: { ...live, tables: new Map([...live.tables, ...lost]) }, hidden };
}
