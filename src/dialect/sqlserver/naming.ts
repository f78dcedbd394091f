import type { Claim, Naming } from "../../schema/naming.js";
import type { Table } from "../../schema/table.js";
import { isCounter, isFiltered } from "./columns.js";
import { defaultName, enumCheckName } from "./names.js";

/**
 * Tables, constraints and triggers of a schema are objects of one list. An index counts in its table,
 * and so does a unique that is one because its fields may be NULL.
 */
export const sqlserverNaming: Naming = Object.freeze({
  table: (table) => [claim(table, table.name)],
  member: (kind, { name, fields }, table) => {
    const index = kind === "index" || (kind === "unique" && isFiltered(fields, table));
    return index ? undefined : claim(table, name);
  },
  sides: (field, table) => [
    ...(field.type === "enum" && field.native === undefined
      ? [{ ...claim(table, enumCheckName(table.name, field)), side: "enum" } as const]
      : []),
    ...((field.default !== undefined || field.autoCreate) && !isCounter(field)
      ? [{ ...claim(table, defaultName(table.name, field)), side: "default" } as const]
      : []),
  ],
} satisfies Naming);

/** A name that differs only in case is the same under the usual collations. */
function claim({ namespace }: Table, name: string): Claim {
  return { room: `objects of ${namespace ?? ""}`, name: name.toLowerCase() };
}
