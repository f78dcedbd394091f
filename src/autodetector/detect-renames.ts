import { isDeepStrictEqual } from "node:util";
import type { Field } from "../schema/field.js";
import { renameInSql, type SqlRename } from "../schema/rename-in-sql.js";
import { StateError } from "../schema/state-error.js";
import type { Table } from "../schema/table.js";
import { nearestName } from "../text/nearest-name.js";
import type { Draft } from "./draft.js";

/** Less alike than this and nothing is asked. */
const TABLES_ALIKE = 0.5;
/** New tables that a question about a lost one names. */
const TABLES_NAMED = 3;
/** Fields that a question about a table names; enough to know it by. */
const FIELDS_SHOWN = 8;

/** A pair that may be one thing under two names. */
interface Candidate<T> {
  readonly from: T;
  readonly to: T;
  readonly score: number;
  /** What the questioner calls it. */
  readonly id: string;
  /** What a person has said; undefined = nothing. */
  readonly answer: boolean | undefined;
}

/** Tables that have another name. */
export function detectTableRenames(draft: Draft): void {
  const { from, to } = draft.task;
  const gone = [...from.tables].filter(([key]) => !to.tables.has(key));
  const fresh = [...to.tables].filter(([key]) => !from.tables.has(key));
  const pairs = gone.flatMap((a) =>
    fresh
      .filter((b) => a[1].namespace === b[1].namespace)
      .map((b) => {
        const id = `${a[0]}:${b[0]}`;
        const answer = draft.questioner.rename(id);
        return { from: a, to: b, score: alike(a[1], b[1]), id, answer };
      }),
  );
  choose(pairs, {
    keyOf: ([key]) => key,
    isRename: ({ from: old, to: table, score, id, answer }) => {
      if (answer !== undefined || score < TABLES_ALIKE) return answer ?? false;
      draft.ask({ kind: "rename", id, before: shownTable(old), after: shownTable(table) });
      return true;
    },
    apply: ({ from: [oldName], to: [, { name: newName }] }) =>
      draft.add({ type: "rename_table", oldName, newName }),
  });
}

/** Ids of renames of a table that goes that were not asked about: it is too unlike the new ones. */
export function possibleRenames(
  { task, schema, created, questioner }: Draft,
  key: string,
): readonly string[] {
  const gone = task.from.tables.get(key);
  if (gone === undefined) return [];
  return [...task.to.tables]
    .filter(([name]) => !task.from.tables.has(name))
    .filter(([name]) => !schema.tables.has(name) || created.has(name))
    .filter(([, table]) => table.namespace === gone.namespace)
    .map(([name, table]) => ({ id: `${key}:${name}`, score: alike(gone, table) }))
    .filter(({ id }) => questioner.rename(id) === undefined)
    .sort((a, b) => b.score - a.score)
    .slice(0, TABLES_NAMED)
    .map(({ id }) => id);
}

/** Fields that have another name, in tables that are there before and after. */
export function detectFieldRenames(draft: Draft): void {
  for (const [key, to] of draft.task.to.tables) {
    const from = draft.schema.tables.get(key);
    if (from !== undefined) renameFields(draft, key, [from, to]);
  }
}

function renameFields(draft: Draft, key: string, [from, to]: readonly [Table, Table]): void {
  const gone = from.fields.filter(({ name }) => !to.fields.some((field) => field.name === name));
  const fresh = to.fields.filter(({ name }) => !from.fields.some((field) => field.name === name));
  const pairs = gone.flatMap((a) =>
    fresh.map((b) => {
      const id = `${key}.${a.name}:${b.name}`;
      const answer = draft.questioner.rename(id);
      return { from: a, to: b, score: fieldsAlike(a, b), id, answer };
    }),
  );
  choose(pairs, {
    keyOf: ({ name }) => name,
    isRename: ({ from: old, to: field, score, id, answer }) => {
      if (answer !== undefined || score === 0) return answer ?? false;
      draft.ask({ kind: "rename", id, before: shown(old), after: shown(field) });
      return true;
    },
    apply: ({ from: { name: oldName }, to: { name: newName } }) => {
      for (const check of draft.table(key).checks) {
        if (
          follows(check.expression, { kind: "field", table: from.name, from: oldName, to: newName })
        )
          continue;
        // What the schema says of it comes back behind.
        draft.add({ type: "drop_check", table: key, constraint: check.name });
      }
      draft.add({ type: "rename_field", table: key, oldName, newName });
    },
  });
}

/** Does the tool know what the expression is under the new name? */
function follows(sql: string, rename: SqlRename): boolean {
  try {
    renameInSql(sql, rename);
    return true;
  } catch (error) {
    if (error instanceof StateError) return false;
    throw error;
  }
}

interface Choosing<T> {
  readonly keyOf: (one: T) => string;
  readonly isRename: (candidate: Candidate<T>) => boolean;
  readonly apply: (candidate: Candidate<T>) => void;
}

/** Takes each thing once: first what a person has said, then the most alike pairs. */
function choose<T>(pairs: readonly Candidate<T>[], { keyOf, isRename, apply }: Choosing<T>): void {
  const used = new Set<string>();
  const label = ({ from, to }: Candidate<T>): string => `${keyOf(from)} ${keyOf(to)}`;
  const rank = ({ answer, score }: Candidate<T>): number =>
    answer === true ? Number.POSITIVE_INFINITY : score;
  const sorted = pairs.toSorted((a, b) =>
    rank(a) === rank(b) ? (label(a) < label(b) ? -1 : 1) : rank(b) - rank(a),
  );
  for (const pair of sorted) {
    const [old, fresh] = [`< ${keyOf(pair.from)}`, `> ${keyOf(pair.to)}`];
    if (used.has(old) || used.has(fresh) || !isRename(pair)) continue;
    used.add(old).add(fresh);
    apply(pair);
  }
}

/** The share of fields that two tables have in common, by name and type. */
function alike(a: Table, b: Table): number {
  const same = a.fields.filter((field) =>
    b.fields.some(({ name, type }) => name === field.name && type === field.type),
  );
  return same.length / Math.max(a.fields.length, b.fields.length);
}

/** 0: not alike at all. */
function fieldsAlike(a: Field, b: Field): number {
  if (a.type !== b.type || a.native !== b.native) return 0;
  const rest = ({ name: _, comment: __, ...field }: Field) => field;
  if (isDeepStrictEqual(rest(a), rest(b))) return 2;
  return nearestName(a.name, [b.name]) === undefined ? 0 : 1;
}

function shownTable([key, { fields }]: readonly [string, Table]): string {
  const names = fields.slice(0, FIELDS_SHOWN).map(({ name }) => name);
  const more = fields.length > FIELDS_SHOWN ? ", ..." : "";
  return `table ${key} (${names.join(", ")}${more})`;
}

function shown(field: Field): string {
  const { name, type, native, length, nullable } = field;
  const size = length === undefined ? "" : `(${length})`;
  return `${name} ${native ?? type}${size}${nullable ? "" : " not null"}`;
}
