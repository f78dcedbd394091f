import { type Claim, claimsOf, type Naming } from "./naming.js";
import type { Schema } from "./schema.js";
import type { Table } from "./table.js";
import { TableMap, type TablesByName } from "./table-map.js";

type Claims = readonly (readonly [table: string, claims: readonly string[]])[];

/** Scope and name -> the keys of the tables that have it there. */
interface Owners {
  readonly before: TablesByName;
  /** What has changed behind that; no keys: none has it any more. Goes on from schema to schema. */
  readonly since: Map<string, readonly string[]>;
}

interface Known {
  readonly tables: TableMap<Table>;
  readonly owners: Owners;
}

/** What was asked about last: the next schema differs by a table or two. */
const latest = new WeakMap<Naming, Known>();

/**
 * The table that has the name already, other than the one that asks. Over a chain of schemas that
 * come of each other the cost is that of what differs between them.
 */
export function ownerOf(schema: Schema, claim: Claim, asking: string): string | undefined {
  if (schema.naming === undefined) return undefined;
  const owners = ownersOf(schema, schema.naming);
  return holders(owners, keyOf(claim)).find((table) => table !== asking);
}

/** Every name of the table that counts beyond it, as a text that another run can take for it. */
export function claimTexts(naming: Naming, table: Table): readonly string[] {
  return [...new Set(claimsOf(naming, table).map(keyOf))];
}

/** Who has which name ({@link claimTexts}) is known, so no table is read to learn that. */
export function noteClaims(tables: TableMap<Table>, naming: Naming, before: TablesByName): void {
  latest.set(naming, { tables, owners: { before, since: new Map() } });
}

function ownersOf({ tables: given }: Schema, naming: Naming): Owners {
  const last = latest.get(naming);
  const tables = TableMap.from(given);
  if (tables === last?.tables) return last.owners;
  const owners = last === undefined ? ownersIn(tables, naming) : ownersBehind(last, tables, naming);
  latest.set(naming, { tables, owners });
  return owners;
}

/** The owners of a schema of which nothing is known: most have none before them. */
function ownersIn(tables: TableMap<Table>, naming: Naming): Owners {
  return ownersOfClaims([...tables].map(([key, table]) => [key, claimTexts(naming, table)]));
}

function ownersOfClaims(claims: Claims): Owners {
  const before = new Map<string, string[]>();
  for (const [key, texts] of claims) {
    for (const claim of texts) {
      const known = before.get(claim);
      if (known === undefined) before.set(claim, [key]);
      else known.push(key);
    }
  }
  return { before, since: new Map() };
}

function holders({ before, since }: Owners, claim: string): readonly string[] {
  return since.get(claim) ?? before.get(claim) ?? [];
}

/** Takes the owners over: who asks about the schema of before gets them back the same way. */
function ownersBehind(last: Known, tables: TableMap<Table>, naming: Naming): Owners {
  const { owners } = last;
  const keys = new Set([...last.tables.keysNotIn(tables), ...tables.keysNotIn(last.tables)]);
  const claims = ({ tables: those }: Pick<Known, "tables">, key: string): ReadonlySet<string> => {
    const table = those.get(key);
    return table === undefined ? NO_CLAIMS : new Set(claimTexts(naming, table));
  };
  // All of them before the first is changed: what a naming may throw leaves them as they were.
  const changes = [...keys].map((key) => ({
    key,
    before: claims(last, key),
    after: claims({ tables }, key),
  }));
  for (const { key, before, after } of changes) {
    for (const claim of before) {
      if (after.has(claim)) continue;
      const others = holders(owners, claim).filter((table) => table !== key);
      owners.since.set(claim, others);
    }
    for (const claim of after) {
      if (!before.has(claim)) owners.since.set(claim, [...holders(owners, claim), key]);
    }
  }
  return owners;
}

const NO_CLAIMS: ReadonlySet<string> = new Set();

function keyOf({ scope, name }: Claim): string {
  // The length says where the one ends and the other begins.
  return `${scope.length} ${scope}${name}`;
}
