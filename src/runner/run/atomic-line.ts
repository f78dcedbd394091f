import type { Dialect } from "../../dialect/dialect.js";
import type { TransactionOptions } from "../../driver/driver.js";
import { command, hint } from "../../errors.js";
import type { Migration } from "../../migration/migration.js";
import { type MigrationPlan, statementsOf } from "../../plan/plan.js";
import { RunnerError } from "../../plan/runner-error.js";
import type { Schema } from "../../schema/schema.js";
import { isForSession } from "../session/session-replay.js";
import { AtomicRun } from "./atomic-run.js";
import { type MigrationJob, MigrationProgress } from "./migration-progress.js";
import { failureOf, type MigrationRunResult, makeRowsTable, runResultOf } from "./migration-run.js";
import type { RunContext } from "./run-context.js";

/**
 * Runs migrations in one transaction: all of them are applied, or nothing. Each is planned as if it
 * ran alone; what a migration is told of the schema does not differ.
 *
 * @param jobs in their order; the state before each but the first is that behind the one before it.
 * @param how `atOnce`: where it would have to wait for others it fails, so there is no wait to be told of; `before`: the
 *   schema before the first, where that is not the one of its job.
 * @throws RunnerError RUNNER_NOT_AT_ONCE before anything runs; what `runMigration` throws.
 */
export async function runAtOnce(
  context: RunContext,
  jobs: readonly MigrationJob[],
  { atOnce = false, before }: TransactionOptions & { readonly before?: Schema | undefined } = {},
): Promise<readonly MigrationRunResult[]> {
  const { session, waiting, emit } = context;
  const { dialect, connection } = session;
  const line = new AtomicLine(context, jobs, before);
  assertSessionStays(
    line.all.map(({ plan }) => plan),
    dialect,
  );
  for (const { job, plan } of line.all) {
    job.keeps?.prepare({ migration: job.migration, after: plan.after });
  }
  try {
    await session.renew();
    if (!atOnce) waiting.start(connection, () => line.current.steps.place);
    for (const progress of line.all) await makeRowsTable(progress);
    await dialect.session.atomic(connection, {
      statements: line.all.flatMap(({ plan }) => statementsOf(plan)),
      atOnce,
      work: () => line.run(),
    });
  } catch (error) {
    await waiting.stop();
    throw failureOf(error, line.current, {
      atomic: true,
      untouched: true,
      together: jobs.length,
    });
  }
  await waiting.stop();
  return line.all.map((progress) => {
    const result = runResultOf(progress);
    const { migration, direction, position, total } = progress.job;
    const { duration } = result;
    emit({
      kind: "migration-done",
      migration: migration.name,
      direction,
      position,
      total,
      duration,
    });
    return result;
  });
}

/** The migrations of one transaction, which may have to begin again. */
class AtomicLine {
  readonly #context: RunContext;
  readonly #jobs: readonly MigrationJob[];
  readonly #before: Schema | undefined;
  #all: readonly MigrationProgress[];
  #at = 0;

  constructor(context: RunContext, jobs: readonly MigrationJob[], before: Schema | undefined) {
    this.#context = context;
    this.#jobs = jobs;
    this.#before = before;
    this.#all = this.#planned(0);
  }

  get all(): readonly MigrationProgress[] {
    return this.#all;
  }

  /** The one that runs, or is next. */
  get current(): MigrationProgress {
    const current = this.#all[this.#at];
    if (current === undefined) throw new TypeError("no migration is to run");
    return current;
  }

  async run(): Promise<void> {
    if (this.#at > 0) this.#all = this.#planned(0);
    for (this.#at = 0; ; this.#at++) {
      const progress = this.current;
      const { migration, direction, position, total } = progress.job;
      const head = { migration: migration.name, direction, position, total, resumed: false };
      this.#context.emit({ kind: "migration-start", ...head });
      const expected = progress.plan.after;
      const run = new AtomicRun(progress);
      await progress.turn(() => run.runWithin({ afterRows: this.#at > 0 }));
      if (this.#at === this.#all.length - 1) return;
      // What was ignored on the way is not in the state that the others were planned for.
      if (progress.plan.after !== expected) this.#all = this.#planned(this.#at + 1);
    }
  }

  /** Those in front of `from` as they are, the others planned behind them. */
  #planned(from: number): readonly MigrationProgress[] {
    const all = this.#all?.slice(0, from) ?? [];
    for (const job of this.#jobs.slice(from)) {
      all.push(new MigrationProgress(this.#context, job, all.at(-1)?.plan.after ?? this.#before));
    }
    return all;
  }
}

/** @throws RunnerError RUNNER_NOT_AT_ONCE, naming the first migration that cannot. */
export function assertAtOnce(
  migrations: readonly Migration[],
  { features, name: database }: Pick<Dialect, "features" | "name">,
): void {
  if (!features.transactionalDdl) {
    throw new RunnerError({
      code: "RUNNER_NOT_AT_ONCE",
      message: `${database} cannot take changes of tables back, so several migrations cannot be one transaction`,
      hint: "Run it without --atomic: a run that is cut off goes on where it stopped.",
    });
  }
  const alone = migrations.find(({ transaction }) => !transaction);
  if (alone === undefined) return;
  throw notAtOnce(alone.name, "says `transaction: false`");
}

/** What an author tells the session by hand would hold for the migrations behind as well. */
function assertSessionStays(plans: readonly MigrationPlan[], { sqlRules }: Dialect): void {
  for (const plan of plans.slice(0, -1)) {
    for (const planned of plan.operations) {
      const step = planned.steps.find((one) => isForSession(planned, one, sqlRules));
      if (step === undefined) continue;
      const what = step.kind === "sql" ? `: ${step.sql.slice(0, 80)}` : "";
      throw notAtOnce(plan.migration.name, `sets something in the session${what}`);
    }
  }
}

function notAtOnce(migration: string, why: string): RunnerError {
  return new RunnerError({
    code: "RUNNER_NOT_AT_ONCE",
    message: `migration "${migration}" ${why}, so it cannot share one transaction with the others`,
    hint: hint`Apply up to it without --atomic, with ${command("migrate up", "--to", migration)}, then the rest.`,
    migration,
  });
}
