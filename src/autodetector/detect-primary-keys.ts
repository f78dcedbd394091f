import { isKey, isSameSet, referencesToKey } from "../schema/key-references.js";
import type { Reference } from "../schema/references-to.js";
import type { ForeignKey, Table } from "../schema/table.js";
import type { Draft, Step } from "./draft.js";
import { isSamePrimaryKey, matchIndexes, matchUniques } from "./match-members.js";

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

/** Foreign keys that refer to a key of their target that goes: they come back behind. */
export function referencesToGone(draft: Draft): readonly Reference[] {
  const found = [...draft.task.to.tables].flatMap(([table, to]) => {
    const from = draft.schema.tables.get(table);
    if (from === undefined) return [];
    const kept = withKeptKeys(from, to);
    const gone = [
      ...(kept.primaryKey === from.primaryKey ? [] : [from.primaryKey?.fields ?? []]),
      ...uniqueFields(from).filter((fields) => !isKey(kept, fields)),
    ];
    return gone.flatMap((fields) => referencesToKey(draft.schema, table, fields));
  });
  return [...new Map(found.map((one) => [one.key, one])).values()];
}

/** Is what the foreign key is to refer to a key by now, and none that goes? */
export function hasTarget(draft: Draft, { table, targetFields }: ForeignKey): boolean {
  const [from, to] = [draft.schema, draft.task.to].map(({ tables }) => tables.get(table));
  if (from === undefined || to === undefined) return false;
  const same = isSamePrimaryKey(from, to);
  if (targetFields.length === 0) return same;
  if (!same && isSameSet(from.primaryKey?.fields ?? [], targetFields)) return false;
  return isKey(withKeptKeys(from, to), targetFields) || !isKey(to, targetFields);
}

/** The table with only those keys that the other has as well. */
function withKeptKeys(from: Table, to: Table): Table {
  const { dropped, renamed } = matchUniques(from, to);
  const gone = [...dropped, ...renamed.map((pair) => pair.from)];
  return {
    ...from,
    primaryKey: isSamePrimaryKey(from, to) ? from.primaryKey : undefined,
    uniques: from.uniques.filter((unique) => !gone.includes(unique)),
    indexes: from.indexes.filter((index) => !matchIndexes(from, to).dropped.includes(index)),
  };
}

/** The fields of each unique constraint and index. */
function uniqueFields({ uniques, indexes }: Table): readonly (readonly string[])[] {
  return [
    ...uniques.map(({ fields }) => fields),
    ...indexes
      .filter(({ unique }) => unique)
      .map(({ parts }) => parts.flatMap(({ field }) => field ?? [])),
  ];
}

function hasField({ fields }: Table, name: string): boolean {
  return fields.some((field) => field.name === name);
}
