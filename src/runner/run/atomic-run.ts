import type { LastStatement } from "../../dialect/dialect.js";
import { type PlannedOperation, statementsOf } from "../../plan/plan.js";
import type { MigrationProgress, OperationsRun } from "./migration-progress.js";
import type { StepTransaction } from "./step-runner.js";

/** Everything and the history row in one transaction: all of it happens, or nothing. */
export class AtomicRun implements OperationsRun {
  readonly leaves = false;
  readonly #progress: MigrationProgress;

  constructor(progress: MigrationProgress) {
    this.#progress = progress;
  }

  async run(): Promise<void> {
    const { context, plan, steps } = this.#progress;
    const { dialect, connection } = context.session;
    const transaction = steps.transaction();
    let last: LastStatement | undefined;
    await dialect.session.atomic(connection, {
      statements: statementsOf(plan),
      // Who has stopped the run does not wait for others; it stops at the first operation.
      atOnce: context.options.signal?.aborted === true,
      work: async () => {
        last = await this.#runAll(transaction);
      },
      last: () => last,
      keep: (how) => this.#progress.keep(how),
    });
  }

  /**
   * In the transaction that is open already, and that others share.
   *
   * @param situation may they have written rows?
   */
  async runWithin(situation: { readonly afterRows: boolean }): Promise<void> {
    const last = await this.#runAll({ ...this.#progress.steps.transaction(), ...situation });
    const { connection } = this.#progress.context.session;
    if (last === undefined) return;
    await this.#progress.keep({ inside: true });
    await connection.execute(last.sql, last.parameters, { own: true });
  }

  async #runAll(transaction: StepTransaction): Promise<LastStatement | undefined> {
    const { steps } = this.#progress;
    steps.enter(transaction);
    try {
      this.#progress.restart();
      if (transaction.afterRows !== true) this.#giveAhead();
      for (const planned of this.#progress.operations()) {
        if (this.#progress.mayFail(planned)) await this.#attempt(planned);
        else await this.#run(planned);
      }
      return await this.#progress.writeHistoryButLast();
    } finally {
      steps.leave();
    }
  }

  #giveAhead(): void {
    const { plan, steps } = this.#progress;
    const mayFail = plan.operations.findIndex((planned) => this.#progress.mayFail(planned));
    steps.giveAhead(plan.operations.slice(0, mayFail < 0 ? undefined : mayFail));
  }

  /** An operation that may fail is taken back alone. */
  async #attempt(planned: PlannedOperation): Promise<void> {
    const { dialect, connection } = this.#progress.context.session;
    try {
      await dialect.session.attempt(connection, () => this.#run(planned));
    } catch (error) {
      await this.#progress.tolerate(planned, error);
    }
  }

  async #run(planned: PlannedOperation): Promise<void> {
    const { steps } = this.#progress;
    const rows = await steps.guardRows(planned, planned.steps);
    for (const step of planned.steps) {
      await steps.run(planned, step);
      steps.assertGoing();
    }
    await rows.assertKept();
  }
}
