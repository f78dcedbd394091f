import type { Schema } from "./schema.js";
import type { ForeignKey, Table } from "./table.js";
import { TableMap } from "./table-map.js";

/** A foreign key and the key of the table that has it. */
export interface Reference {
  readonly table: string;
  readonly key: ForeignKey;
}

/** The key of a table -> the tables that refer to it. */
type Referrers = TableMap<TableMap<Table>>;

const NONE = TableMap.from<Table>([]);
const known = new WeakMap<Schema["tables"], Referrers>();
/** The tables that were asked about last: those of the next schema differ by one or two. */
let latest: WeakRef<TableMap<Table>> | undefined;

/**
 * Every foreign key that refers to the table, its own included, in the order of the tables. Over a
 * chain of schemas that come of each other the cost is that of what differs between them.
 */
export function* referencesTo(schema: Schema, target: string): Generator<Reference> {
  for (const [table, { foreignKeys }] of referrersOf(schema).get(target) ?? NONE) {
    for (const key of foreignKeys) if (key.table === target) yield { table, key };
  }
}

function referrersOf({ tables: given }: Schema): Referrers {
  const made = known.get(given);
  if (made !== undefined) return made;
  const tables = TableMap.from(given);
  const last = latest?.deref() ?? NONE;
  let referrers = known.get(last) ?? TableMap.from<TableMap<Table>>([]);
  for (const key of last.keysNotIn(tables)) {
    for (const target of targetsOf(last.get(key))) {
      referrers = referrers.with(target, (referrers.get(target) ?? NONE).without(key));
    }
  }
  for (const key of tables.keysNotIn(last)) {
    const table = tables.get(key);
    if (table === undefined) continue;
    for (const target of targetsOf(table)) {
      referrers = referrers.with(target, (referrers.get(target) ?? NONE).with(key, table));
    }
  }
  known.set(given, referrers);
  known.set(tables, referrers);
  latest = new WeakRef(tables);
  return referrers;
}

function targetsOf(table: Table | undefined): ReadonlySet<string> {
  return new Set(table?.foreignKeys.map((key) => key.table));
}
