import { createHash } from "node:crypto";
import type { Statement, Step } from "../dialect/statement.js";
import { DriverError } from "../driver/driver-error.js";
import type { IgnoredOperation } from "../plan/ignored-operation.js";
import type { PlannedOperation } from "../plan/plan.js";
import { RunnerError } from "../plan/runner-error.js";
import { changesSchema } from "../plan/statement-kind.js";
import { assertHappened } from "./half-applied.js";
import type { JournalEntry } from "./journal.js";
import type { MigrationJob } from "./migration-job.js";
import type { RunSession } from "./run-session.js";
import { SessionReplay } from "./session-replay.js";
import type { StepRunner } from "./step-runner.js";

/**
 * Runs the operations of a migration that is not one transaction. What the database can take back
 * runs in a small transaction together with its journal entry, so it happens exactly once; what it
 * cannot gets an entry before and a mark after, and after a crash the database is asked.
 */
export class JournaledOperations {
  readonly #session: RunSession;
  readonly #steps: StepRunner;
  readonly #job: MigrationJob;
  readonly #entries: ReadonlyMap<string, JournalEntry>;
  readonly #replays: SessionReplay;
  #leaves: boolean;

  constructor(session: RunSession, steps: StepRunner, job: MigrationJob) {
    this.#session = session;
    this.#steps = steps;
    this.#job = job;
    this.#entries = new Map(
      job.entries.map((entry) => [placeKey(entry.operation, entry.statement), entry]),
    );
    this.#leaves = job.entries.length > 0;
    this.#replays = new SessionReplay({
      migration: job.migration.name,
      rules: session.dialect.sqlRules,
      resumed: this.#leaves,
    });
  }

  /** Is something of the migration done, or may it be? */
  get leaves(): boolean {
    return this.#leaves;
  }

  async run(planned: PlannedOperation): Promise<void> {
    const { dialect } = this.#session;
    const { steps } = planned;
    const done = new Set(steps.filter((step, at) => this.#isDone(planned, step, at)));
    const lasting = steps.filter((step) => !this.#replays.isForSession(planned, step));
    const together =
      dialect.features.transactionalDdl &&
      !steps.some((_, at) => this.#entries.has(placeKey(planned.index, at))) &&
      steps.every((step) => step.kind === "script" || step.transactional);
    if (together && lasting[0] !== undefined) {
      await this.#replay(planned, lasting[0]);
      return await this.#runTogether(planned);
    }
    for (const [at, step] of steps.entries()) {
      if (this.#replays.isForSession(planned, step)) await this.#runForSession(planned, step);
      else if (done.has(step)) this.#passOver(planned, step);
      else await this.#runOne(planned, step, at);
    }
  }

  /** A new session has to be told again. */
  async #runForSession(planned: PlannedOperation, step: Statement): Promise<void> {
    if (this.#replays.live) await this.#steps.runForGood(planned, step);
    else this.#replays.meet(planned, step);
  }

  /** Before the first step that this run does itself. */
  async #replay(planned: PlannedOperation, step: Step): Promise<void> {
    for (const one of this.#replays.before(planned, step)) {
      await this.#steps.runForGood(one.planned, one.step);
    }
  }

  /** The failure of the operation is tolerated: the next run must not try it again. */
  async noteIgnored(planned: PlannedOperation, ignored: IgnoredOperation): Promise<void> {
    const place = this.#entry(planned, planned.steps.length);
    const { error, present } = ignored;
    this.#leaves = true;
    await this.#add({ ...place, outcome: "ignored", error, present });
  }

  /** All steps and their entries in one transaction. */
  async #runTogether(planned: PlannedOperation): Promise<void> {
    await this.#atomically(planned, planned.steps, async () => {
      for (const [at, step] of planned.steps.entries()) {
        await this.#steps.run(planned, step);
        if (!this.#replays.isForSession(planned, step))
          await this.#add(this.#entry(planned, at, step));
      }
    });
  }

  async #runOne(planned: PlannedOperation, step: Step, at: number): Promise<void> {
    const { connection, journal, work } = this.#session;
    await this.#replay(planned, step);
    const entry = this.#entry(planned, at, step);
    const known = this.#entries.get(placeKey(planned.index, at));
    if (known !== undefined && step.kind === "sql") {
      const happened = await assertHappened({
        session: this.#session,
        job: this.#job,
        planned,
        statement: step,
        at,
      });
      if (happened) {
        await work.keepBooks(() => journal.settle(connection, entry));
        return this.#passOver(planned, step);
      }
      await this.#steps.repair(step);
      await work.keepBooks(() => journal.forget(connection, entry));
    }
    if (this.#canBeTakenBack(step)) await this.#runWithEntry(planned, step, entry);
    else if (step.kind === "sql") await this.#runBetweenEntries(planned, step, entry);
  }

  async #runWithEntry(planned: PlannedOperation, step: Step, entry: JournalEntry): Promise<void> {
    await this.#atomically(planned, [step], async () => {
      await this.#steps.run(planned, step);
      await this.#add(entry);
    });
  }

  async #atomically(
    planned: PlannedOperation,
    steps: readonly Step[],
    work: () => Promise<void>,
  ): Promise<void> {
    const { dialect, connection } = this.#session;
    try {
      await dialect.session.atomic(connection, {
        statements: steps.filter((step) => step.kind === "sql"),
        work: this.#steps.repeatable(() => this.#steps.guard(planned, steps, work)),
      });
    } catch (error) {
      // Perhaps in the middle of COMMIT: nobody knows.
      if (error instanceof DriverError && error.connectionLost) this.#leaves = true;
      throw error;
    }
    this.#leaves = true;
  }

  async #runBetweenEntries(
    planned: PlannedOperation,
    statement: Statement,
    entry: JournalEntry,
  ): Promise<void> {
    const { connection, journal, work } = this.#session;
    await this.#add({ ...entry, outcome: "started" });
    const left = this.#leaves;
    this.#leaves = true;
    try {
      await this.#steps.runForGood(planned, statement);
    } catch (error) {
      // A statement that failed has not happened; a lost session keeps the entry, rightly.
      await this.#steps.repair(statement).catch(() => {});
      const forgotten = work.keepBooks(() => journal.forget(connection, entry));
      await forgotten.then(
        () => {
          this.#leaves = left;
        },
        () => {},
      );
      throw error;
    }
    await work.keepBooks(() => journal.settle(connection, entry));
    this.#steps.assertGoing();
  }

  async #add(entry: JournalEntry): Promise<void> {
    const { connection, journal, work } = this.#session;
    await work.keepBooks(() => journal.add(connection, entry));
  }

  #canBeTakenBack(step: Step): boolean {
    if (step.kind === "script") return true;
    if (this.#session.dialect.features.transactionalDdl) return step.transactional;
    return step.executeRows !== true && !changesSchema(step.sql, this.#session.dialect.sqlRules);
  }

  #isDone(planned: PlannedOperation, step: Step, at: number): boolean {
    const entry = this.#entries.get(placeKey(planned.index, at));
    if (entry?.outcome !== "done") return false;
    const { allowChanged } = this.#session;
    assertUnchanged({ entry, planned, step, allowChanged });
    return true;
  }

  #passOver(planned: PlannedOperation, step: Step): void {
    this.#replays.passOver(planned, step);
    this.#steps.passOver(step);
  }

  #entry(planned: PlannedOperation, at: number, step?: Step): JournalEntry {
    return {
      migration: this.#job.migration.name,
      direction: this.#job.direction,
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

/** @throws RunnerError RUNNER_DRIFT when a statement is not the one that ran. */
export function assertUnchanged(about: {
  readonly entry: JournalEntry;
  readonly planned: PlannedOperation;
  readonly step: Step;
  readonly allowChanged: boolean;
}): void {
  const { entry, planned, step, allowChanged } = about;
  const { migration: name, statement, hash } = entry;
  if (allowChanged || hash === hashOf(step)) return;
  throw new RunnerError({
    code: "RUNNER_DRIFT",
    message: `migration "${name}" is half applied, and statement ${statement + 1} of "${planned.operation.describe()}", which ran already, has changed since`,
    hint: "Put the operation back as it was; change only what has not run yet, or go on with --allow-changed.",
    migration: name,
  });
}

/** The same text and parameters have the same hash; of a script only its description counts. */
export function hashOf(step: Step): string {
  const parts = step.kind === "sql" ? [step.sql, step.parameters] : ["script", step.comment];
  const text = JSON.stringify(parts, (_key, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
  });
  return createHash("sha256").update(text).digest("hex");
}

function placeKey(operation: number, statement: number): string {
  return `${operation}:${statement}`;
}
