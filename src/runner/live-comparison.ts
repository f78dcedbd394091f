import { isDeepStrictEqual } from "node:util";
import { withTextsAsThere } from "../dialect/compared-as-text.js";
import type { Dialect } from "../dialect/dialect.js";
import { withKeptNames } from "../dialect/kept-names.js";
import { compareObjects, sharedOut, type Uncompared } from "../dialect/live-objects.js";
import { apartFromObjects } from "../dialect/made-as-objects.js";
import { withUnreadableTables, withUnreadableTriggers } from "../dialect/unreadable.js";
import type { Connection } from "../driver/driver.js";
import { type NamesInSql, namesIn } from "../plan/names-in-sql.js";
import { emptySchema, type Schema } from "../schema/schema.js";
import type { SchemaObject } from "../schema/schema-object.js";
import { withoutUnchosenNames } from "../schema/unchosen-names.js";
import { withAllObjects } from "../schema/with-object.js";
import type { Memory } from "./records/memory.js";
import type { ToolTables } from "./records/tool-tables.js";
import { type Applied, appliedSchema, appliedStates } from "./run/pending-plans.js";

/** Their `*` stays a word until they run. */
const UNEXPANDED: ReadonlySet<string> = new Set(["function", "procedure"]);

/** A database beside what its migrations say of it. */
export interface LiveComparison {
  /** What the database has, the tool's own tables left out. */
  readonly live: Schema;
  /** What the applied migrations made, as the database would report it. */
  readonly expected: Schema;
  /** Not applied, so not compared. */
  readonly pending: readonly string[];
  /** Of which it is only known that they are there. */
  readonly uncompared: readonly Uncompared[];
}

/** Reads the database and compares nothing yet. Writes nothing. */
export async function compareLive(
  seen: Memory,
  place: {
    readonly dialect: Dialect;
    readonly connection: Connection;
    readonly tables: ToolTables;
  },
): Promise<LiveComparison> {
  const { dialect, connection, tables } = place;
  const applied = appliedSchema({ ...seen, dialect });
  const compared = await compareWith(applied, {
    dialect,
    connection,
    ignore: tables.names,
    outgrown: outgrownStars({ ...seen, dialect }, applied),
  });
  return { ...compared, pending: pendingIn(seen) };
}

/** The database beside a schema that was replayed: `ignore` are tables, `outgrown` see `compareObjects`. */
export async function compareWith(
  replayed: Schema,
  place: {
    readonly dialect: Dialect;
    readonly connection: Connection;
    readonly ignore: readonly string[];
    readonly outgrown: ReadonlySet<string>;
  },
): Promise<Omit<LiveComparison, "pending">> {
  const { dialect, connection, ignore } = place;
  const { schema: applied, keyOf } = withKeptNames(replayed, dialect.features.cutsNamesAt);
  const outgrown = new Set([...place.outgrown].map(keyOf));
  const introspector = dialect.session.createIntrospector(connection);
  const read = await introspector.read({ ignore });
  const asText = new Map<string, string>();
  const reported = await dialect.session.expected(connection, applied, {
    live: read,
    asText: (key, why) => asText.set(key, why),
  });
  const { schema: made, unknown } = withTextsAsThere(reported, read, asText);
  const ours = [...applied.objects.values()].filter(
    ({ database = dialect.name }) => database === dialect.name,
  );
  const beside = await introspector.objects(read, ours);
  const { schema, claimed } = apartFromObjects(read, ours, beside);
  const seen = withUnreadableTriggers(schema, made, beside.unreadable?.get("trigger"));
  const { tables: shown, found } = sharedOut(seen.schema, beside, made);
  const { schema: live, hidden } = withUnreadableTables(shown, made, beside);
  const all = { ...found, untold: [...found.untold, ...claimed] };
  const objects = compareObjects(applied.objects, all, { database: dialect.name, outgrown });
  return {
    live: withAllObjects(withoutUnchosenNames(live, made), objects.live),
    expected: withAllObjects(made, objects.expected),
    uncompared: [...unknown, ...seen.hidden, ...hidden, ...objects.uncompared],
  };
}

/** Of a database that is not there yet. */
export function nothingLive(seen: Memory): LiveComparison {
  return { live: emptySchema, expected: emptySchema, pending: pendingIn(seen), uncompared: [] };
}

function pendingIn({ graph }: Memory): readonly string[] {
  return graph.order.flatMap(({ name }) => (graph.applied.has(name) ? [] : [name]));
}

/**
 * Keys of objects whose `*` stands for other fields today than it did when they were made: a view that was
 * made of `SELECT *` has the columns of that day, and its text tells no more which.
 */
function outgrownStars(applied: Applied, now: Schema): ReadonlySet<string> {
  const starred = new Map<string, Starred>();
  for (const [key, { kind, definition }] of now.objects) {
    const isLike = kind === "table" && /\blike\b/i.test(definition);
    if (UNEXPANDED.has(kind) || !(isLike || definition.includes("*"))) continue;
    const names = namesIn(definition);
    if (names.has("*") || isLike) starred.set(key, { names, isLike });
  }
  if (starred.size === 0) return new Set();
  const births = birthsOf(applied, now, starred);
  const grown = [...starred].filter(([key, one]) => {
    const then = births.get(key);
    return then !== undefined && isOutgrown(one, then, now);
  });
  return new Set(grown.map(([key]) => key));
}

/** The schema right behind the operation that made the object as it is now. */
function birthsOf(
  applied: Applied,
  now: Schema,
  wanted: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, Schema> {
  const births = new Map<string, Schema>();
  let last: Schema["objects"] | undefined;
  for (const state of appliedStates(applied)) {
    if (state.objects === last) continue;
    last = state.objects;
    for (const key of wanted.keys()) {
      if (state.objects.get(key) !== now.objects.get(key)) births.delete(key);
      else if (!births.has(key)) births.set(key, state);
    }
  }
  return births;
}

/** Something that has the fields of others as they were when it was made. */
interface Starred {
  /** All that its definition names. */
  readonly names: NamesInSql;
  /** A table that is made like another one has more of that than its fields. */
  readonly isLike: boolean;
}

function isOutgrown({ names, isLike }: Starred, then: Schema, now: Schema): boolean {
  const told = ({ tables }: Schema, key: string) => {
    const table = tables.get(key);
    return isLike ? table : (table?.fields ?? []).map(({ name }) => name);
  };
  const tables = [...then.tables].filter(([, { name }]) => names.has(name.toLowerCase()));
  if (tables.some(([key]) => !isDeepStrictEqual(told(then, key), told(now, key)))) return true;
  return [...now.objects].some(
    ([key, object]) => names.has(bareName(object)) && then.objects.get(key) !== object,
  );
}

function bareName({ name }: SchemaObject): string {
  return name.slice(name.lastIndexOf(".") + 1).toLowerCase();
}
