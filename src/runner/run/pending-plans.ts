import type { DefaultNamespace, Dialect } from "../../dialect/dialect.js";
import type { Graph } from "../../migration/graph.js";
import type { Migration } from "../../migration/migration.js";
import type { Direction, MigrationPlan } from "../../plan/plan.js";
import { planMigration, stateAfter, statesOf } from "../../plan/plan-migration.js";
import type { ToolTableShapes } from "../../plan/tool-tables.js";
import { emptySchemaOf, type Schema, tableKey } from "../../schema/schema.js";
import { doneIn, ignoredIn, type JournalEntries, type JournalEntry } from "../records/journal.js";
import type { History } from "../records/recorder.js";

interface PlansRequest {
  readonly dialect: Dialect;
  readonly tables: ToolTableShapes;
  readonly graph: Graph;
  readonly history: History;
  readonly migrations: readonly Migration[];
  /** What earlier runs have begun and not finished. */
  readonly entries: JournalEntries;
}

/**
 * What would run to apply these migrations on top of the applied ones. Pure.
 *
 * @param request `start`: what the applied ones came to, where that is known.
 */
export function plansUp(
  request: PlansRequest & { readonly start?: Schema | undefined },
): readonly MigrationPlan[] {
  const { dialect, graph, migrations, start } = request;
  if (migrations.length === 0) return [];
  const nothing = graph.applied.size === 0;
  let before = start ?? (nothing ? emptySchemaOf(dialect.naming) : appliedSchema(request));
  return migrations.map((migration) => {
    const entries = begun(request, migration, "up");
    const plan = planMigration({
      ...common(request),
      migration,
      before,
      direction: "up",
      ignored: ignoredIn(entries),
    });
    before = plan.after;
    return unfinishedPlan(plan, entries);
  });
}

/** What would run to undo these applied migrations, in that order. Pure. */
export function plansDown(request: PlansRequest): readonly MigrationPlan[] {
  const { dialect, history, migrations } = request;
  const schemas = schemasBefore(request, migrations);
  return migrations.map((migration, at) => {
    const entries = begun(request, migration, "down");
    const plan = planMigration({
      ...common(request),
      migration,
      before: schemas[at] ?? emptySchemaOf(dialect.naming),
      direction: "down",
      ignored: [...(history.get(migration.name)?.ignored ?? []), ...ignoredIn(entries)],
    });
    return unfinishedPlan(plan, entries);
  });
}

/** The entries of a run in this direction that was cut off. */
function begun({ entries }: PlansRequest, { name }: Migration, direction: Direction) {
  return (entries.get(name) ?? []).filter((entry) => entry.direction === direction);
}

function common({ dialect, tables }: PlansRequest) {
  return { dialect, rowsTable: tableKey(tables.rows) };
}

/**
 * What is left of a plan whose migration an earlier run began and did not finish.
 *
 * @param entries those of a run in the direction of the plan.
 */
function unfinishedPlan(plan: MigrationPlan, entries: readonly JournalEntry[]): MigrationPlan {
  if (entries.length === 0) return plan;
  const ignored = new Set(ignoredIn(entries).map(({ operation }) => operation));
  const done = new Set(
    doneIn(entries).map(({ operation, statement }) => `${operation}/${statement}`),
  );
  const operations = plan.operations.map((planned) => ({
    ...planned,
    steps: ignored.has(planned.index)
      ? []
      : planned.steps.filter((_, at) => !done.has(`${planned.index}/${at}`)),
  }));
  return { ...plan, operations, alreadyDone: done.size };
}

export interface AppliedPlansRequest extends Applied {
  readonly rowsTable: string;
  readonly defaultNamespace: DefaultNamespace;
  readonly isWanted: (migration: Migration) => boolean;
}

/** The plans of applied migrations as they ran, but made of what their files say now. Pure. */
export function plansAsApplied(request: AppliedPlansRequest): readonly MigrationPlan[] {
  const { dialect, graph, history, rowsTable, defaultNamespace, isWanted } = request;
  const applied = appliedMigrations(graph);
  // Nothing is replayed behind the last one that is asked for.
  const until = applied.findLastIndex(isWanted) + 1;
  let before = emptySchemaOf(dialect.naming);
  return applied.slice(0, until).flatMap((migration) => {
    const ignored = history.get(migration.name)?.ignored ?? [];
    if (!isWanted(migration)) {
      before = stateAfter(migration, before, ignored);
      return [];
    }
    const target = { dialect, rowsTable, defaultNamespace };
    const plan = planMigration({ ...target, migration, before, ignored, direction: "up" });
    before = plan.after;
    return plan;
  });
}

/** What is applied, and to which kind of database. */
export type Applied = Pick<PlansRequest, "graph" | "history" | "dialect">;

/** The schema that the applied migrations made, with what the history says was ignored. */
export function appliedSchema(applied: Applied): Schema {
  return replayed(appliedMigrations(applied.graph), applied);
}

/** The schema behind each operation that was applied. */
export function* appliedStates({ graph, history, dialect }: Applied): Generator<Schema> {
  let schema = emptySchemaOf(dialect.naming);
  for (const migration of appliedMigrations(graph)) {
    for (const { after } of statesOf(
      migration,
      schema,
      history.get(migration.name)?.ignored ?? [],
    )) {
      schema = after;
      yield schema;
    }
  }
}

/** The migrations that are applied, in the order of the graph. */
function appliedMigrations(graph: Graph): readonly Migration[] {
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
