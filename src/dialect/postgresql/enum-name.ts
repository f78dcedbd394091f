import { sideName } from "../../schema/constraint-name.js";
import type { Field, SideNamed } from "../../schema/field.js";
import { type FieldPlace, originOf, type TypeOrigin } from "../../schema/resolve-field-type.js";
import type { Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";

/** The key of this database in `defaults` and `typeMappings`. */
export const POSTGRESQL = "postgresql";

/**
 * The name of the enum type of a field; it lives in the namespace of the table. The ending keeps
 * it apart from tables: `orders.status` beside a table `orders_status`.
 */
export function enumName(table: string, field: SideNamed): string {
  return sideName(`${table}_${field.name}_enum`, { table, field, side: "enum" });
}

/** The enum type of a field: its own in the namespace of its table, or the one that it shares. */
export function enumType(
  table: Pick<Table, "name" | "namespace">,
  field: SideNamed,
): { readonly name: string; readonly namespace: string | undefined } {
  if (field.enum !== undefined) return { name: field.enum, namespace: undefined };
  return { name: enumName(table.name, field), namespace: table.namespace };
}

/** Has the field an enum type of its own? */
export function isEnumField(field: Field, schema: Schema): boolean {
  return field.enum === undefined && hasEnumType(field, schema);
}

/** Has the (resolved) field an enum type, its own or one that it shares? */
export function hasEnumType(field: Field, schema: Schema): boolean {
  const named = field.type === "enum" || field.type === "enum[]";
  return named && field.native === undefined && !isMapped("enum", schema);
}

/** The field whose enum type a foreign key has; undefined for any other field. */
export function enumOrigin(field: Field, place: FieldPlace): TypeOrigin | undefined {
  if (field.type !== "foreign_key") return undefined;
  const origin = originOf(field, place);
  return isEnumField(origin.field, place.schema) ? origin : undefined;
}

/** Does the project spell this type of the model itself? */
export function isMapped(type: string, schema: Schema): boolean {
  return Object.hasOwn(schema.typeMappings[POSTGRESQL] ?? {}, type);
}
