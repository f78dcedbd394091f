import { isKey, referencesToKey } from "../schema/key-references.js";
import type { Reference } from "../schema/references-to.js";
import type { ForeignKey, Table } from "../schema/table.js";
import type { Draft, Step } from "./draft.js";
import { isSamePrimaryKey, matchUniques } from "./match-members.js";

/** Primary keys that change, once the fields of the new one are there. */
export function detectPrimaryKeys(draft: Draft): readonly Step[] {
  return [...draft.task.to.tables].flatMap(([key, to]) => {
    const from = draft.schema.tables.get(key);
    return from === undefined || isSamePrimaryKey(from, to) ? [] : () => alter(draft, key, to);
  });
}

function alter(draft: Draft, key: string, to: Table): boolean {
  const from = draft.table(key);
  if (isSamePrimaryKey(from, to)) return true;
  const [only, ...more] = from.primaryKey?.fields ?? [];
  // It goes with its field, which may be one that counts only as the key.
  if (more.length === 0 && only !== undefined && !hasField(to, only)) return false;
  draft.add({ type: "alter_primary_key", table: key, constraint: to.primaryKey ?? null });
  return true;
}

/** Foreign keys that refer to a primary key or a unique constraint that goes: they come back behind. */
export function referencesToGone(draft: Draft): readonly Reference[] {
  const found = [...draft.task.to.tables].flatMap(([table, to]) => {
    const from = draft.schema.tables.get(table);
    if (from === undefined) return [];
    const { dropped, renamed } = matchUniques(from, to);
    const uniques = [...dropped, ...renamed.map((pair) => pair.from)];
    const rest = { ...from, uniques: from.uniques.filter((one) => !uniques.includes(one)) };
    const gone = uniques.map(({ fields }) => fields).filter((fields) => !isKey(rest, fields));
    const primary = isSamePrimaryKey(from, to) ? [] : [from.primaryKey?.fields ?? []];
    return [...primary, ...gone].flatMap((fields) => referencesToKey(draft.schema, table, fields));
  });
  return [...new Map(found.map((one) => [one.key, one])).values()];
}

/** Is what the foreign key is to refer to a key by now? */
export function hasTarget(draft: Draft, { table, targetFields }: ForeignKey): boolean {
  const [from, to] = [draft.schema, draft.task.to].map(({ tables }) => tables.get(table));
  if (from === undefined || to === undefined) return false;
  if (targetFields.length === 0) return isSamePrimaryKey(from, to);
  return isKey(from, targetFields) || !isKey(to, targetFields);
}

function hasField({ fields }: Table, name: string): boolean {
  return fields.some((field) => field.name === name);
}
