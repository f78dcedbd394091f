import type { LastStatement } from "../../dialect/dialect.js";
import { DriverError } from "../../driver/driver-error.js";
import type { Migration } from "../../migration/migration.js";
import type { IgnoredOperation } from "../../plan/ignored-operation.js";
import type { Direction, MigrationPlan, PlannedOperation } from "../../plan/plan.js";
import { recordedPlan } from "../../plan/recorded-plan.js";
import { RunnerError } from "../../plan/runner-error.js";
import type { Schema } from "../../schema/schema.js";
import { ignoredIn, type JournalEntry } from "../records/journal.js";
import type { Recorder } from "../records/recorder.js";
import type { KeepsOutcome } from "../records/snapshot-keeper.js";
import { isDrop, isPresent } from "./live-schema.js";
import { planFor, type RunContext } from "./run-context.js";
import { StepRunner } from "./step-runner.js";

/** One migration to run in one direction. */
export interface MigrationJob {
  readonly migration: Migration;
  readonly direction: Direction;
  /** The schema before the migration, in both directions. */
  readonly before: Schema;
  /** 1-based, of `total`: for the display. */
  readonly position: number;
  readonly total: number;
  /** On the way down: what was ignored on the way up. */
  readonly ignored: readonly IgnoredOperation[];
  /** What an earlier run that was cut off left in the journal. */
  readonly entries: readonly JournalEntry[];
  /** On the way down: the names to take out of the history (a squash has several). */
  readonly erase: readonly string[];
  /** Migrations that this run has finished; it grows with the run. */
  readonly committed: readonly { readonly name: string }[];
  /** On the way up. */
  readonly keeps?: KeepsOutcome | undefined;
}

/** A way to run the operations of one migration in order, and to write down that they ran. */
export interface OperationsRun {
  run(): Promise<void>;
  /** Is something of the migration done, or may it be, when it has stopped? */
  readonly leaves: boolean;
}

/** Which failures of an operation do not stop the run. */
type Tolerance = "none" | "any" | "missing";

/**
 * What a migration has come to so far: its plan, which is made anew behind a failure that is
 * tolerated, and what was tolerated. It runs nothing.
 */
export class MigrationProgress {
  readonly context: RunContext;
  readonly job: MigrationJob;
  readonly #before: Schema;
  readonly steps: StepRunner;
  readonly #ignored: IgnoredOperation[];
  #started = performance.now();
  #ended: number | undefined;
  #plan: MigrationPlan;

  /**
   * @param before the schema before it, where that is not the one of the job: a job is made before those in front ran.
   * @throws whatever {@link planFor} throws.
   */
  constructor(context: RunContext, job: MigrationJob, before: Schema = job.before) {
    this.context = context;
    this.job = job;
    this.#before = before;
    this.#ignored = [...job.ignored, ...ignoredIn(job.entries)];
    this.#plan = this.#makePlan();
    this.steps = new StepRunner(context, this.#plan);
  }

  get plan(): MigrationPlan {
    return this.#plan;
  }

  get ignored(): readonly IgnoredOperation[] {
    return this.#ignored;
  }

  /** Milliseconds since the migration began; of one that has ended, until then. */
  get elapsed(): number {
    return (this.#ended ?? performance.now()) - this.#started;
  }

  /** One that was planned together with others has its turn. */
  async turn(work: () => Promise<void>): Promise<void> {
    this.#started = performance.now();
    await work();
    this.#ended = performance.now();
  }

  /** The operations that are to be run, one after the other; the rest of them may change meanwhile. */
  *operations(): Generator<PlannedOperation, void> {
    for (let at = 0; at < this.#plan.operations.length; at++) {
      const planned = this.#plan.operations[at];
      if (planned === undefined) continue;
      this.steps.startOperation(planned, this.#plan);
      if (planned.ignored === undefined) yield planned;
      else this.#noteSkipped(planned, planned.ignored);
    }
  }

  /** The transaction runs once more: what was ignored may succeed now. */
  restart(): void {
    if (this.#ignored.length === this.job.ignored.length) return;
    this.#ignored.length = this.job.ignored.length;
    this.#plan = this.#makePlan();
  }

  /** May the operation fail without stopping the run? */
  mayFail(planned: PlannedOperation): boolean {
    return this.#tolerance(planned) !== "none";
  }

  /**
   * Goes on behind an operation that failed, with a new plan for those after it.
   *
   * @throws the error, where it is not to be tolerated.
   */
  async tolerate(planned: PlannedOperation, error: unknown): Promise<IgnoredOperation> {
    const tolerance = this.#tolerance(planned);
    if (!this.#isTolerable(tolerance, error)) throw error;
    const present = tolerance === "missing" || (await this.#isPresent(planned));
    const text = error instanceof Error ? error.message : String(error);
    const ignored = this.#note(planned, { operation: planned.index, error: text, present });
    this.#plan = this.#makePlan();
    return ignored;
  }

  /** The last thing that a migration does, in one transaction with what it can share one with. */
  async writeHistory(): Promise<void> {
    await this.context.session.withSettings(() => this.#writeHistory());
  }

  /**
   * The same, but for the row of the history itself, and what is kept beside it, where nothing hinders that they
   * are written as the very last.
   *
   * @returns that row
   */
  async writeHistoryButLast(): Promise<LastStatement | undefined> {
    const { session, tables } = this.context;
    if (this.job.direction === "down" || !session.isAsBegun) {
      await this.writeHistory();
      return undefined;
    }
    return tables.recorder.recording(this.#row);
  }

  /**
   * The statements of {@link writeHistory} for a migration that has used the journal; undefined where what was
   * written by hand may have changed how they are understood.
   */
  historyStatements(): readonly LastStatement[] | undefined {
    const { session, tables } = this.context;
    const { migration, direction, keeps } = this.job;
    if (direction === "down" || !session.isAsBegun) return undefined;
    const { after } = this.#plan;
    return [
      tables.recorder.recording(this.#row),
      tables.journal.clearing(migration.name),
      ...(keeps?.writing({ migration, after, ignored: this.#ignored }) ?? []),
    ];
  }

  async #writeHistory(): Promise<void> {
    const { session, tables } = this.context;
    const { recorder, journal } = tables;
    const { connection } = session;
    const { migration, direction, erase, entries } = this.job;
    if (direction === "down") {
      for (const name of erase) await recorder.erase(connection, name);
    } else {
      await recorder.record(connection, this.#row);
      await this.keep({ inside: true });
    }
    if (!this.#plan.atomic || entries.length > 0) await journal.clear(connection, migration.name);
  }

  get #row(): Parameters<Recorder["recording"]>[0] {
    const { migration } = this.job;
    return {
      name: migration.name,
      checksum: migration.source?.checksum,
      duration: this.elapsed,
      outcome: "applied",
      ignored: this.#ignored,
      plan: recordedPlan(this.#plan),
    };
  }

  /** What the migration came to. @param how see `AtomicRequest.keep` */
  async keep(how: { readonly inside: boolean }): Promise<void> {
    const { migration, keeps } = this.job;
    const { connection } = this.context.session;
    const { after } = this.#plan;
    await keeps?.write(connection, { migration, after, ignored: this.#ignored }, how);
  }

  /** `down` swallows nothing of its own accord; `ignoreErrors` is about the way up. */
  #tolerance(planned: PlannedOperation): Tolerance {
    const up = this.job.direction === "up";
    if (up && planned.operation.ignoreErrors) return "any";
    if (this.context.options.warnOnMissingDrop !== true) return "none";
    const drop = up ? isDrop(planned.before, planned.after) : isDrop(planned.after, planned.before);
    return drop ? "missing" : "none";
  }

  #isTolerable(tolerance: Tolerance, error: unknown): boolean {
    const { session, options } = this.context;
    if (tolerance === "none" || error instanceof RunnerError) return false;
    if (options.signal?.aborted === true) return false;
    if (error instanceof DriverError && error.connectionLost) return false;
    if (session.dialect.session.isTransient(error)) return false;
    return tolerance === "any" || session.dialect.session.isMissingObject(error);
  }

  async #isPresent({ before, after }: PlannedOperation): Promise<boolean> {
    const { dialect, connection } = this.context.session;
    return await isPresent({
      dialect,
      connection,
      before,
      after,
      ignore: this.context.tables.names,
    });
  }

  /** It cannot even be planned: the migrations' own state says so. */
  #noteSkipped(planned: PlannedOperation, error: string): void {
    const known = this.#ignored.some(({ operation }) => operation === planned.index);
    if (!known) this.#note(planned, { operation: planned.index, error, present: false });
  }

  #note(planned: PlannedOperation, ignored: IgnoredOperation): IgnoredOperation {
    this.#ignored.push(ignored);
    const { migration } = this.job;
    this.context.emit({
      kind: "ignored",
      migration: migration.name,
      total: migration.operations.length,
      description: planned.operation.describe(),
      ...ignored,
    });
    return ignored;
  }

  #makePlan(): MigrationPlan {
    const { migration, direction } = this.job;
    return planFor(this.context, { migration, direction, before: this.#before }, this.#ignored);
  }
}
