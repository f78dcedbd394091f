import { sideName } from "../../schema/constraint-name.js";
import type { SideNamed } from "../../schema/field.js";

/**
 * The name of the trigger, and of its function, that stand in for a column attribute PostgreSQL
 * has not got. The introspector knows an `autoUpdate` field by it.
 */
export function autoUpdateName(table: string, field: SideNamed): string {
  return sideName(`${table}_${field.name}_auto_update`, { table, field, side: "auto_update" });
}
