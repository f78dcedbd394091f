import { createHash } from "node:crypto";
import type { Field, SideNamed } from "../../schema/field.js";
import { tableKey } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import { momentDigits } from "./column-default.js";

const LONGEST_NAME = 64;

/**
 * Name of the trigger that keeps an `autoUpdate` field current where the column cannot do it. Names
 * of triggers count in the whole database; a long one is cut and told apart by a hash.
 */
export function updateTriggerName(
  table: Pick<Table, "name" | "namespace">,
  field: SideNamed,
): string {
  const name = `mm_auto_${tableKey(table)}_${field.name}`;
  const apart = field.apart?.includes("auto_update") === true;
  if (name.length <= LONGEST_NAME && !apart) return name;
  const subject = apart ? JSON.stringify([tableKey(table), field.name]) : name;
  const hash = createHash("sha256").update(subject).digest("hex").slice(0, 8);
  return `${[...name].slice(0, LONGEST_NAME - 9).join("")}_${hash}`;
}

/** Is the field kept current by a trigger, because its type cannot say ON UPDATE? */
export function needsTrigger(field: Field): boolean {
  if (!field.autoUpdate || field.generated !== undefined) return false;
  const type =
    field.native ?? { timestamp: "datetime", timestamptz: "timestamp" }[field.type] ?? field.type;
  return momentDigits(type) === undefined;
}
