import type { Schema } from "../schema/schema.js";
import type { Uncompared } from "./live-objects.js";

/**
 * A field that is kept current by a trigger is seen by that trigger: where the account may not be shown those, it is as the
 * migrations say, and named.
 */
export function withUnreadableTriggers(
  live: Schema,
  made: Schema,
  why: string | undefined,
): { readonly schema: Schema; readonly hidden: readonly Uncompared[] } {
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
