import type { Field } from "../../schema/field.js";
import { tableKey } from "../../schema/schema.js";
import type { TableChange } from "../schema-change.js";
import { lostMembers } from "../table-difference.js";
import type { Fit } from "./rebuild.js";

/**
 * What rows that are there must keep to before they are held to a new key: SQLite itself would name
 * a table that only the rebuild knows, and no constraint.
 *
 * @param copied the fields that the new table has from the old one as they are.
 */
export function keyFits(
  { from, to }: TableChange,
  copied: readonly Field[],
  quote: (name: string) => string,
): readonly Fit[] {
  const { uniques, primaryKey } = lostMembers(to, from);
  const table = tableKey(from);
  const keys = [
    ...uniques.map(({ name, fields }) => ({ what: `unique constraint "${name}"`, fields })),
    ...(primaryKey === undefined ? [] : [{ what: "the primary key", fields: primaryKey.fields }]),
  ];
  const once = keys
    .filter(({ fields }) => fields.every((name) => copied.some((field) => field.name === name)))
    .map(({ what, fields }) => {
      const names = fields.map(quote);
      const given = names.map((name) => `${name} IS NOT NULL`).join(" AND ");
      return {
        broken: `(SELECT 1 FROM ${quote(table)} WHERE ${given} GROUP BY ${names.join(", ")} HAVING count(*) > 1)`,
        sentence: `no two rows of ${table} may have the same ${fields.join(", ")} (${what})`,
      };
    });
  const filled = copied
    .filter(({ name, nullable }) => nullable && primaryKey?.fields.includes(name))
    .map(({ name }) => ({
      broken: `${quote(table)} WHERE ${quote(name)} IS NULL`,
      sentence: `every row of ${table} must have a value for ${name} (the primary key)`,
    }));
  return [...once, ...filled];
}
