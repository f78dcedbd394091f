import type { MigrationPlan } from "../../plan/plan.js";
import { type PlanRequest, planMigration } from "../../plan/plan-migration.js";
import type { ToolTables } from "../records/tool-tables.js";
import type { RunOptions } from "../run-options.js";
import type { RunnerListener } from "../runner-event.js";
import type { DatabaseSession } from "../session/database-session.js";
import type { WaitWatch } from "../session/wait-watch.js";
import type { PlannedLine } from "./planned-line.js";

/** What the migrations of one run have in common. */
export interface RunContext {
  /** The session that does the work; the lock has its own. */
  readonly session: DatabaseSession;
  readonly tables: ToolTables;
  readonly options: RunOptions;
  readonly waiting: WaitWatch;
  /** What is to be applied, as far as it was planned before. */
  readonly line: PlannedLine | undefined;
  readonly emit: RunnerListener;
}

/** The plan of a migration for the database of the run. @throws what {@link planMigration} throws. */
export function planFor(
  about: {
    readonly session: Pick<DatabaseSession, "dialect">;
    readonly tables: Pick<ToolTables, "rowsTable" | "defaultNamespace">;
    readonly line?: PlannedLine | undefined;
  },
  { migration, direction, before }: Pick<PlanRequest, "migration" | "direction" | "before">,
  ignored: PlanRequest["ignored"],
): MigrationPlan {
  const known = direction === "up" && ignored.length === 0 && about.line?.take(migration, before);
  if (known) return known;
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
