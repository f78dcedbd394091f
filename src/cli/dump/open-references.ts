import type { Dialect } from "../../dialect/dialect.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { ForeignKey, Table } from "../../schema/table.js";

/** How a row may come before the one that it refers to. */
export type Openness =
  /** These fields hold NULL until that one is there. */
  | { readonly kind: "later"; readonly fields: readonly string[] }
  /** The database looks at the end of the transaction. */
  | { readonly kind: "deferred" };

/**
 * Which references of a table may wait for their rows, and how; those that are missing here must find them.
 *
 * @param keys the fields by which the rows are told apart
 */
export function openReferences(
  table: Table,
  about: { readonly schema: Schema; readonly dialect: Dialect; readonly keys: readonly string[] },
): ReadonlyMap<ForeignKey, Openness> {
  const { schema, dialect, keys } = about;
  const there = dialect.expected(schema).tables.get(tableKey(table));
  const isOpen = (name: string): boolean =>
    !keys.includes(name) &&
    table.primaryKey?.fields.includes(name) !== true &&
    table.fields.some((field) => field.name === name && field.nullable);
  const found = new Map<ForeignKey, Openness>();
  for (const key of table.foreignKeys) {
    const fields = key.fields.filter(isOpen);
    // Of such a key all fields are NULL, or none is.
    const isLater = key.match === "full" ? fields.length === key.fields.length : fields.length > 0;
    const known = there?.foreignKeys.find(({ name }) => name === key.name);
    if (isLater) found.set(key, { kind: "later", fields });
    else if (known?.deferrable === true) found.set(key, { kind: "deferred" });
  }
  return found;
}
