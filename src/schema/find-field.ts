import { suggestion } from "../text/nearest-name.js";
import type { Field } from "./field.js";
import { tableKey } from "./schema.js";
import { StateError } from "./state-error.js";
import type { Table } from "./table.js";

/** The field of that name, or undefined. */
export function findField(table: Table, name: string): Field | undefined {
  return table.fields.find((field) => field.name === name);
}

/** The field of that name. @throws StateError with the nearest name. */
export function requireField(table: Table, name: string): Field {
  const field = findField(table, name);
  if (field !== undefined) return field;
  const key = tableKey(table);
  throw new StateError({
    code: "SCHEMA_FIELD_MISSING",
    message: `field "${name}" does not exist in table "${key}" at this point`,
    hint: suggestion(
      name,
      table.fields.map((known) => known.name),
      "Check the name, and which operations come before this one.",
    ),
    table: key,
    member: name,
  });
}

/** @throws StateError when the name is taken. */
export function requireNoField(table: Table, name: string): void {
  if (findField(table, name) === undefined) return;
  const key = tableKey(table);
  throw new StateError({
    code: "SCHEMA_FIELD_EXISTS",
    message: `field "${name}" exists already in table "${key}"`,
    hint: "Choose another name, or alter the field that is there.",
    table: key,
    member: name,
  });
}
