import { indexToData } from "../operation/index-data.js";
import { counts } from "../schema/counter.js";
import { type Index, partFields, type Table } from "../schema/table.js";
import type { Draft, Step } from "./draft.js";
import { isSamePrimaryKey, matchIndexes } from "./match-members.js";

/**
 * Indexes that are not there any more, before the fields that they are over go. One that a counter leads
 * stays until a primary key that changes has taken it in: `late`.
 */
export function detectDroppedIndexes(draft: Draft, late = false): readonly Step[] {
  return draft.common().flatMap(([table, from, to]) => {
    const { dropped, renamed } = matchIndexes(from, to);
    const gone = dropped.filter((index) => late || !holdsCounter(index, from, to));
    return [
      ...gone.map(({ name }) => draft.adding({ type: "drop_index", table, index: name })),
      ...renamed.map(({ from: { name: oldName }, to: { name: newName } }) =>
        draft.adding({ type: "rename_index", table, oldName, newName }),
      ),
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
  return draft.common().flatMap(([table, from, to]) => {
    if (isSamePrimaryKey(from, to)) return [];
    const there = new Set(from.fields.map(({ name }) => name));
    return matchIndexes(from, to)
      .added.filter(({ parts, include }) => {
        const used = [...partFields(parts), ...include];
        const leads = from.fields.find(({ name }) => name === parts[0]?.field);
        return leads !== undefined && counts(leads) && used.every((name) => there.has(name));
      })
      .map((index) => adding(draft, table, index));
  });
}

/** Indexes that are new. */
export function detectAddedIndexes(draft: Draft): readonly Step[] {
  return draft
    .common()
    .flatMap(([table, from, to]) =>
      matchIndexes(from, to).added.map((index) => adding(draft, table, index)),
    );
}

function adding(draft: Draft, table: string, index: Index): Step {
  return draft.adding({ type: "add_index", table, index: indexToData(index) });
}
