import type { Graph } from "../migration/graph.js";
import type { Migration } from "../migration/migration.js";
import { emptySchema, type Schema } from "../schema/schema.js";
import type { History } from "./history.js";
import { stateAfter } from "./plan.js";

/** The schema that the applied migrations made, with what the history says was ignored. */
export function appliedSchema(graph: Graph, history: History): Schema {
  return replayed(appliedMigrations(graph), history);
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
export function schemasBefore(
  graph: Graph,
  history: History,
  undo: readonly Migration[],
): readonly Schema[] {
  const remaining = [...appliedMigrations(graph)];
  const prefixes = prefixSchemas(remaining, history);
  return undo.map((migration) => {
    const at = remaining.lastIndexOf(migration);
    if (at === remaining.length - 1) {
      remaining.pop();
      return prefixes[at] ?? emptySchema;
    }
    remaining.splice(at, 1);
    prefixes.splice(at, prefixes.length - at, ...prefixSchemas(remaining, history).slice(at));
    return replayed(remaining, history);
  });
}

/** The schema before each of the migrations. */
function prefixSchemas(migrations: readonly Migration[], history: History): Schema[] {
  const prefixes: Schema[] = [];
  let schema = emptySchema;
  for (const migration of migrations) {
    prefixes.push(schema);
    schema = stateAfter(migration, schema, history.get(migration.name)?.ignored ?? []);
  }
  return prefixes;
}

function replayed(migrations: readonly Migration[], history: History): Schema {
  let schema = emptySchema;
  for (const migration of migrations) {
    schema = stateAfter(migration, schema, history.get(migration.name)?.ignored ?? []);
  }
  return schema;
}
