import { indexToData } from "../operation/index-data.js";
import type { Draft, Step } from "./draft.js";
import { matchIndexes } from "./match-members.js";

/** Indexes that are not there any more, before the fields that they are over go. */
export function detectDroppedIndexes(draft: Draft): readonly Step[] {
  return [...draft.task.to.tables].flatMap(([table, to]) => {
    const from = draft.schema.tables.get(table);
    if (from === undefined) return [];
    const { dropped, renamed } = matchIndexes(from, to);
    return [
      ...dropped.map(({ name }) => () => {
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
