import type { Row } from "../../driver/driver.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import { groupBy } from "../group-by.js";
import { type FoundObject, type LiveObjects, liveObjects } from "../live-objects.js";
import { nameOf } from "./catalogue.js";
import { updateTriggerName } from "./names.js";

const KINDS = ["view", "procedure", "function", "trigger"];
/** https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-objects-transact-sql */
const KIND_OF: Readonly<Record<string, string>> = {
  V: "view",
  P: "procedure",
  FN: "function",
  IF: "function",
  TF: "function",
  TR: "trigger",
};

/** Views, routines and triggers by the text that the server keeps; what there is without a server. */
export function sqlserverObjects(
  rows: readonly Row[],
  schema: Schema,
  unusualKeys: readonly Row[],
): LiveObjects {
  const parts = groupBy(rows, ({ id }) => Number(id));
  const keys = new Map([...parts].map(([id, [first = {}]]) => [id, tableKey(nameOf(first))]));
  const own = new Set([...schema.tables.values()].map(({ name }) => updateTriggerName(name)));
  const found: FoundObject[] = [];
  const unsaid = unusualKeys.map((key) => {
    const table = tableKey({ ...nameOf(key), name: String(key.table_name) });
    return `${String(key.kind)} of key "${String(key.name)}" of table "${table}"`;
  });
  for (const of of parts.values()) {
    const [first = {}] = of;
    const kind = KIND_OF[String(first.type)];
    const { name, namespace } = nameOf(first);
    const on = keys.get(Number(first.parent));
    if (first.type === "U") continue;
    if (kind === undefined) unsaid.push(`object "${name}" of the type ${String(first.type)}`);
    else if (kind !== "trigger" || (on !== undefined && !own.has(name))) {
      const definition = typeof first.definition === "string" ? first.definition : undefined;
      const needs = of.flatMap(({ needed }) => keys.get(Number(needed)) ?? []).sort();
      const all = on === undefined ? needs : [on, ...needs];
      found.push({
        kind,
        name,
        namespace,
        definition,
        needs: all,
        kept: definition,
        keptToEnd: true,
      });
    }
  }
  return liveObjects(found, { database: "sqlserver", schema, kinds: KINDS, unsaid });
}
