import { shortName } from "../../schema/constraint-name.js";

/**
 * The name of the trigger, and of its function, that stand in for a column attribute PostgreSQL
 * has not got. The introspector knows an `autoUpdate` field by it.
 */
export function autoUpdateName(table: string, field: string): string {
  return shortName(`${table}_${field}_auto_update`);
}
