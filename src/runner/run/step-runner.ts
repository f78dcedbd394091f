import type { LastStatement } from "../../dialect/dialect.js";
import type { ScriptStep, Statement, Step } from "../../dialect/statement.js";
import { type MigrationPlan, type PlannedOperation, stepsOf } from "../../plan/plan.js";
import { changesSchema } from "../../plan/statement-kind.js";
import type { Place } from "../runner-event.js";
import { ScriptConnection } from "../session/script-connection.js";
import { RowGuard } from "./row-guard.js";
import type { RunContext } from "./run-context.js";

/** Where a migration is; what an error report needs to know. */
export interface StepPosition {
  readonly operation: PlannedOperation | undefined;
  /** 1-based within the migration. */
  readonly statement: number;
  readonly statements: number;
  readonly sql: string | undefined;
}

/** A transaction, which the database may ask to run again from its beginning. */
export interface StepTransaction {
  /** How many statements came before it. */
  readonly from: number;
  /** May rows have been written in it by others before? Default: no. */
  readonly afterRows?: boolean;
  attempts: number;
}

/** Runs single steps of one migration, says so, and knows where it is. Opens no transaction. */
export class StepRunner {
  readonly #context: RunContext;
  #plan: MigrationPlan;
  #operation: PlannedOperation | undefined;
  #statement = 0;
  #total: number;
  #sql: string | undefined;
  /** May the open transaction have written rows? Undefined where none is open. */
  #wroteRows: boolean | undefined;
  /** Statements that are on their way. */
  readonly #ahead = new Map<Step, Promise<unknown>>();

  constructor(context: RunContext, plan: MigrationPlan) {
    this.#context = context;
    this.#plan = plan;
    this.#total = stepsOf(plan).length;
  }

  get position(): StepPosition {
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
    this.#context.emit({
      kind: "operation-start",
      ...this.place,
      total: plan.migration.operations.length,
      description: planned.operation.describe(),
      destructive: planned.destructive,
    });
  }

  /** Before these steps run; asked when they have, it sees to it that no row is lost unsaid. */
  guardRows(planned: PlannedOperation, steps: readonly Step[]): Promise<RowGuard> {
    const { dialect, connection } = this.#context.session;
    const migration = this.#plan.migration.name;
    return RowGuard.watch({ dialect, connection, migration, planned, steps });
  }

  /**
   * Gives the first statements of a transaction together, which has just begun: all that only change the schema, and
   * between which nothing is looked up. {@link run} waits for the answer of each in its turn.
   */
  giveAhead(operations: readonly PlannedOperation[]): void {
    const { dialect, connection } = this.#context.session;
    for (const { operation, steps, ignored } of operations) {
      if (operation.handwritten || ignored !== undefined) return;
      for (const step of steps) if (!this.#mayTravel(step)) return;
      for (const step of steps) {
        if (step.kind !== "sql") continue;
        const answer = dialect.session.run(connection, step);
        answer.catch(() => undefined);
        this.#ahead.set(step, answer);
      }
    }
  }

  #mayTravel(step: Step): boolean {
    const { dialect } = this.#context.session;
    if (step.kind !== "sql" || step.rows.length > 0 || !dialect.session.travels(step)) return false;
    return changesSchema(step.sql, dialect.sqlRules);
  }

  /**
   * When the step has happened this does not throw, also behind an abort.
   *
   * @param intent see `RunSituation.intent`
   */
  async run(planned: PlannedOperation, step: Step, intent?: LastStatement): Promise<void> {
    this.assertGoing();
    const started = performance.now();
    this.#begin(step);
    const { session } = this.#context;
    const { dialect, connection } = session;
    if (planned.operation.handwritten) await session.beforeHandwritten();
    if (step.kind === "script") await this.#script(planned, step);
    else {
      const afterRows = this.#wroteRows === true;
      await (this.#ahead.get(step) ?? dialect.session.run(connection, step, { afterRows, intent }));
    }
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
    const { dialect, connection } = this.#context.session;
    await dialect.session.repair(connection, statement);
  }

  /** A transaction that begins here. */
  transaction(): StepTransaction {
    return { from: this.#statement, attempts: 0 };
  }

  /** The transaction begins, perhaps once more: the count of statements starts there, too. */
  enter(transaction: StepTransaction): void {
    this.#statement = transaction.from;
    this.#ahead.clear();
    const attempt = ++transaction.attempts;
    if (attempt > 1) this.#context.emit({ kind: "retry", ...this.place, attempt });
    this.#wroteRows = transaction.afterRows ?? false;
  }

  /** The transaction is over, whatever became of it. */
  leave(): void {
    this.#wroteRows = undefined;
  }

  /** @throws the reason of the abort, when there was one */
  assertGoing(): void {
    this.#context.options.signal?.throwIfAborted();
  }

  async #script(planned: PlannedOperation, step: ScriptStep): Promise<void> {
    const { session, options, emit, tables } = this.#context;
    const { dialect, connection } = session;
    const context = { horizon: planned.after, rowsTable: tables.rowsTable };
    const script = new ScriptConnection({
      dialect,
      connection,
      editor: dialect.createSchemaEditor(context),
      migration: this.#plan.migration.name,
      signal: options.signal,
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
    this.#context.emit({
      kind: "statement-start",
      ...this.place,
      statement: this.#statement,
      total: this.#total,
      sql: this.#sql,
      comment: step.comment,
    });
  }

  #end(how: { readonly duration: number; readonly outcome: "done" | "skipped" }): void {
    this.#context.emit({
      kind: "statement-done",
      ...this.place,
      statement: this.#statement,
      total: this.#total,
      ...how,
    });
  }
}
