import { isDeepStrictEqual } from "node:util";
import type { Field } from "../schema/field.js";
import { resolveDefault } from "../schema/resolve-default.js";
import { type Schema, tableKey } from "../schema/schema.js";
import { StateError } from "../schema/state-error.js";
import type { Table } from "../schema/table.js";
import { withSharedValues } from "../schema/with-enum.js";
import { shownJson } from "../text/shown-json.js";

/** A field of the state and where it stands. */
export interface FieldOfState {
  readonly field: Field;
  readonly table: Table;
  readonly schema: Schema;
}

/** What makes two fields different ones; a comment that was left out does no harm. */
const COMPARED = [
  "type",
  "native",
  "length",
  "precision",
  "scale",
  "enum",
  "values",
  "default",
  "identity",
  "sequence",
  "counter",
] as const;

/**
 * The field as an author says that it is, compared with the state.
 *
 * @throws StateError when the two contradict each other.
 */
export function requireSameField(given: Field, { field, table, schema }: FieldOfState): void {
  // A key has the type of what it refers to, and may be called by either.
  const ofKey = given.type === "foreign_key" || field.type === "foreign_key";
  if (ofKey) return;
  const own = resolveDefault(withSharedValues(given, schema), table, schema);
  const wrong = COMPARED.find((what) => !isDeepStrictEqual(own[what], field[what]));
  if (wrong === undefined) return;
  const key = tableKey(table);
  throw new StateError({
    code: "SCHEMA_FIELD_DIFFERS",
    message: `oldField says of field "${field.name}" of table "${key}" that its ${wrong} is ${shown(own[wrong])}, but it is ${shown(field[wrong])} at this point`,
    hint: "Write oldField as the field is before this operation, or leave it out.",
    table: key,
    member: field.name,
  });
}

function shown(value: unknown): string {
  if (value === undefined) return "not given";
  return shownJson(value);
}
