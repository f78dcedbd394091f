import { existsSync } from "node:fs";
import type { Config } from "../config/config.js";
import type { Dialect } from "../dialect/dialect.js";
import { command, hint } from "../errors.js";
import type { Limits } from "../interp/limits.js";
import { migrationsOfPlan } from "../plan/open-plan.js";
import { type MigrationPlan, statementsOf } from "../plan/plan.js";
import { type PlanFile, type PlanFileMigration, readPlanFile } from "../plan/plan-file.js";
import { toPlanText } from "../plan/plan-text.js";
import { RunnerError } from "../plan/runner-error.js";
import type { Runner } from "../runner/runner.js";
import type { StatusReport } from "../runner/status.js";
import { CliError } from "./cli-error.js";
import { readText } from "./read-text.js";
import type { MigrationSet } from "./with-runner.js";

/** How what untrusted authors wrote is read. */
export interface PlanReading {
  /** For hints: `mm`. */
  readonly program: string;
  readonly limits: Limits;
}

/** A plan file whose hash is right; `up --plan` runs it without an interpreter. */
export class ApprovedPlan {
  readonly #plan: PlanFile;
  readonly #reading: PlanReading;

  constructor(plan: PlanFile, reading: PlanReading) {
    this.#plan = plan;
    this.#reading = reading;
  }

  /** @throws as {@link checksumsOf}; RunnerError RUNNER_PLAN_STALE when the folder is here and holds other files. */
  async load(config: Config): Promise<MigrationSet> {
    const { directory } = config.migration;
    if (existsSync(directory)) {
      const { checksumsOf } = await import("./rehearsal.js");
      const { program, limits } = this.#reading;
      assertSameFiles(this.#plan, await checksumsOf({ directory, program }, limits));
    }
    return { registry: migrationsOfPlan(this.#plan), dispose: async () => undefined };
  }

  /** @throws RunnerError RUNNER_PLAN_STALE when database, history or statements have moved. */
  async assertFits(runner: Runner, dialect: Dialect): Promise<void> {
    if (dialect.name !== this.#plan.database) {
      throw new CliError({
        code: "CLI_PLAN_DATABASE",
        message: `The plan is for ${this.#plan.database}, the database is ${dialect.name}`,
        hint: hint`Make a plan with ${command("plan", "--database", dialect.name)}.`,
      });
    }
    assertPlanFits(this.#plan, await runner.status());
    assertSameStatements(this.#plan, await runner.showSql());
  }
}

/** @throws CheckError of a rehearsal; CliError CLI_PLAN_UNREADABLE; RunnerError RUNNER_PLAN_INVALID, RUNNER_PLAN_TAMPERED */
export async function readApprovedPlan(
  file: string,
  hash: string | undefined,
  reading: PlanReading,
): Promise<ApprovedPlan> {
  const text = readText(file);
  const { rehearsePlanFile } = await import("./rehearsal.js");
  await rehearsePlanFile({ text, hash }, reading.limits);
  return new ApprovedPlan(readPlanFile(text, hash), reading);
}

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
