import { type MigrationPlan, statementsOf } from "../plan/plan.js";
import type { PlanFile, PlanFileMigration } from "../plan/plan-file.js";
import { toPlanText } from "../plan/plan-text.js";
import { RunnerError } from "../plan/runner-error.js";
import type { StatusReport } from "./status.js";

/**
 * Refuses a plan that the database has moved away from: what it starts from is not applied, an
 * applied migration is not in it or is another one, or a later part of it was applied alone.
 *
 * @throws RunnerError RUNNER_PLAN_STALE
 */
export function assertPlanFits(plan: PlanFile, status: StatusReport): void {
  const [problem] = status.problems;
  if (problem !== undefined) throw stale(problem.message);
  const applied = new Set(
    status.migrations.filter(({ state }) => state !== "pending").map(({ name }) => name),
  );
  const missing = plan.start.find((name) => !applied.has(name));
  if (missing !== undefined) throw stale(`it starts after "${missing}", which is not applied`);
  const open = plan.migrations.findIndex(({ name }) => !applied.has(name));
  const ahead =
    open < 0 ? undefined : plan.migrations.slice(open).find(({ name }) => applied.has(name));
  if (ahead !== undefined) {
    throw stale(
      `"${ahead.name}" is applied, but "${plan.migrations[open]?.name}" before it is not`,
    );
  }
}

/**
 * Refuses a plan whose statements are not those that the operations come to here and now.
 *
 * @param pending what is going to run: `Runner.showSql()`.
 * @throws RunnerError RUNNER_PLAN_STALE
 */
export function assertSameStatements(plan: PlanFile, pending: readonly MigrationPlan[]): void {
  const planned = new Map(plan.migrations.map((migration) => [migration.name, migration]));
  for (const one of pending) {
    const { name } = one.migration;
    if (textOf(planned.get(name)?.statements) === textOf(statementsOf(one))) continue;
    throw stale(`"${name}" comes to other statements than those of the plan, made by ${plan.tool}`);
  }
}

/**
 * Refuses a plan whose files were changed since.
 *
 * @param checksums of the files as they are: base name without extension -> checksum.
 * @throws RunnerError RUNNER_PLAN_STALE
 */
export function assertSameFiles(plan: PlanFile, checksums: ReadonlyMap<string, string>): void {
  const files = new Map(plan.migrations.map(({ file, checksum }) => [file, checksum]));
  for (const [file, checksum] of checksums) {
    if (!files.has(file)) throw stale(`the file "${file}" is not in the plan`);
    if (files.get(file) !== checksum) throw stale(`the file "${file}" was changed`);
  }
  const gone = [...files.keys()].find((file) => !checksums.has(file));
  if (gone !== undefined) throw stale(`the file "${gone}" is not there any more`);
}

function textOf(statements: PlanFileMigration["statements"] | undefined): string {
  return toPlanText(statements?.map(({ sql, parameters }) => [sql, parameters]) ?? []);
}

function stale(why: string): RunnerError {
  return new RunnerError({
    code: "RUNNER_PLAN_STALE",
    message: `the plan does not fit any more: ${why}`,
    hint: "Make the plan again from the files and the history as they are now; nothing has been run.",
  });
}
