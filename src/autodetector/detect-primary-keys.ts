import { isKey, isSameSet, referencesToKey } from "../schema/key-references.js";
import type { Reference } from "../schema/references-to.js";
import { type ForeignKey, partFields, type Table } from "../schema/table.js";
import type { Draft, Step } from "./draft.js";
import { isSamePrimaryKey, matchIndexes, matchUniques } from "./match-members.js";

/** Primary keys that change, once the fields of the new one are there. */
export function detectPrimaryKeys(draft: Draft): readonly Step[] {
  return draft
    .common()
    .filter(([, from, to]) => !isSamePrimaryKey(from, to))
    .map(
      ([key, , to]) =>
        () =>
          alter(draft, key, to),
    );
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
  const found = draft
    .common()
    .flatMap(([table, from, to]) =>
      goneKeys(from, to).flatMap((fields) => referencesToKey(draft.schema, table, fields)),
    );
  return [...new Map(found.map((one) => [one.key, one])).values()];
}

/** Is what the foreign key is to refer to a key by now, and none that goes? */
export function hasTarget(draft: Draft, { table, targetFields }: ForeignKey): boolean {
  const [from, to] = [draft.schema, draft.task.to].map(({ tables }) => tables.get(table));
  if (from === undefined || to === undefined) return false;
  if (targetFields.length === 0) return isSamePrimaryKey(from, to);
  if (goneKeys(from, to).some((fields) => isSameSet(fields, targetFields))) return false;
  return isKey(from, targetFields) || !isKey(to, targetFields);
}

/** The fields of each key that the other table has not; a foreign key may lean on any of them. */
function goneKeys(from: Table, to: Table): readonly (readonly string[])[] {
  const uniques = matchUniques(from, to);
  const indexes = matchIndexes(from, to).dropped.filter(({ unique }) => unique);
  return [
    ...(isSamePrimaryKey(from, to) ? [] : [from.primaryKey?.fields ?? []]),
    ...[...uniques.dropped, ...uniques.renamed.map((pair) => pair.from)].map((one) => one.fields),
    ...indexes.map(({ parts }) => partFields(parts)),
  ];
}

function hasField({ fields }: Table, name: string): boolean {
  return fields.some((field) => field.name === name);
}
