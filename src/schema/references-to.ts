import type { Schema } from "./schema.js";
import type { ForeignKey, Table } from "./table.js";
import { TableMap } from "./table-map.js";

/** A foreign key and the key of the table that has it. */
export interface Reference {
  readonly table: string;
  readonly key: ForeignKey;
}

/** The key of a table -> the keys of the tables that refer to it. */
type Referrers = TableMap<TableMap<true>>;

const NOTHING = TableMap.from<Table>([]);
const NONE = TableMap.from<true>([]);
const known = new WeakMap<Schema["tables"], Referrers>();
/** The tables that were asked about last: those of the next schema differ by one or two. */
let latest: WeakRef<TableMap<Table>> | undefined;

/**
 * Every foreign key that refers to the table, its own included, in the order of the tables. Over a
 * chain of schemas that come of each other the cost is that of what differs between them.
 */
export function* referencesTo(schema: Schema, target: string): Generator<Reference> {
  for (const table of (referrersOf(schema).get(target) ?? NONE).keys()) {
    for (const key of schema.tables.get(table)?.foreignKeys ?? []) {
      if (key.table === target) yield { table, key };
    }
  }
}

/** The tables to which this one refers, by their keys. */
export function targetsOf(table: Table | undefined): ReadonlySet<string> {
  return new Set(table?.foreignKeys.map((key) => key.table));
}

/** These tables refer to these ({@link targetsOf}), so none of them is read to learn that. */
export function noteTargets(
  tables: TableMap<Table>,
  targets: readonly (readonly [table: string, targets: readonly string[]])[],
): void {
  const referrers = new Map<string, [string, true][]>();
  for (const [table, list] of targets) {
    for (const target of list) {
      const found = referrers.get(target) ?? [];
      found.push([table, true]);
      referrers.set(target, found);
    }
  }
  remember(
    tables,
    TableMap.from([...referrers].map(([target, keys]) => [target, TableMap.from(keys)])),
  );
}

function referrersOf({ tables: given }: Schema): Referrers {
  const made = known.get(given);
  if (made !== undefined) return made;
  const tables = TableMap.from(given);
  const last = latest?.deref() ?? NOTHING;
  let referrers = known.get(last) ?? TableMap.from<TableMap<true>>([]);
  for (const key of last.keysNotIn(tables)) {
    for (const target of targetsOf(last.get(key))) {
      referrers = referrers.with(target, (referrers.get(target) ?? NONE).without(key));
    }
  }
  for (const key of tables.keysNotIn(last)) {
    for (const target of targetsOf(tables.get(key))) {
      referrers = referrers.with(target, (referrers.get(target) ?? NONE).with(key, true));
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
