import type { Statement, Step } from "../../dialect/statement.js";
import { DriverError } from "../../driver/driver-error.js";
import type { IgnoredOperation } from "../../plan/ignored-operation.js";
import type { PlannedOperation } from "../../plan/plan.js";
import { changesSchema } from "../../plan/statement-kind.js";
import { hashOf, type JournalEntry } from "../records/journal.js";
import { SessionReplay } from "../session/session-replay.js";
import type { MigrationProgress, OperationsRun } from "./migration-progress.js";
import { assertUnchanged, hasHappened } from "./recovery.js";
import type { StepTransaction } from "./step-runner.js";

/** Steps of one operation that share a transaction, each with its place in it. */
type Together = readonly { readonly step: Step; readonly at: number }[];

/**
 * Runs the operations of a migration that is not one transaction. What the database can take back
 * runs in a small transaction together with its journal entry, so it happens exactly once; what it
 * cannot gets an entry before and a mark after, and after a crash the database is asked.
 */
export class JournaledRun implements OperationsRun {
  readonly #progress: MigrationProgress;
  readonly #entries: ReadonlyMap<string, JournalEntry>;
  readonly #replays: SessionReplay;
  #leaves: boolean;
  /** It ran, and the next entry that is written will say so. */
  #unwritten: JournalEntry | undefined;

  constructor(progress: MigrationProgress) {
    const { job, context } = progress;
    this.#progress = progress;
    this.#entries = new Map(
      job.entries.map((entry) => [placeKey(entry.operation, entry.statement), entry]),
    );
    this.#leaves = job.entries.length > 0;
    this.#replays = new SessionReplay({
      migration: job.migration.name,
      rules: context.session.dialect.sqlRules,
      resumed: this.#leaves,
    });
  }

  get leaves(): boolean {
    return this.#leaves;
  }

  async run(): Promise<void> {
    const { session, tables } = this.#progress.context;
    const { dialect, connection } = session;
    await tables.journal.prepare(connection);
    try {
      for (const planned of this.#progress.operations()) {
        try {
          if (this.#isOneTransaction(planned)) await this.#runTogether(planned, placed(planned));
          else await this.#runEach(planned);
        } catch (error) {
          const ignored = await this.#progress.tolerate(planned, error);
          await this.#noteIgnored(planned, ignored);
        }
      }
      const together = this.#progress.historyStatements();
      if (together && (await dialect.session.writeTogether(connection, together))) return;
      const work = () => this.#progress.writeHistory();
      await dialect.session.atomic(connection, { statements: [], own: true, work });
    } catch (error) {
      // Else the next run has to ask; and what stopped this one is worth more.
      await this.#settle().catch(() => undefined);
      throw error;
    }
  }

  /** Writes down that the last statement is done, where nothing else will. */
  async #settle(): Promise<void> {
    const entry = this.#unwritten;
    if (entry === undefined) return;
    const { session, tables } = this.#progress.context;
    await session.withSettings(() => tables.journal.finish(session.connection, entry));
    this.#unwritten = undefined;
  }

  async #runEach(planned: PlannedOperation): Promise<void> {
    const { steps } = planned;
    const done = new Set(steps.filter((step, at) => this.#isDone(planned, step, at)));
    for (const [at, step] of steps.entries()) {
      if (this.#replays.isForSession(planned, step)) await this.#runForSession(planned, step);
      else if (done.has(step)) this.#passOver(planned, step);
      else await this.#runOne(planned, step, at);
    }
  }

  /** Can all of the operation be taken back, and has nothing of it been tried? */
  #isOneTransaction(planned: PlannedOperation): boolean {
    const { index, steps } = planned;
    return (
      this.#progress.context.session.dialect.features.transactionalDdl &&
      !steps.some((_, at) => this.#entries.has(placeKey(index, at))) &&
      steps.every((step) => step.kind === "script" || step.transactional) &&
      steps.some((step) => !this.#replays.isForSession(planned, step))
    );
  }

  /** A new session has to be told again. */
  async #runForSession(planned: PlannedOperation, step: Statement): Promise<void> {
    if (this.#replays.live) await this.#progress.steps.run(planned, step);
    else this.#replays.meet(planned, step);
  }

  /** Before the first step that this run does itself. */
  async #replay(planned: PlannedOperation, step: Step): Promise<void> {
    for (const one of this.#replays.before(planned, step)) {
      await this.#progress.steps.run(one.planned, one.step);
    }
  }

  /** The failure of the operation is tolerated: the next run must not try it again. */
  async #noteIgnored(planned: PlannedOperation, ignored: IgnoredOperation): Promise<void> {
    const place = this.#entry(planned, planned.steps.length);
    const { error, present } = ignored;
    this.#leaves = true;
    await this.#settle();
    await this.#add({ ...place, outcome: "ignored", error, present });
  }

  async #runOne(planned: PlannedOperation, step: Step, at: number): Promise<void> {
    await this.#replay(planned, step);
    if (step.kind === "sql" && (await this.#hadHappened(planned, step, at))) {
      this.#passOver(planned, step);
    } else if (this.#canBeTakenBack(step)) await this.#runTogether(planned, [{ step, at }]);
    else if (step.kind === "sql") await this.#runBetweenEntries(planned, step, at);
  }

  /** Did an earlier run do the statement in whose midst it was cut off? Afterwards that is known. */
  async #hadHappened(planned: PlannedOperation, step: Statement, at: number): Promise<boolean> {
    const known = this.#entries.get(placeKey(planned.index, at));
    if (known === undefined) return false;
    const { job, context, steps } = this.#progress;
    const { session, tables, options } = context;
    assertUnchanged({ entry: known, planned, step, options });
    const entry = { ...this.#entry(planned, at, step), behind: known.behind };
    const happened = await hasHappened({ context, job, planned, statement: step, at });
    if (!happened) await steps.repair(step);
    await session.withSettings(() =>
      happened
        ? tables.journal.finish(session.connection, entry)
        : tables.journal.forget(session.connection, entry),
    );
    return happened;
  }

  /** Steps and their entries in one transaction. */
  async #runTogether(planned: PlannedOperation, together: Together): Promise<void> {
    const { context, steps } = this.#progress;
    const { dialect, connection } = context.session;
    const lasting = together.find(({ step }) => !this.#replays.isForSession(planned, step));
    await this.#settle();
    if (lasting !== undefined) await this.#replay(planned, lasting.step);
    const transaction = steps.transaction();
    try {
      await dialect.session.atomic(connection, {
        statements: together.flatMap(({ step }) => (step.kind === "sql" ? [step] : [])),
        work: () => this.#runAll(planned, together, transaction),
      });
    } catch (error) {
      // Perhaps in the middle of COMMIT: that cannot be known.
      if (error instanceof DriverError && error.connectionLost) this.#leaves = true;
      throw error;
    }
    this.#leaves = true;
  }

  async #runAll(
    planned: PlannedOperation,
    together: Together,
    transaction: StepTransaction,
  ): Promise<void> {
    const { steps } = this.#progress;
    steps.enter(transaction);
    try {
      const rows = await steps.guardRows(
        planned,
        together.map(({ step }) => step),
      );
      for (const { step, at } of together) {
        await steps.run(planned, step);
        steps.assertGoing();
        if (!this.#replays.isForSession(planned, step)) {
          await this.#add(this.#entry(planned, at, step));
        }
      }
      await rows.assertKept();
    } finally {
      steps.leave();
    }
  }

  /**
   * Its intent is written before it is sent, or in front of it in the same question, and with it that the statement before is done. That it is
   * done itself is written with the next one, where the database can be asked until then; not behind SQL
   * that was written by hand, of which the probe knows less.
   */
  async #runBetweenEntries(planned: PlannedOperation, step: Statement, at: number): Promise<void> {
    const { context, steps } = this.#progress;
    const { session, tables } = context;
    const { connection } = session;
    const entry = { ...this.#entry(planned, at, step), behind: this.#unwritten };
    const started = { ...entry, outcome: "started" } as const;
    const together =
      session.isAsBegun &&
      !planned.operation.handwritten &&
      session.dialect.session.takesIntent(step);
    if (!together) await this.#add(started);
    this.#unwritten = undefined;
    const left = this.#leaves;
    this.#leaves = true;
    try {
      await steps.run(planned, step, together ? tables.journal.adding(started) : undefined);
    } catch (error) {
      // A statement that failed has not happened; a lost session keeps the entry, rightly.
      await steps.repair(step).catch(() => {});
      const forgotten = session.withSettings(() => tables.journal.forget(connection, entry));
      await forgotten.then(
        () => {
          this.#leaves = left;
        },
        () => {},
      );
      throw error;
    }
    this.#unwritten = entry;
    if (step.probe === undefined || planned.operation.handwritten) await this.#settle();
    steps.assertGoing();
  }

  async #add(entry: JournalEntry): Promise<void> {
    const { session, tables } = this.#progress.context;
    await session.withSettings(() => tables.journal.add(session.connection, entry));
  }

  #canBeTakenBack(step: Step): boolean {
    const { dialect } = this.#progress.context.session;
    if (step.kind === "script") return true;
    if (dialect.features.transactionalDdl) return step.transactional;
    return step.executeRows !== true && !changesSchema(step.sql, dialect.sqlRules);
  }

  #isDone(planned: PlannedOperation, step: Step, at: number): boolean {
    const entry = this.#entries.get(placeKey(planned.index, at));
    if (entry?.outcome !== "done") return false;
    const { options } = this.#progress.context;
    assertUnchanged({ entry, planned, step, options });
    return true;
  }

  #passOver(planned: PlannedOperation, step: Step): void {
    this.#replays.passOver(planned, step);
    this.#progress.steps.passOver(step);
  }

  #entry(planned: PlannedOperation, at: number, step?: Step): JournalEntry {
    const { migration, direction } = this.#progress.job;
    return {
      migration: migration.name,
      direction,
      operation: planned.index,
      statement: at,
      hash: step === undefined ? "" : hashOf(step),
      sql: step?.kind === "sql" ? step.sql : step?.comment,
      outcome: "done",
      error: undefined,
      present: false,
      never: false,
    };
  }
}

function placed({ steps }: PlannedOperation): Together {
  return steps.map((step, at) => ({ step, at }));
}

function placeKey(operation: number, statement: number): string {
  return `${operation}:${statement}`;
}
