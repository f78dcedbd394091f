import { type Schema, tableKey } from "../schema/schema.js";
import type { LiveObjects, Uncompared } from "./live-objects.js";

/** What a database has, as far as it is shown, and what was taken from the migrations instead. */
interface Shown {
  readonly schema: Schema;
  readonly hidden: readonly Uncompared[];
}

/**
 * A table that an account may not be shown is not known to be missing: it is as the migrations say, and named. One on which it
 * has a right of its own would be shown.
 */
export function withUnreadableTables(
  live: Schema,
  made: Schema,
  { unreadable, readable }: Pick<LiveObjects, "unreadable" | "readable">,
): Shown {
  const why = unreadable?.get("table");
  if (why === undefined) return { schema: live, hidden: [] };
  const lost = [...made.tables].filter(
    ([key, { name }]) => !live.tables.has(key) && readable?.has(name) !== true,
  );
  const hidden = lost.map(([, table]) => ({ kind: "table", name: tableKey(table), why }));
  return { schema: { ...live, tables: new Map([...live.tables, ...lost]) }, hidden };
}

/**
 * A field that is kept current by a trigger is seen by that trigger: where the account may not be shown those, it is as the
 * migrations say, and named.
 */
export function withUnreadableTriggers(live: Schema, made: Schema, why: string | undefined): Shown {
  if (why === undefined) return { schema: live, hidden: [] };
  const hidden: Uncompared[] = [];
  const tables = [...live.tables].map(([key, table]) => {
    const fields = table.fields.map((field) => {
      const wanted = made.tables.get(key)?.fields.find(({ name }) => name === field.name);
      if (field.autoUpdate || wanted?.autoUpdate !== true) return field;
      hidden.push({ kind: "field", name: `${key}.${field.name}`, why });
      return { ...field, autoUpdate: true };
    });
    return [key, { ...table, fields }] as const;
  });
  return hidden.length === 0
    ? { schema: live, hidden }
    : { schema: { ...live, tables: new Map(tables) }, hidden };
}
