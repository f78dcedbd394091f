import type { IgnoredOperation } from "../../plan/ignored-operation.js";
import { statementsOf } from "../../plan/plan.js";
import type { RunnerError } from "../../plan/runner-error.js";
import type { Schema } from "../../schema/schema.js";
import { isTurnedBack } from "../records/journal.js";
import type { PartialUndo } from "../runner-event.js";
import { AtomicRun } from "./atomic-run.js";
import { JournaledRun } from "./journaled-run.js";
import { type FailureContext, migrationFailure } from "./migration-failure.js";
import { type MigrationJob, MigrationProgress, type OperationsRun } from "./migration-progress.js";
import type { RunContext } from "./run-context.js";

export interface MigrationRunResult {
  /** The schema after the migration is applied, whatever the direction. */
  readonly after: Schema;
  readonly ignored: readonly IgnoredOperation[];
  /** Milliseconds. */
  readonly duration: number;
  /** When it had been half applied. */
  readonly partial: PartialUndo | undefined;
}

/**
 * Runs one migration: in one transaction together with its history row, or, where that cannot be,
 * statement by statement with the journal. It does not choose migrations and holds no lock.
 *
 * @param before see {@link MigrationProgress}
 * @throws MigrationFailedError and other RunnerErrors; whatever planning throws.
 */
export async function runMigration(
  context: RunContext,
  job: MigrationJob,
  before?: Schema,
): Promise<MigrationRunResult> {
  const { emit, session, waiting } = context;
  const { migration, direction, position, total, entries } = job;
  const progress = new MigrationProgress(context, job, before);
  const resumed = entries.length > 0;
  const atomic = progress.plan.atomic && !resumed;
  const operations: OperationsRun = atomic ? new AtomicRun(progress) : new JournaledRun(progress);
  const partial = isTurnedBack(entries) ? partialUndo(progress) : undefined;
  const head = { migration: migration.name, direction, position, total };
  emit({ kind: "migration-start", ...head, resumed, ...(partial && { partial }) });
  job.keeps?.prepare({ migration, after: progress.plan.after });
  try {
    await session.renew();
    waiting.start(session.connection, () => progress.steps.place);
    await makeRowsTable(progress);
    await operations.run();
  } catch (error) {
    await waiting.stop();
    throw failureOf(error, progress, { atomic, untouched: !operations.leaves });
  }
  await waiting.stop();
  const result = { ...runResultOf(progress), partial };
  emit({ kind: "migration-done", ...head, duration: result.duration });
  return result;
}

/** What came of a migration that has run, no matter how it was left before. */
export function runResultOf({ plan, elapsed, ignored }: MigrationProgress): MigrationRunResult {
  return {
    after: plan.after,
    ignored: ignored.filter(({ never }) => never !== true),
    duration: elapsed,
    partial: undefined,
  };
}

/** What to throw when it stopped. */
export function failureOf(
  error: unknown,
  { context, job, plan, steps }: MigrationProgress,
  how: Pick<FailureContext, "atomic" | "untouched" | "together">,
): RunnerError {
  const { session, options, waiting } = context;
  return migrationFailure(error, {
    plan,
    position: steps.position,
    committed: job.committed,
    ...how,
    signal: options.signal,
    blockers: session.dialect.session.isTransient(error) ? waiting.last : [],
  });
}

function partialUndo({ plan, ignored }: MigrationProgress): PartialUndo {
  const never = new Set(ignored.flatMap((one) => (one.never ? [one.operation] : [])));
  const notes = plan.operations.map((planned) => {
    const { index, operation } = planned;
    const note = { operation: index, description: operation.describe() };
    return { note, happened: planned.ignored === undefined, never: never.has(index) };
  });
  return {
    undone: notes.flatMap(({ note, happened }) => (happened ? [note] : [])),
    neverHappened: notes.flatMap(({ note, never }) => (never ? [note] : [])).toReversed(),
  };
}

/** The table of upserted rows, made when a plan needs it for the first time. */
export async function makeRowsTable({ context, plan }: MigrationProgress): Promise<void> {
  const { session, tables } = context;
  const { name } = tables.rows.table;
  const needed = statementsOf(plan).some(({ sql }) => sql.includes(name));
  if (needed) await tables.rows.ensure(session.connection);
}
