import type { FieldPlace } from "../schema/resolve-field-type.js";
import { tableKey } from "../schema/schema.js";
import type { ForeignKey, Table } from "../schema/table.js";

/** The table that a foreign key refers to; `place.table` itself for a self-reference. */
export function targetTable(key: ForeignKey, place: FieldPlace): Table | undefined {
  if (key.table === tableKey(place.table)) return place.table;
  return place.schema.tables.get(key.table) ?? place.horizon?.tables.get(key.table);
}

/** The fields that a foreign key refers to; empty when its table is not known (yet). */
export function targetFields(key: ForeignKey, place: FieldPlace): readonly string[] {
  if (key.targetFields.length > 0) return key.targetFields;
  return targetTable(key, place)?.primaryKey?.fields ?? [];
}
