import type { Field } from "../../schema/field.js";
import type { UpsertBatch } from "../upsert-batch.js";
import { isSameSet } from "./key-cover.js";

/**
 * Can the rows meet others by their conflict keys only?
 *
 * @param fresh does a field that is left out get a fresh number, or NULL, which equals nothing?
 */
export function meetsNoOtherKey(batch: UpsertBatch, fresh: (field: Field) => boolean): boolean {
  const { table, conflictKeys } = batch.upsert;
  const others = [
    table.primaryKey?.fields ?? [],
    ...table.uniques.map(({ fields }) => fields),
    ...table.indexes
      .filter(({ unique }) => unique)
      .map(({ parts }) => parts.map((part) => part.field ?? "")),
  ].filter((fields) => fields.length > 0 && !isSameSet(fields, conflictKeys));
  const never = (name: string): boolean => {
    const field = table.fields.find((one) => one.name === name);
    return field !== undefined && !batch.columns.includes(name) && fresh(field);
  };
  return others.every((fields) => fields.some(never));
}
