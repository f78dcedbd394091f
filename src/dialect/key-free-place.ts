import type { FieldPlace } from "../schema/resolve-field-type.js";

/**
 * The place as it is while rows have no values yet: nothing is required of the field. A primary key
 * of other fields stays, because the field may refer to it.
 */
export function keyFreePlace(place: FieldPlace, field: string): FieldPlace {
  if (place.table.primaryKey?.fields.includes(field) !== true) return place;
  return { ...place, table: { ...place.table, primaryKey: undefined } };
}
