import { shortName, sideName } from "../../schema/constraint-name.js";
import type { SideNamed } from "../../schema/field.js";

/** Longest name, in characters. */
export const LONGEST_NAME = 128;

/** The default constraint of a column: it has a name of ours, so that it is found again. */
export function defaultName(table: string, field: SideNamed): string {
  const name = `DF_${table}_${field.name}`;
  return sideName(name, { table, field, side: "default", limit: LONGEST_NAME });
}

/** The check that stands in for an enum type. */
export function enumCheckName(table: string, field: SideNamed): string {
  const name = `CK_${table}_${field.name}_enum`;
  return sideName(name, { table, field, side: "enum", limit: LONGEST_NAME });
}

/**
 * The trigger that stands in for a column attribute: one for all `autoUpdate` fields of a table,
 * because two would set off each other without end.
 */
export function updateTriggerName(table: string): string {
  return shortName(`${table}_auto_update`, LONGEST_NAME);
}

/** A column that is there only while another one is made anew. */
export function scratchName(field: string): string {
  return shortName(`mm_new_${field}`, LONGEST_NAME);
}

/** The line of that trigger by which a field is known to be kept current. */
export function unlessUpdated(field: string): string {
  return `IF NOT UPDATE([${field.replaceAll("]", "]]")}])`;
}
