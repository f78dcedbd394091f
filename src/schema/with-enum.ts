import { suggestion } from "../text/nearest-name.js";
import type { Field } from "./field.js";
import { type EnumType, type Schema, tableKey, withValuesOf } from "./schema.js";
import { StateError } from "./state-error.js";
import type { Table } from "./table.js";
import { TableMap } from "./table-map.js";
import { requireUnused } from "./with-object.js";
import { withTables } from "./with-table.js";

/** Adds an enum. @throws StateError when the name is taken. */
export function withEnum(schema: Schema, type: EnumType): Schema {
  if (schema.enums.has(type.name)) {
    throw new StateError({
      code: "SCHEMA_ENUM_EXISTS",
      message: `enum "${type.name}" exists already`,
      hint: "Choose another name, or change its values with AlterEnum.",
      member: type.name,
    });
  }
  return withEnums(schema, TableMap.from(schema.enums).with(type.name, type));
}

/** Removes an enum. @throws StateError when it is missing, or a field or an object needs it. */
export function withoutEnum(schema: Schema, name: string): Schema {
  requireEnum(schema, name);
  const [use] = fieldsOf(schema, name);
  if (use !== undefined) {
    throw new StateError({
      code: "SCHEMA_ENUM_USED",
      message: `enum "${name}" cannot be dropped: field "${use.field.name}" of table "${tableKey(use.table)}" has its values`,
      hint: "Drop or alter the field in an operation before.",
      table: tableKey(use.table),
      member: use.field.name,
    });
  }
  requireUnused(schema, name, `enum "${name}"`);
  return withEnums(schema, TableMap.from(schema.enums).without(name));
}

/** What becomes of an enum. */
export interface EnumChange {
  readonly type: EnumType;
  /** Old name of a value -> new one; defaults follow. */
  readonly renamed: ReadonlyMap<string, string>;
}

/**
 * Gives an enum other values, and every field that shares them.
 *
 * @throws StateError when it is missing, or the default of a field is a value that goes.
 */
export function replaceEnum(schema: Schema, { type, renamed }: EnumChange): Schema {
  requireEnum(schema, type.name);
  let tables = TableMap.from(schema.tables);
  for (const [key, table] of schema.tables) {
    if (!table.fields.some((field) => field.enum === type.name)) continue;
    const fields = table.fields.map((field) =>
      field.enum === type.name ? changedField(field, table, { type, renamed }) : field,
    );
    tables = tables.with(key, Object.freeze({ ...table, fields }));
  }
  const enums = TableMap.from(schema.enums).with(type.name, type);
  return withEnums(withTables(schema, tables), enums);
}

/** The enum of that name. @throws StateError with the nearest name. */
export function requireEnum(schema: Schema, name: string): EnumType {
  const type = schema.enums.get(name);
  if (type !== undefined) return type;
  throw new StateError({
    code: "SCHEMA_ENUM_MISSING",
    message: `enum "${name}" does not exist at this point`,
    hint: suggestion(
      name,
      schema.enums.keys(),
      "Create it with CreateEnum in an earlier operation, or depend on the migration that does.",
    ),
    member: name,
  });
}

/** The field with its values, where it shares them. @throws StateError when there is no such enum. */
export function withSharedValues(field: Field, schema: Schema): Field {
  return field.enum === undefined ? field : withValuesOf(field, requireEnum(schema, field.enum));
}

/** A field that shares an enum, and where it stands. */
export interface EnumUse {
  readonly table: Table;
  readonly field: Field;
}

/** The fields that share the enum, in the order of tables and columns. */
export function fieldsOf(schema: Schema, name: string): readonly EnumUse[] {
  return [...schema.tables.values()].flatMap((table) =>
    table.fields.filter((field) => field.enum === name).map((field) => ({ table, field })),
  );
}

function changedField(field: Field, table: Table, { type, renamed }: EnumChange): Field {
  const value = field.default?.kind === "literal" ? field.default.value : undefined;
  const next = withValuesOf(field, type);
  if (typeof value !== "string" || field.type !== "enum") return next;
  const name = renamed.get(value) ?? value;
  if (!type.values.includes(name)) {
    throw new StateError({
      code: "SCHEMA_ENUM_USED",
      message: `enum "${type.name}" cannot lose the value "${value}": it is the default of field "${field.name}" of table "${tableKey(table)}"`,
      hint: "Give the field another default with AlterField in an operation before.",
      table: tableKey(table),
      member: field.name,
    });
  }
  if (name === value) return next;
  return Object.freeze({ ...next, default: Object.freeze({ kind: "literal", value: name }) });
}

function withEnums(schema: Schema, enums: Schema["enums"]): Schema {
  return Object.freeze({ ...schema, enums });
}
