import type { MigrationPlan } from "../../plan/plan.js";
import { type PlanRequest, planMigration } from "../../plan/plan-migration.js";
import type { ToolTables } from "../records/tool-tables.js";
import type { RunOptions } from "../run-options.js";
import type { RunnerListener } from "../runner-event.js";
import type { DatabaseSession } from "../session/database-session.js";
import type { WaitWatch } from "../session/wait-watch.js";

/** What the migrations of one run have in common. */
export interface RunContext {
  /** The session that does the work; the lock has its own. */
  readonly session: DatabaseSession;
  readonly tables: ToolTables;
  readonly options: RunOptions;
  readonly waiting: WaitWatch;
  readonly emit: RunnerListener;
}

/** The plan of a migration for the database of the run. @throws what {@link planMigration} throws. */
export function planFor(
  about: {
    readonly session: Pick<DatabaseSession, "dialect">;
    readonly tables: Pick<ToolTables, "rowsTable" | "defaultNamespace">;
  },
  { migration, direction, before }: Pick<PlanRequest, "migration" | "direction" | "before">,
  ignored: PlanRequest["ignored"],
): MigrationPlan {
  const { rowsTable, defaultNamespace } = about.tables;
  const { dialect } = about.session;
  return planMigration({
    migration,
    direction,
    before,
    dialect,
    rowsTable,
    defaultNamespace,
    ignored,
  });
}
