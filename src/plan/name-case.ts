import type { Dialect } from "../dialect/dialect.js";
import type { Migration } from "../migration/migration.js";
import type { OperationState } from "../migration/state.js";
import { changedTables } from "../schema/changed-tables.js";
import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import type { TablesByName } from "../schema/table-map.js";
import { RunnerError } from "./runner-error.js";

/** Two names that are one for the database. */
interface Clash {
  readonly what: string;
  readonly names: readonly [taken: string, wanted: string];
}

interface Change {
  readonly before: Schema;
  readonly after: Schema;
  /** Keys of tables. */
  readonly changed: readonly string[];
}

/** Names without their case -> names. */
type Folded = Map<string, string>;

/** The same of tables, by keys. */
interface FoldedTables {
  readonly before: TablesByName;
  /** What has changed behind that; undefined: it is there no more. */
  readonly since: Map<string, string | undefined>;
}

/**
 * The folded keys of the tables of a schema. Planning goes forward from schema to schema, so they
 * are handed on and changed; making them anew for each migration would cost as much as all tables.
 */
const foldedTables = new WeakMap<Schema["tables"], FoldedTables>();

/** Which table has which key, whatever the case, is known: see {@link foldedKey}. */
export function noteFolded(tables: Schema["tables"], before: TablesByName): void {
  foldedTables.set(tables, { before, since: new Map() });
}

/** A key of a table without its case. */
export function foldedKey(key: string): string {
  return key.toLowerCase();
}

/**
 * Refuses names that the model keeps apart and the database does not: it would say so only when the
 * statement runs, in the middle of a migration.
 *
 * @throws RunnerError RUNNER_NAME_CASE
 */
export function assertNamesApart(
  { features: { caselessNames }, name: database }: Dialect,
  migration: Migration,
  states: readonly OperationState[],
): void {
  if (caselessNames === "none") return;
  for (const state of states) {
    const { operation, before, after, index } = state;
    if (before.tables === after.tables) continue;
    const change = { before, after, changed: changedTables(before, after) };
    const clash = (caselessNames === "all" ? takenTable(change) : undefined) ?? takenMember(change);
    // These make no statement, or one that may fail.
    if (clash === undefined || operation.schemaOnly || operation.ignoreErrors) continue;
    const [taken, wanted] = clash.names;
    throw new RunnerError({
      code: "RUNNER_NAME_CASE",
      message: `migration "${migration.name}", operation ${index + 1} of ${migration.operations.length} "${operation.describe()}": ${clash.what} "${wanted}" and "${taken}" differ only in case, and that is one name on ${database}`,
      hint: "Choose another name for one of them; nothing of this migration has been run.",
      migration: migration.name,
    });
  }
}

function takenTable({ before, after, changed }: Change): Clash | undefined {
  const folded = foldedTables.get(before.tables) ?? fold(before.tables.keys());
  const { since } = folded;
  for (const key of changed) {
    if (!after.tables.has(key)) since.set(foldedKey(key), undefined);
  }
  const clashes = changed.flatMap((key): Clash[] => {
    if (!after.tables.has(key)) return [];
    const own = foldedKey(key);
    const taken = since.has(own) ? since.get(own) : folded.before.get(own)?.at(-1);
    since.set(own, key);
    return taken === undefined || taken === key ? [] : [{ what: "table", names: [taken, key] }];
  });
  foldedTables.delete(before.tables);
  foldedTables.set(after.tables, folded);
  return clashes[0];
}

function takenMember({ before, after, changed }: Change): Clash | undefined {
  for (const key of changed) {
    const table = after.tables.get(key);
    if (table === undefined) continue;
    const old: Table | undefined = before.tables.get(key);
    const clash =
      (table.fields === old?.fields
        ? undefined
        : twice(`field of table "${key}":`, table.fields)) ??
      (table.indexes === old?.indexes
        ? undefined
        : twice(`index of table "${key}":`, table.indexes));
    if (clash !== undefined) return clash;
  }
  return undefined;
}

function twice(what: string, members: readonly { readonly name: string }[]): Clash | undefined {
  if (members.length < 2) return undefined;
  const folded: Folded = new Map();
  for (const { name } of members) {
    const own = name.toLowerCase();
    const taken = folded.get(own);
    if (taken !== undefined) return { what, names: [taken, name] };
    folded.set(own, name);
  }
  return undefined;
}

function fold(keys: Iterable<string>): FoldedTables {
  const since = new Map<string, string | undefined>();
  for (const key of keys) since.set(foldedKey(key), key);
  return { before: new Map(), since };
}
