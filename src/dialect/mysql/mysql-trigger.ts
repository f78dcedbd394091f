import { createHash } from "node:crypto";
import { tableKey } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";

const LONGEST_NAME = 64;

/**
 * Name of the trigger that keeps an `autoUpdate` field current where the column cannot do it. Names
 * of triggers count in the whole database; a long one is cut and told apart by a hash.
 */
export function updateTriggerName(table: Pick<Table, "name" | "namespace">, field: string): string {
  const name = `mm_auto_${tableKey(table)}_${field}`;
  if (name.length <= LONGEST_NAME) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${[...name].slice(0, LONGEST_NAME - 9).join("")}_${hash}`;
}
