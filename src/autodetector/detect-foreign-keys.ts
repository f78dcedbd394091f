import { tableForeignKeyData } from "../operation/foreign-key-data.js";
import type { ForeignKey, Table } from "../schema/table.js";
import { referencesToGone } from "./detect-primary-keys.js";
import type { Draft, Step } from "./draft.js";
import { matchForeignKeys } from "./match-members.js";

/**
 * Foreign keys that go; that of a field of the type `foreign_key` goes with a change of the field,
 * unless it goes first because of what it refers to.
 */
export function detectDroppedForeignKeys(draft: Draft): readonly Step[] {
  const around = referencesToGone(draft);
  const dropped = draft.common().flatMap(([table, from, to]) => {
    const { dropped, renamed } = match(draft, [from, to]);
    return [...dropped, ...renamed.map((pair) => pair.from)]
      .filter((key) => !isOnField(key, from) && !isOnField(key, to))
      .filter((key) => !around.some((one) => one.key === key))
      .map((key) => ({ table, key }));
  });
  return [...dropped, ...around].map(({ table, key: { name: constraint } }) =>
    draft.adding({ type: "drop_foreign_key", table, constraint }),
  );
}

/** Foreign keys that are new, once every table and field is there. */
export function detectAddedForeignKeys(draft: Draft): readonly Step[] {
  return draft.common().flatMap(([table, from, to]) => {
    const { added, renamed } = match(draft, [from, to]);
    return [...added, ...renamed.map((pair) => pair.to)].map((key) => {
      const constraint = tableForeignKeyData(key, to.name);
      return draft.adding({ type: "add_foreign_key", table, constraint });
    });
  });
}

function match(draft: Draft, [from, to]: readonly [Table, Table]) {
  return matchForeignKeys([from, draft.schema], [to, draft.task.to]);
}

/** Does the type of a field come of it? */
function isOnField(key: ForeignKey, table: Table): boolean {
  const [name, ...more] = key.fields;
  const field = table.fields.find((one) => one.name === name);
  return more.length === 0 && field?.type === "foreign_key";
}
