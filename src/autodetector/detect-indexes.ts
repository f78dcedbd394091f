import { indexToData } from "../operation/index-data.js";
import { counts } from "../schema/counter.js";
import type { Index, Table } from "../schema/table.js";
import type { Draft, Step } from "./draft.js";
import { isSamePrimaryKey, matchIndexes } from "./match-members.js";

/**
 * Indexes that are not there any more, before the fields that they are over go. One that a counter leads
 * stays until a primary key that changes has taken it in: `late`.
 */
export function detectDroppedIndexes(draft: Draft, late = false): readonly Step[] {
  return [...draft.task.to.tables].flatMap(([table, to]) => {
    const from = draft.schema.tables.get(table);
    if (from === undefined) return [];
    const { dropped, renamed } = matchIndexes(from, to);
    return [
      ...dropped
        .filter((index) => late || !holdsCounter(index, from, to))
        .map(({ name }) => () => {
          draft.add({ type: "drop_index", table, index: name });
          return true;
        }),
      ...renamed.map((pair) => () => {
        draft.add({ type: "rename_index", table, oldName: pair.from.name, newName: pair.to.name });
        return true;
      }),
    ];
  });
}

function holdsCounter({ parts }: Index, from: Table, to: Table): boolean {
  const leads = to.fields.find(({ name }) => name === parts[0]?.field);
  return leads !== undefined && counts(leads) && !isSamePrimaryKey(from, to);
}

/**
 * Of the new indexes those that a counter is to lead which leaves the primary key: some databases let a
 * field count in a key alone, so it is in the other one by then.
 */
export function detectCounterIndexes(draft: Draft): readonly Step[] {
  return [...draft.task.to.tables].flatMap(([table, to]) => {
    const from = draft.schema.tables.get(table);
    if (from === undefined || isSamePrimaryKey(from, to)) return [];
    const there = new Set(from.fields.map(({ name }) => name));
    return matchIndexes(from, to)
      .added.filter(({ parts, include }) => {
        const used = [...parts.flatMap(({ field }) => field ?? []), ...include];
        const leads = from.fields.find(({ name }) => name === parts[0]?.field);
        return leads !== undefined && counts(leads) && used.every((name) => there.has(name));
      })
      .map((index) => () => {
        draft.add({ type: "add_index", table, index: indexToData(index) });
        return true;
      });
  });
}

/** Indexes that are new. */
export function detectAddedIndexes(draft: Draft): readonly Step[] {
  return [...draft.task.to.tables].flatMap(([table, to]) => {
    const from = draft.schema.tables.get(table);
    if (from === undefined) return [];
    return matchIndexes(from, to).added.map((index) => () => {
      draft.add({ type: "add_index", table, index: indexToData(index) });
      return true;
    });
  });
}
