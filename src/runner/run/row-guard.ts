import type { Dialect } from "../../dialect/dialect.js";
import type { RowWatch } from "../../dialect/row-watch.js";
import type { Step } from "../../dialect/statement.js";
import type { Connection } from "../../driver/driver.js";
import type { PlannedOperation } from "../../plan/plan.js";
import { RunnerError } from "../../plan/runner-error.js";
import type { Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";

interface RowGuardRequest {
  readonly dialect: Dialect;
  readonly connection: Connection;
  readonly migration: string;
  readonly planned: PlannedOperation;
  /** The ones that are about to run: all of the operation, or some. */
  readonly steps: readonly Step[];
}

/**
 * Watches the tables whose rows the steps promise to keep (`Statement.rows`), and those that refer
 * to them: a parent must not take its children's rows along. Watching may read the whole table, so
 * only statements that read or write all of it anyway promise that.
 */
export class RowGuard {
  readonly #request: RowGuardRequest;
  /** Keys of the tables. */
  readonly #keys: readonly string[];
  readonly #watch: RowWatch | undefined;

  private constructor(
    request: RowGuardRequest,
    keys: readonly string[],
    watch: RowWatch | undefined,
  ) {
    this.#request = request;
    this.#keys = keys;
    this.#watch = watch;
  }

  static async watch(request: RowGuardRequest): Promise<RowGuard> {
    const guarded = guardedTables(request);
    if (guarded.length === 0) return new RowGuard(request, [], undefined);
    const tables = guarded.map(([, table]) => table);
    const watch = await request.dialect.session.watchRows(request.connection, tables);
    const keys = guarded.map(([key]) => key);
    return new RowGuard(request, keys, watch);
  }

  /** @throws RunnerError RUNNER_ROWS_LOST; within a transaction that takes the loss back. */
  async assertKept(): Promise<void> {
    const { planned, migration } = this.#request;
    const losses = (await this.#watch?.()) ?? [];
    for (const [at, { lost, of }] of losses.entries()) {
      if (lost === 0) continue;
      const rows = of === undefined ? `${lost} rows` : `${lost} of ${of} rows`;
      throw new RunnerError({
        code: "RUNNER_ROWS_LOST",
        message: `"${planned.operation.describe()}" lost ${rows} of table "${this.#keys[at]}", which it does not say`,
        hint: "Look for triggers and cascading foreign keys on this table; delete rows in an operation of its own if they must go.",
        migration,
      });
    }
  }
}

function guardedTables({ planned, steps }: RowGuardRequest): readonly [string, Table][] {
  const { before, after } = planned;
  const named = new Set(steps.flatMap((step) => (step.kind === "sql" ? step.rows : [])));
  if (named.size === 0) return [];
  for (const key of referringTables(before, named)) named.add(key);
  return [...named].flatMap((key): [string, Table][] => {
    const table = before.tables.get(key);
    return table === undefined || !after.tables.has(key) ? [] : [[key, table]];
  });
}

function referringTables(schema: Schema, targets: ReadonlySet<string>): readonly string[] {
  return [...schema.tables]
    .filter(([, { foreignKeys }]) => foreignKeys.some(({ table }) => targets.has(table)))
    .map(([key]) => key);
}
