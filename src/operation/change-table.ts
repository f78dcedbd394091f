import { checkFieldType } from "../schema/check-field-type.js";
import type { Field } from "../schema/field.js";
import { freeField } from "../schema/free-names.js";
import { resolveDefault } from "../schema/resolve-default.js";
import type { Schema } from "../schema/schema.js";
import { tableKey } from "../schema/schema.js";
import { StateError } from "../schema/state-error.js";
import type { PrimaryKey, Table } from "../schema/table.js";
import { withSharedValues } from "../schema/with-enum.js";

/**
 * The field as it enters the schema: its default decided, its type and its values known.
 *
 * @throws StateError for an unknown type, or a `foreign_key` without a foreign key.
 */
export function admitField(given: Field, table: Table, schema: Schema, old?: Field): Field {
  const field = withSharedValues(given, schema);
  checkFieldType(field, table, schema);
  const covered = table.foreignKeys.some((key) => key.fields.includes(field.name));
  if (field.type === "foreign_key" && !covered) {
    throw new StateError({
      code: "SCHEMA_UNRESOLVED_TYPE",
      message: `field "${field.name}" of table "${tableKey(table)}" has the type foreign_key but no foreign key`,
      hint: "Say where it points, foreignKey: { table: ... }, or give it a type of its own.",
      table: tableKey(table),
      member: field.name,
    });
  }
  return freeField(schema, table, resolveDefault(field, table, schema), old);
}

/** What an operation has added to a list of members: the last of them. */
export function addedTo<Item>(list: readonly Item[]): Item {
  const added = list.at(-1);
  if (added === undefined) throw new RangeError("nothing was added");
  return added;
}

/** The primary key with one more field at its end. */
export function extendKey(key: PrimaryKey | undefined, field: string): PrimaryKey {
  return Object.freeze({ name: key?.name, fields: Object.freeze([...(key?.fields ?? []), field]) });
}

/** The primary key without the field; none when nothing is left. */
export function shrinkKey(key: PrimaryKey | undefined, field: string): PrimaryKey | undefined {
  const fields = key?.fields.filter((name) => name !== field) ?? [];
  return fields.length === 0 ? undefined : Object.freeze({ name: key?.name, fields });
}

/** `posts` of `shop.posts`. */
export function bareName(key: string): string {
  return key.slice(key.lastIndexOf(".") + 1);
}
