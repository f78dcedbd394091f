import type { Dialect } from "../dialect/dialect.js";
import type { Graph } from "../migration/graph.js";
import type { Migration } from "../migration/migration.js";
import type { Bookkeeping } from "../plan/bookkeeping.js";
import type { Direction, MigrationPlan } from "../plan/plan.js";
import { planMigration } from "../plan/plan-migration.js";
import { emptySchemaOf, tableKey } from "../schema/schema.js";
import { appliedSchema, schemasBefore } from "./applied-state.js";
import type { History } from "./history.js";
import { ignoredIn, type JournalEntries } from "./journal.js";
import { unfinishedPlan } from "./unfinished-plan.js";

export interface PlansRequest {
  readonly dialect: Dialect;
  readonly tables: Bookkeeping;
  readonly graph: Graph;
  readonly history: History;
  readonly migrations: readonly Migration[];
  /** What earlier runs have begun and not finished. */
  readonly entries: JournalEntries;
}

/** What would run to apply these migrations on top of the applied ones. Pure. */
export function plansUp(request: PlansRequest): readonly MigrationPlan[] {
  const { dialect, graph, migrations } = request;
  if (migrations.length === 0) return [];
  let before = graph.applied.size === 0 ? emptySchemaOf(dialect.naming) : appliedSchema(request);
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
