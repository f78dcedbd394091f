import { existsSync } from "node:fs";
import type { Config } from "../config/config.js";
import type { Dialect } from "../dialect/dialect.js";
import { command, hint } from "../errors.js";
import type { Limits } from "../interp/limits.js";
import { migrationsOfPlan } from "../plan/open-plan.js";
import { type PlanFile, readPlanFile } from "../plan/plan-file.js";
import { assertPlanFits, assertSameFiles, assertSameStatements } from "../runner/plan-fit.js";
import type { Runner } from "../runner/runner.js";
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
