import type { Field } from "../../schema/field.js";
import { namesField } from "../../schema/rename-in-sql.js";
import type { Table } from "../../schema/table.js";
import { withoutFields, withoutMembers } from "../table-members.js";

/**
 * Generated fields that are computed from the field, directly or through others, in the order of the columns:
 * each stands behind those that it is computed from.
 */
export function generatedFrom(table: Table, name: string): readonly Field[] {
  const found = new Set([name]);
  // A set is walked in the order of its growth.
  for (const one of found) {
    for (const { name: other, generated } of table.fields) {
      if (generated !== undefined && namesField(generated.expression, one, table.name)) {
        found.add(other);
      }
    }
  }
  return table.fields.filter((field) => field.name !== name && found.has(field.name));
}

/** The table without what keeps the server from renaming the field: what names it in an expression. */
export function withoutNaming(table: Table, name: string): Table {
  const generated = generatedFrom(table, name).map((field) => field.name);
  return withoutMembers(
    withoutFields(table, generated),
    ({ kind, value }) => kind === "check" && namesField(value.expression, name, table.name),
  );
}
