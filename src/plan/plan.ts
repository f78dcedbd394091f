import type { Statement, Step } from "../dialect/statement.js";
import type { Migration } from "../migration/migration.js";
import type { OperationState } from "../migration/state.js";
import type { Schema } from "../schema/schema.js";

/** Which way a migration runs. */
export type Direction = "up" | "down";

/** One operation of a plan: the schemas around it (not around its direction) and what it runs. */
export interface PlannedOperation extends Omit<OperationState, "skipped"> {
  readonly steps: readonly Step[];
  /** Does it lose data that the way back cannot bring back? */
  readonly destructive: boolean;
  /**
   * Why nothing can be run: an `ignoreErrors` operation that the state does not fit, or one that
   * the history says was ignored.
   */
  readonly ignored: string | undefined;
  /** What a person should know before it runs, a line each: see `objectNotices`. */
  readonly notices: readonly string[];
}

/** What one migration runs in one direction: the list that `up`, `showsql` and `check` all read. */
export interface MigrationPlan {
  readonly migration: Migration;
  readonly direction: Direction;
  /** In the order they run. */
  readonly operations: readonly PlannedOperation[];
  /** The schema before and after the migration is applied, whatever the direction. */
  readonly before: Schema;
  readonly after: Schema;
  /** One transaction around everything, or a journal entry for each statement. */
  readonly atomic: boolean;
  /** Statements that an earlier run did: they are not among the steps. Only of what is shown. */
  readonly alreadyDone?: number;
}

/** All steps of a plan in order, each with the operation it belongs to. */
export function stepsOf(
  plan: MigrationPlan,
): readonly { readonly planned: PlannedOperation; readonly step: Step }[] {
  return plan.operations.flatMap((planned) => planned.steps.map((step) => ({ planned, step })));
}

/** The SQL statements of a plan; scripts are left out. */
export function statementsOf(plan: MigrationPlan): readonly Statement[] {
  const statements: Statement[] = [];
  for (const { steps } of plan.operations) {
    for (const step of steps) if (step.kind === "sql") statements.push(step);
  }
  return statements;
}
