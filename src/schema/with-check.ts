import { memberMissing, memberNamed, requireFree } from "./member-names.js";
import { requireTable, type Schema } from "./schema.js";
import type { Check } from "./table.js";
import { replaceTable } from "./with-table.js";

/** Adds a check. @throws StateError when the name is taken. */
export function withCheck(schema: Schema, table: string, check: Check): Schema {
  const owner = requireTable(schema, table);
  requireFree(owner, check.name);
  return replaceTable(schema, { ...owner, checks: [...owner.checks, check] });
}

/** Removes a check. @throws StateError with the nearest name when there is none of that name. */
export function withoutCheck(schema: Schema, table: string, name: string): Schema {
  const owner = requireTable(schema, table);
  const check = memberNamed(owner.checks, name);
  if (check === undefined) {
    throw memberMissing("check", "SCHEMA_CONSTRAINT_MISSING", { table: owner, name });
  }
  return replaceTable(schema, {
    ...owner,
    checks: owner.checks.filter((other) => other !== check),
  });
}
