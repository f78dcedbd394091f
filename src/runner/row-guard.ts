import type { Dialect } from "../dialect/dialect.js";
import type { Connection } from "../driver/driver.js";
import type { Schema } from "../schema/schema.js";
import type { PlannedOperation } from "./plan.js";
import { RunnerError } from "./runner-error.js";

export interface RowGuardRequest {
  readonly dialect: Dialect;
  readonly connection: Connection;
  readonly migration: string;
  readonly planned: PlannedOperation;
}

/** Name of a table -> how many rows it had. */
export type RowCounts = ReadonlyMap<string, number>;

/**
 * Counts the tables whose rows an operation promises to keep (`Statement.rows`), and those that
 * refer to them: a rebuilt parent must not take its children's rows along.
 */
export async function countGuardedRows(request: RowGuardRequest): Promise<RowCounts> {
  const { before, after } = request.planned;
  const counts = new Map<string, number>();
  for (const key of guardedTables(request.planned)) {
    if (!before.tables.has(key) || !after.tables.has(key)) continue;
    counts.set(key, await count(request, key));
  }
  return counts;
}

/** @throws RunnerError RUNNER_ROWS_LOST; within a transaction that takes the loss back. */
export async function assertRowsKept(request: RowGuardRequest, counts: RowCounts): Promise<void> {
  for (const [key, before] of counts) {
    const after = await count(request, key);
    if (after >= before) continue;
    throw new RunnerError({
      code: "RUNNER_ROWS_LOST",
      message: `"${request.planned.operation.describe()}" lost ${before - after} of ${before} rows of table "${key}", which it does not say`,
      hint: "Look for triggers and cascading foreign keys on this table; delete rows in an operation of its own if they must go.",
      migration: request.migration,
    });
  }
}

function guardedTables({ steps, before }: PlannedOperation): ReadonlySet<string> {
  const named = new Set(steps.flatMap((step) => (step.kind === "sql" ? step.rows : [])));
  if (named.size === 0) return named;
  for (const key of referringTables(before, named)) named.add(key);
  return named;
}

function referringTables(schema: Schema, targets: ReadonlySet<string>): readonly string[] {
  return [...schema.tables]
    .filter(([, { foreignKeys }]) => foreignKeys.some(({ table }) => targets.has(table)))
    .map(([key]) => key);
}

async function count({ dialect, connection, planned }: RowGuardRequest, key: string) {
  const table = planned.before.tables.get(key);
  if (table === undefined) return 0;
  const space = table.namespace === undefined ? "" : `${dialect.quote(table.namespace)}.`;
  const [row] = await connection.query(
    `SELECT COUNT(*) AS ${dialect.quote("n")} FROM ${space}${dialect.quote(table.name)}`,
  );
  return Number(row?.n ?? 0);
}
