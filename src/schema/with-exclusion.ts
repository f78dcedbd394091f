import { memberMissing, memberNamed, requireFree } from "./member-names.js";
import { requireTable, type Schema } from "./schema.js";
import type { Exclusion } from "./table.js";
import { replaceTable } from "./with-table.js";

/** Adds an exclusion. @throws StateError when the name is taken. */
export function withExclusion(schema: Schema, table: string, exclusion: Exclusion): Schema {
  const owner = requireTable(schema, table);
  requireFree(owner, exclusion.name);
  return replaceTable(schema, { ...owner, exclusions: [...owner.exclusions, exclusion] });
}

/** Removes an exclusion. @throws StateError with the nearest name when there is none of that name. */
export function withoutExclusion(schema: Schema, table: string, name: string): Schema {
  const owner = requireTable(schema, table);
  const exclusion = memberNamed(owner.exclusions, name);
  if (exclusion === undefined) {
    throw memberMissing("exclusion", "SCHEMA_CONSTRAINT_MISSING", { table: owner, name });
  }
  const exclusions = owner.exclusions.filter((other) => other !== exclusion);
  return replaceTable(schema, { ...owner, exclusions });
}
