import type { Dialect } from "../dialect/dialect.js";
import type { Graph } from "../migration/graph.js";
import type { Migration } from "../migration/migration.js";
import { stateAfter } from "../plan/plan-migration.js";
import { emptySchemaOf, type Schema } from "../schema/schema.js";
import type { History } from "./history.js";

/** What is applied, and to which kind of database. */
export interface Applied {
  readonly graph: Graph;
  readonly history: History;
  readonly dialect: Dialect;
}

/** The schema that the applied migrations made, with what the history says was ignored. */
export function appliedSchema(applied: Applied): Schema {
  return replayed(appliedMigrations(applied.graph), applied);
}

/** The migrations that are applied, in the order of the graph. */
export function appliedMigrations(graph: Graph): readonly Migration[] {
  return graph.order.filter(({ name }) => graph.applied.has(name));
}

/**
 * For migrations to undo, in that order: the schema before each, given that those in front of it
 * are undone. In a chain it costs one replay of everything; only beside other branches one more
 * for each.
 */
export function schemasBefore(applied: Applied, undo: readonly Migration[]): readonly Schema[] {
  const remaining = [...appliedMigrations(applied.graph)];
  const prefixes = prefixSchemas(remaining, applied);
  return undo.map((migration) => {
    const at = remaining.lastIndexOf(migration);
    // Half applied: it came after all that is there.
    if (at < 0) return replayed(remaining, applied);
    if (at === remaining.length - 1) {
      remaining.pop();
      return prefixes[at] ?? emptySchemaOf(applied.dialect.naming);
    }
    remaining.splice(at, 1);
    prefixes.splice(at, prefixes.length - at, ...prefixSchemas(remaining, applied).slice(at));
    return replayed(remaining, applied);
  });
}

/** The schema before each of the migrations. */
function prefixSchemas(migrations: readonly Migration[], { dialect, history }: Applied): Schema[] {
  const prefixes: Schema[] = [];
  let schema = emptySchemaOf(dialect.naming);
  for (const migration of migrations) {
    prefixes.push(schema);
    schema = stateAfter(migration, schema, history.get(migration.name)?.ignored ?? []);
  }
  return prefixes;
}

function replayed(migrations: readonly Migration[], { dialect, history }: Applied): Schema {
  let schema = emptySchemaOf(dialect.naming);
  for (const migration of migrations) {
    schema = stateAfter(migration, schema, history.get(migration.name)?.ignored ?? []);
  }
  return schema;
}
