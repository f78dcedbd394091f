import { suggestion } from "../text/nearest-name.js";
import { countedType } from "./counter.js";
import type { Field } from "./field.js";
import { findField } from "./find-field.js";
import { type Schema, tableKey } from "./schema.js";
import { StateError } from "./state-error.js";
import type { ForeignKey, Table } from "./table.js";

/** Where the target of a foreign key is looked up: first here, then at the end of the plan. */
export interface FieldPlace {
  readonly table: Table;
  readonly schema: Schema;
  /** Tables that are created later are found here; undefined = look no further. */
  readonly horizon?: Schema | undefined;
}

/**
 * The field with a type that a column can have: `foreign_key` becomes the type (with length,
 * precision, scale, values, collation) of the field it refers to, through as many foreign keys as
 * it takes. Self-references, mutual references and tables that are created later are found.
 *
 * @throws StateError when there is no such foreign key, target or type.
 */
export function resolveFieldType(field: Field, place: FieldPlace): Field {
  if (field.type !== "foreign_key") return field;
  const { field: origin } = originOf(field, place);
  return Object.freeze({
    ...field,
    type: countedType(origin.type),
    native: origin.native,
    length: origin.length,
    precision: origin.precision,
    scale: origin.scale,
    values: origin.values,
    enum: origin.enum,
    collation: field.collation ?? origin.collation,
  });
}

/** A field with a type of its own. */
export interface TypeOrigin {
  readonly table: Table;
  readonly field: Field;
}

/**
 * The field that a field has its type from, at the end of its foreign keys; itself without one.
 *
 * @throws StateError as {@link resolveFieldType}.
 */
export function originOf(field: Field, place: FieldPlace): TypeOrigin {
  const seen: string[] = [];
  let current = field;
  let table = place.table;
  while (current.type === "foreign_key") {
    const step = `${tableKey(table)}.${current.name}`;
    if (seen.includes(step)) throw endless(place.table, field, [...seen, step]);
    seen.push(step);
    const key = keyOf(table, current);
    if (key === undefined) throw unresolved(place.table, field, `${step} has no foreign key`);
    const target = findTarget(key, place);
    if (target === undefined) {
      const known = [...place.schema.tables.keys(), ...(place.horizon?.tables.keys() ?? [])];
      throw unresolved(place.table, field, `"${key.table}" is not there`, {
        name: key.table,
        known,
      });
    }
    const next = targetField(target, key, current);
    if (next === undefined) {
      throw unresolved(place.table, field, `"${key.table}" has no field that it refers to`);
    }
    table = target;
    current = next;
  }
  return { table, field: current };
}

function keyOf(table: Table, field: Field): ForeignKey | undefined {
  return table.foreignKeys.find((key) => key.fields.includes(field.name));
}

/** The table as it is here counts before the one in the schema: it may not be in there yet. */
function findTarget(key: ForeignKey, place: FieldPlace): Table | undefined {
  if (key.table === tableKey(place.table)) return place.table;
  return place.schema.tables.get(key.table) ?? place.horizon?.tables.get(key.table);
}

function targetField(target: Table, key: ForeignKey, field: Field): Field | undefined {
  const names = key.targetFields.length === 0 ? target.primaryKey?.fields : key.targetFields;
  const name = names?.[key.fields.indexOf(field.name)];
  return name === undefined ? undefined : findField(target, name);
}

function unresolved(
  table: Table,
  field: Field,
  why: string,
  meant?: { readonly name: string; readonly known: readonly string[] },
): StateError {
  const hint =
    "Give the field a foreignKey whose table is created in these migrations and has a primary key, or a type of its own.";
  return new StateError({
    code: "SCHEMA_UNRESOLVED_TYPE",
    message: `the type of field "${field.name}" of table "${tableKey(table)}" is unknown: ${why}`,
    hint: meant === undefined ? hint : suggestion(meant.name, meant.known, hint),
    table: tableKey(table),
    member: field.name,
  });
}

function endless(table: Table, field: Field, steps: readonly string[]): StateError {
  return new StateError({
    code: "SCHEMA_TYPE_CYCLE",
    message: `the type of field "${field.name}" of table "${tableKey(table)}" is that of itself: ${steps.join(" -> ")}`,
    hint: "Give one of these fields a type of its own.",
    table: tableKey(table),
    member: field.name,
  });
}
