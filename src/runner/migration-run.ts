import { DriverError } from "../driver/driver-error.js";
import type { IgnoredOperation } from "../plan/ignored-operation.js";
import { type MigrationPlan, type PlannedOperation, statementsOf } from "../plan/plan.js";
import { planMigration } from "../plan/plan-migration.js";
import { RunnerError } from "../plan/runner-error.js";
import { type Schema, tableKey } from "../schema/schema.js";
import { ignoredIn, isTurnedBack } from "./journal.js";
import { JournaledOperations } from "./journaled-operations.js";
import { isDrop, isPresent } from "./live-change.js";
import { migrationFailure } from "./migration-failure.js";
import type { MigrationJob } from "./migration-job.js";
import type { RunSession } from "./run-session.js";
import type { PartialUndo } from "./runner-event.js";
import { StepRunner } from "./step-runner.js";

export interface MigrationRunResult {
  /** The schema after the migration is applied, whatever the direction. */
  readonly after: Schema;
  readonly ignored: readonly IgnoredOperation[];
  /** Milliseconds. */
  readonly duration: number;
  /** When it had been half applied. */
  readonly partial: PartialUndo | undefined;
}

/** Which failures of an operation do not stop the run. */
type Tolerance = "none" | "any" | "missing";

/**
 * Runs one migration: in one transaction together with its history row, or, where that cannot be,
 * statement by statement with the journal. It does not choose migrations and holds no lock.
 */
export class MigrationRun {
  readonly #session: RunSession;
  readonly #job: MigrationJob;
  readonly #steps: StepRunner;
  readonly #ignored: IgnoredOperation[];
  readonly #started = performance.now();
  #plan: MigrationPlan;
  #journaled: JournaledOperations | undefined;

  /** @throws whatever {@link planMigration} throws. */
  constructor(session: RunSession, job: MigrationJob) {
    this.#session = session;
    this.#job = job;
    this.#ignored = [...job.ignored, ...ignoredIn(job.entries)];
    this.#plan = this.#makePlan();
    this.#steps = new StepRunner(session, this.#plan);
  }

  /** @throws MigrationFailedError and other RunnerErrors */
  async run(): Promise<MigrationRunResult> {
    const { migration, direction, position, total, entries } = this.#job;
    const { emit, committed } = this.#session;
    const head = { migration: migration.name, direction, position, total };
    const resumed = entries.length > 0;
    const atomic = this.#plan.atomic && !resumed;
    const partial = isTurnedBack(entries) ? this.#partialUndo() : undefined;
    emit({ kind: "migration-start", ...head, resumed, ...(partial && { partial }) });
    try {
      await this.#session.work.freshen();
      await this.#session.watch(
        async () => {
          await this.#makeRowsTable();
          await (atomic ? this.#runAtomically() : this.#runJournaled());
        },
        () => this.#steps.place,
      );
    } catch (error) {
      throw migrationFailure(error, {
        plan: this.#plan,
        progress: this.#steps.progress,
        committed,
        atomic,
        untouched: !resumed && this.#journaled?.leaves !== true,
        signal: this.#session.signal,
        blockers: this.#session.dialect.session.isTransient(error) ? this.#session.blockers() : [],
      });
    }
    committed.push(migration.name);
    const duration = this.#elapsed();
    emit({ kind: "migration-done", ...head, duration });
    const ignored = this.#ignored.filter(({ never }) => never !== true);
    return { after: this.#plan.after, ignored, duration, partial };
  }

  #partialUndo(): PartialUndo {
    const never = new Set(this.#ignored.flatMap((one) => (one.never ? [one.operation] : [])));
    const notes = this.#plan.operations.map(({ index, operation, ignored }) => {
      const note = { operation: index, description: operation.describe() };
      return { note, happened: ignored === undefined, never: never.has(index) };
    });
    return {
      undone: notes.flatMap(({ note, happened }) => (happened ? [note] : [])),
      neverHappened: notes.flatMap(({ note, never }) => (never ? [note] : [])).toReversed(),
    };
  }

  async #runAtomically(): Promise<void> {
    const { dialect, connection } = this.#session;
    await dialect.session.atomic(connection, {
      statements: statementsOf(this.#plan),
      work: this.#steps.repeatable(async () => {
        this.#forgetIgnored();
        await this.#operations((planned, tolerance) => {
          const work = () => this.#runSteps(planned);
          return tolerance === "none" ? work() : dialect.session.attempt(connection, work);
        });
        await this.#writeHistory();
      }),
    });
  }

  /** The database asked to run the transaction once more: what was ignored may succeed now. */
  #forgetIgnored(): void {
    if (this.#ignored.length === this.#job.ignored.length) return;
    this.#ignored.length = this.#job.ignored.length;
    this.#plan = this.#makePlan();
  }

  async #runJournaled(): Promise<void> {
    const { dialect, connection, journal } = this.#session;
    await journal.prepare(connection);
    const journaled = new JournaledOperations(this.#session, this.#steps, this.#job);
    this.#journaled = journaled;
    await this.#operations(
      (planned) => journaled.run(planned),
      (planned, ignored) => journaled.noteIgnored(planned, ignored),
    );
    await dialect.session.atomic(connection, { statements: [], work: () => this.#writeHistory() });
  }

  /** Runs all operations; behind a tolerated failure the rest of them is planned anew. */
  async #operations(
    run: (planned: PlannedOperation, tolerance: Tolerance) => Promise<void>,
    note?: (planned: PlannedOperation, ignored: IgnoredOperation) => Promise<void>,
  ): Promise<void> {
    for (let at = 0; at < this.#plan.operations.length; at++) {
      const planned = this.#plan.operations[at];
      if (planned === undefined) continue;
      this.#steps.startOperation(planned, this.#plan);
      if (planned.ignored !== undefined) {
        this.#noteSkipped(planned, planned.ignored);
        continue;
      }
      const tolerance = this.#tolerance(planned);
      try {
        await run(planned, tolerance);
      } catch (error) {
        if (!this.#isTolerable(tolerance, error)) throw error;
        const ignored = await this.#ignore(planned, { tolerance, error });
        await note?.(planned, ignored);
        this.#plan = this.#makePlan();
      }
    }
  }

  async #runSteps(planned: PlannedOperation): Promise<void> {
    await this.#steps.guard(planned, planned.steps, async () => {
      for (const step of planned.steps) await this.#steps.run(planned, step);
    });
  }

  /** `down` swallows nothing of its own accord; `ignoreErrors` is about the way up. */
  #tolerance(planned: PlannedOperation): Tolerance {
    const up = this.#job.direction === "up";
    if (up && planned.operation.ignoreErrors) return "any";
    if (!this.#session.warnOnMissingDrop) return "none";
    const drop = up ? isDrop(planned.before, planned.after) : isDrop(planned.after, planned.before);
    return drop ? "missing" : "none";
  }

  #isTolerable(tolerance: Tolerance, error: unknown): boolean {
    if (tolerance === "none" || error instanceof RunnerError) return false;
    if (this.#session.signal?.aborted === true) return false;
    if (error instanceof DriverError && error.connectionLost) return false;
    if (this.#session.dialect.session.isTransient(error)) return false;
    return tolerance === "any" || this.#session.dialect.session.isMissingObject(error);
  }

  async #ignore(
    planned: PlannedOperation,
    failed: { readonly tolerance: Tolerance; readonly error: unknown },
  ): Promise<IgnoredOperation> {
    const { error, tolerance } = failed;
    const present =
      tolerance === "missing" ||
      (await isPresent({
        dialect: this.#session.dialect,
        connection: this.#session.connection,
        before: planned.before,
        after: planned.after,
        ignore: this.#session.tables.names,
      }));
    const text = error instanceof Error ? error.message : String(error);
    return this.#note(planned, { operation: planned.index, error: text, present });
  }

  /** It cannot even be planned: the migrations' own state says so. */
  #noteSkipped(planned: PlannedOperation, error: string): void {
    const known = this.#ignored.some(({ operation }) => operation === planned.index);
    if (!known) this.#note(planned, { operation: planned.index, error, present: false });
  }

  #note(planned: PlannedOperation, ignored: IgnoredOperation): IgnoredOperation {
    this.#ignored.push(ignored);
    const { migration } = this.#job;
    this.#session.emit({
      kind: "ignored",
      migration: migration.name,
      total: migration.operations.length,
      description: planned.operation.describe(),
      ...ignored,
    });
    return ignored;
  }

  #writeHistory(): Promise<void> {
    return this.#session.work.keepBooks(() => this.#remember());
  }

  async #remember(): Promise<void> {
    const { recorder, journal, connection, toolVersion } = this.#session;
    const { migration, direction, erase, entries } = this.#job;
    if (direction === "down") {
      for (const name of erase) await recorder.erase(connection, name);
    } else {
      await recorder.record(connection, {
        name: migration.name,
        checksum: migration.source?.checksum,
        duration: this.#elapsed(),
        toolVersion,
        outcome: "applied",
        ignored: this.#ignored,
      });
    }
    if (!this.#plan.atomic || entries.length > 0) await journal.clear(connection, migration.name);
  }

  /** The book of upserted rows, made when a plan needs it for the first time. */
  async #makeRowsTable(): Promise<void> {
    const { connection, tables, rowsBook } = this.#session;
    const name = tables.rows.name;
    const needed = statementsOf(this.#plan).some(({ sql }) => sql.includes(name));
    if (needed) await rowsBook.ensure(connection);
  }

  #makePlan(): MigrationPlan {
    const { migration, direction, before } = this.#job;
    const { dialect, tables, defaultNamespace } = this.#session;
    return planMigration({
      migration,
      direction,
      before,
      dialect,
      rowsTable: tableKey(tables.rows),
      defaultNamespace,
      ignored: this.#ignored,
    });
  }

  #elapsed(): number {
    return performance.now() - this.#started;
  }
}
