import type { Schema } from "./schema.js";
import type { ForeignKey, Table } from "./table.js";
import { TableMap, type TablesByName } from "./table-map.js";

/** A foreign key and the key of the table that has it. */
export interface Reference {
  readonly table: string;
  readonly key: ForeignKey;
}

/** The key of a table -> the keys of the tables that refer to it. */
interface Referrers {
  readonly before: TablesByName;
  /** What has changed behind that. */
  readonly since: TableMap<TableMap<true>>;
}

const NOTHING = TableMap.from<Table>([]);
const UNCHANGED = TableMap.from<TableMap<true>>([]);
const NONE: Referrers = { before: new Map(), since: UNCHANGED };
const known = new WeakMap<Schema["tables"], Referrers>();
/** The tables that were asked about last: those of the next schema differ by one or two. */
let latest: WeakRef<TableMap<Table>> | undefined;

/**
 * Every foreign key that refers to the table, its own included, in the order of the tables. Over a
 * chain of schemas that come of each other the cost is that of what differs between them.
 */
export function* referencesTo(schema: Schema, target: string): Generator<Reference> {
  for (const table of referrersIn(referrersOf(schema), target).keys()) {
    for (const key of schema.tables.get(table)?.foreignKeys ?? []) {
      if (key.table === target) yield { table, key };
    }
  }
}

/** The tables to which this one refers, by their keys. */
export function targetsOf(table: Table | undefined): ReadonlySet<string> {
  return new Set(table?.foreignKeys.map((key) => key.table));
}

/** Who refers to which table is known, so no table is read to learn that. */
export function noteTargets(tables: TableMap<Table>, before: TablesByName): void {
  remember(tables, { before, since: UNCHANGED });
}

function referrersIn({ before, since }: Referrers, target: string): TableMap<true> {
  return (
    since.get(target) ??
    TableMap.from((before.get(target) ?? []).map((key) => [key, true] as const))
  );
}

function referrersOf({ tables: given }: Schema): Referrers {
  const made = known.get(given);
  if (made !== undefined) return made;
  const tables = TableMap.from(given);
  const last = latest?.deref() ?? NOTHING;
  let referrers = known.get(last) ?? NONE;
  const set = (target: string, tables: TableMap<true>): void => {
    referrers = { ...referrers, since: referrers.since.with(target, tables) };
  };
  for (const key of last.keysNotIn(tables)) {
    for (const target of targetsOf(last.get(key))) {
      set(target, referrersIn(referrers, target).without(key));
    }
  }
  for (const key of tables.keysNotIn(last)) {
    for (const target of targetsOf(tables.get(key))) {
      set(target, referrersIn(referrers, target).with(key, true));
    }
  }
  known.set(given, referrers);
  remember(tables, referrers);
  return referrers;
}

function remember(tables: TableMap<Table>, referrers: Referrers): void {
  known.set(tables, referrers);
  latest = new WeakRef(tables);
}
