import type { ScriptStep, Statement, Step } from "../dialect/statement.js";
import { type MigrationPlan, type PlannedOperation, stepsOf } from "../plan/plan.js";
import { changesSchema } from "../plan/statement-kind.js";
import { assertRowsKept, watchGuardedRows } from "./row-guard.js";
import type { RunSession } from "./run-session.js";
import type { Place } from "./runner-event.js";
import { ScriptSession } from "./script-database.js";

/** Where a migration is; what an error report needs to know. */
export interface Progress {
  readonly operation: PlannedOperation | undefined;
  /** 1-based within the migration. */
  readonly statement: number;
  readonly statements: number;
  readonly sql: string | undefined;
}

/** Runs single steps of one migration, says so, and knows where it is. Opens no transaction. */
export class StepRunner {
  readonly #session: RunSession;
  #plan: MigrationPlan;
  #operation: PlannedOperation | undefined;
  #statement = 0;
  #total: number;
  #sql: string | undefined;
  /** May the open transaction have written rows? Undefined where none is open. */
  #wroteRows: boolean | undefined;

  constructor(session: RunSession, plan: MigrationPlan) {
    this.#session = session;
    this.#plan = plan;
    this.#total = stepsOf(plan).length;
  }

  get progress(): Progress {
    return {
      operation: this.#operation,
      statement: this.#statement,
      statements: this.#total,
      sql: this.#sql,
    };
  }

  /** Which operation runs, if any. */
  get place(): Place {
    return { migration: this.#plan.migration.name, operation: this.#operation?.index ?? -1 };
  }

  /** The plan may have changed behind the operations that ran. */
  startOperation(planned: PlannedOperation, plan: MigrationPlan): void {
    this.assertGoing();
    // Counting the steps at each operation would take a time that grows with their square.
    if (plan !== this.#plan) {
      this.#plan = plan;
      // An ignored statement is no part of the new plan, but it was counted when it ran.
      const left = plan.operations.slice(plan.operations.indexOf(planned));
      this.#total = this.#statement + left.flatMap(({ steps }) => steps).length;
    }
    this.#operation = planned;
    this.#sql = undefined;
    this.#session.emit({
      kind: "operation-start",
      ...this.place,
      total: plan.migration.operations.length,
      description: planned.operation.describe(),
      destructive: planned.operation.destructive,
    });
  }

  /** Runs `run`, which is for these steps, and sees to it that no row is lost unsaid. */
  async guard(
    planned: PlannedOperation,
    steps: readonly Step[],
    run: () => Promise<void>,
  ): Promise<void> {
    const { dialect, connection } = this.#session;
    const request = { dialect, connection, migration: this.#plan.migration.name, planned, steps };
    const watched = await watchGuardedRows(request);
    await run();
    await assertRowsKept(request, watched);
  }

  /** For work that can be taken back: an abort that came meanwhile takes the step back, too. */
  async run(planned: PlannedOperation, step: Step): Promise<void> {
    await this.runForGood(planned, step);
    this.assertGoing();
  }

  /** For a step that stays: when it has happened this does not throw, also behind an abort. */
  async runForGood(planned: PlannedOperation, step: Step): Promise<void> {
    this.assertGoing();
    const started = performance.now();
    this.#begin(step);
    const { dialect, connection, work } = this.#session;
    if (planned.operation.handwritten) await work.soil();
    if (step.kind === "script") await this.#script(planned, step);
    else await dialect.session.run(connection, step, { afterRows: this.#wroteRows === true });
    if (this.#wroteRows === false) {
      this.#wroteRows =
        planned.operation.handwritten ||
        (step.kind === "sql" && !changesSchema(step.sql, dialect.sqlRules));
    }
    this.#end({ duration: performance.now() - started, outcome: "done" });
  }

  /** An earlier run had done it. */
  passOver(step: Step): void {
    this.#begin(step);
    this.#end({ duration: 0, outcome: "skipped" });
  }

  /** Clears away what a failed attempt may have left; silent, the failure is what counts. */
  async repair(statement: Statement): Promise<void> {
    await this.#session.dialect.session.repair(this.#session.connection, statement);
  }

  /**
   * The work of one transaction, which may be run again from its beginning: the count of statements
   * starts there, too.
   */
  repeatable(work: () => Promise<void>): () => Promise<void> {
    const statement = this.#statement;
    let attempt = 0;
    return async () => {
      this.#statement = statement;
      attempt++;
      if (attempt > 1) this.#session.emit({ kind: "retry", ...this.place, attempt });
      this.#wroteRows = false;
      try {
        await work();
      } finally {
        this.#wroteRows = undefined;
      }
    };
  }

  /** @throws the reason of the abort, when there was one */
  assertGoing(): void {
    this.#session.signal?.throwIfAborted();
  }

  async #script(planned: PlannedOperation, step: ScriptStep): Promise<void> {
    const { dialect, connection, signal, emit, tables } = this.#session;
    const context = { horizon: planned.after, rowsTable: tables.rows.name };
    const script = new ScriptSession({
      dialect,
      connection,
      editor: dialect.createSchemaEditor(context),
      migration: this.#plan.migration.name,
      signal,
      onProgress: (done, total) => emit({ kind: "progress", ...this.place, done, total }),
      onLog: (level, text) => emit({ kind: "script-log", ...this.place, level, text }),
      onStatement: (sql) => {
        this.#sql = sql;
      },
    });
    await script.run(step.run);
  }

  #begin(step: Step): void {
    this.#statement++;
    this.#sql = step.kind === "sql" ? step.sql : undefined;
    this.#session.emit({
      kind: "statement-start",
      ...this.place,
      statement: this.#statement,
      total: this.#total,
      sql: this.#sql,
      comment: step.comment,
    });
  }

  #end(told: { readonly duration: number; readonly outcome: "done" | "skipped" }): void {
    this.#session.emit({
      kind: "statement-done",
      ...this.place,
      statement: this.#statement,
      total: this.#total,
      ...told,
    });
  }
}
