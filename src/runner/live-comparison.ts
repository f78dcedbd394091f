import type { Dialect } from "../dialect/dialect.js";
import { compareObjects, sharedOut, type Uncompared } from "../dialect/live-objects.js";
import type { Connection } from "../driver/driver.js";
import { emptySchema, type Schema } from "../schema/schema.js";
import { withoutUnchosenNames } from "../schema/unchosen-names.js";
import { withAllObjects } from "../schema/with-object.js";
import { outgrownStars } from "./outgrown-stars.js";
import type { Memory } from "./records/memory.js";
import type { ToolTables } from "./records/tool-tables.js";
import { appliedSchema } from "./run/pending-plans.js";

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
  applied: Schema,
  place: {
    readonly dialect: Dialect;
    readonly connection: Connection;
    readonly ignore: readonly string[];
    readonly outgrown: ReadonlySet<string>;
  },
): Promise<Omit<LiveComparison, "pending">> {
  const { dialect, connection, ignore, outgrown } = place;
  const introspector = dialect.session.createIntrospector(connection);
  const read = await introspector.read({ ignore });
  const made = await dialect.session.expected(connection, applied, { live: read });
  const beside = await introspector.objects(read, [...applied.objects.values()]);
  const { tables: live, found } = sharedOut(read, beside, made);
  const objects = compareObjects(applied.objects, found, { database: dialect.name, outgrown });
  return {
    live: withAllObjects(withoutUnchosenNames(live, made), objects.live),
    expected: withAllObjects(made, objects.expected),
    uncompared: objects.uncompared,
  };
}

/** Of a database that is not there yet. */
export function nothingLive(seen: Memory): LiveComparison {
  return { live: emptySchema, expected: emptySchema, pending: pendingIn(seen), uncompared: [] };
}

function pendingIn({ graph }: Memory): readonly string[] {
  return graph.order.flatMap(({ name }) => (graph.applied.has(name) ? [] : [name]));
}
