import { type Claim, claimsOf, type Naming } from "./naming.js";
import type { Schema } from "./schema.js";
import type { Table } from "./table.js";
import { TableMap } from "./table-map.js";

/** Room and name -> the keys of the tables that have it there. */
type Owners = TableMap<readonly string[]>;

interface Known {
  readonly tables: TableMap<Table>;
  readonly owners: Owners;
}

const NOTHING: Known = {
  tables: TableMap.from<Table>([]),
  owners: TableMap.from<readonly string[]>([]),
};
/** What was asked about last: the next schema differs by a table or two. */
const latest = new WeakMap<Naming, Known>();

/**
 * The table that has the name already, other than the one that asks. Over a chain of schemas that
 * come of each other the cost is that of what differs between them.
 */
export function ownerOf(schema: Schema, claim: Claim, asking: string): string | undefined {
  if (schema.naming === undefined) return undefined;
  return ownersOf(schema, schema.naming)
    .get(keyOf(claim))
    ?.find((table) => table !== asking);
}

function ownersOf({ tables: given }: Schema, naming: Naming): Owners {
  const last = latest.get(naming) ?? NOTHING;
  const tables = TableMap.from(given);
  if (tables === last.tables) return last.owners;
  const owners = last === NOTHING ? ownersIn(tables, naming) : ownersBehind(last, tables, naming);
  latest.set(naming, { tables, owners });
  return owners;
}

/** The owners of a schema of which nothing is known: most have none before them. */
function ownersIn(tables: TableMap<Table>, naming: Naming): Owners {
  const owners = new Map<string, string[]>();
  for (const [key, table] of tables) {
    for (const claim of new Set(claimsOf(naming, table).map(keyOf))) {
      const known = owners.get(claim);
      if (known === undefined) owners.set(claim, [key]);
      else known.push(key);
    }
  }
  return TableMap.from<readonly string[]>(owners);
}

function ownersBehind(last: Known, tables: TableMap<Table>, naming: Naming): Owners {
  let { owners } = last;
  const changed = new Set([...last.tables.keysNotIn(tables), ...tables.keysNotIn(last.tables)]);
  for (const key of changed) {
    const [before, after] = [last.tables.get(key), tables.get(key)].map((table) =>
      table === undefined ? new Set<string>() : new Set(claimsOf(naming, table).map(keyOf)),
    );
    for (const claim of before ?? []) {
      if (after?.has(claim) === true) continue;
      const left = (owners.get(claim) ?? []).filter((table) => table !== key);
      owners = left.length === 0 ? owners.without(claim) : owners.with(claim, left);
    }
    for (const claim of after ?? []) {
      if (before?.has(claim) === true) continue;
      owners = owners.with(claim, [...(owners.get(claim) ?? []), key]);
    }
  }
  return owners;
}

function keyOf({ room, name }: Claim): string {
  // The length says where the one ends and the other begins.
  return `${room.length} ${room}${name}`;
}
