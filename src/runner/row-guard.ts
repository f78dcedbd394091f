import type { Dialect } from "../dialect/dialect.js";
import type { Step } from "../dialect/statement.js";
import type { Connection } from "../driver/driver.js";
import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import type { PlannedOperation } from "./plan.js";
import { RunnerError } from "./runner-error.js";

export interface RowGuardRequest {
  readonly dialect: Dialect;
  readonly connection: Connection;
  readonly migration: string;
  readonly planned: PlannedOperation;
  /** The ones that are about to run: all of the operation, or some. */
  readonly steps: readonly Step[];
}

/** A table and a number that falls when it loses rows: how many it has, or how many came and went. */
interface Measured {
  readonly key: string;
  readonly table: Table;
  readonly rows: number;
}

/** What {@link assertRowsKept} compares with. */
export interface RowMeasure {
  /** Did the database itself keep account of what the transaction changed? */
  readonly kept: boolean;
  readonly tables: readonly Measured[];
}

/**
 * Measures the tables whose rows the steps promise to keep (`Statement.rows`), and those that refer
 * to them: a parent must not take its children's rows along. Counting reads the whole table, so
 * only statements that read or write all of it anyway promise that; a database that keeps account
 * of each transaction is asked instead.
 */
export async function measureGuardedRows(request: RowGuardRequest): Promise<RowMeasure> {
  const { dialect, connection } = request;
  const guarded = guardedTables(request);
  if (guarded.length === 0) return { kept: false, tables: [] };
  const tables = guarded.map(([, table]) => table);
  const changes = await dialect.rowChanges(connection, tables);
  const measured: Measured[] = [];
  for (const [at, [key, table]] of guarded.entries()) {
    measured.push({ key, table, rows: changes?.[at] ?? (await count(request, table)) });
  }
  return { kept: changes !== undefined, tables: measured };
}

/** @throws RunnerError RUNNER_ROWS_LOST; within a transaction that takes the loss back. */
export async function assertRowsKept(
  request: RowGuardRequest,
  { kept, tables }: RowMeasure,
): Promise<void> {
  const { dialect, connection } = request;
  const all = tables.map(({ table }) => table);
  const changes = kept ? await dialect.rowChanges(connection, all) : undefined;
  for (const [at, { key, table, rows }] of tables.entries()) {
    const after = changes?.[at] ?? (await count(request, table));
    if (after >= rows) continue;
    const lost = kept ? `${rows - after} rows` : `${rows - after} of ${rows} rows`;
    throw new RunnerError({
      code: "RUNNER_ROWS_LOST",
      message: `"${request.planned.operation.describe()}" lost ${lost} of table "${key}", which it does not say`,
      hint: "Look for triggers and cascading foreign keys on this table; delete rows in an operation of its own if they must go.",
      migration: request.migration,
    });
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

async function count({ dialect, connection }: RowGuardRequest, table: Table): Promise<number> {
  const space = table.namespace === undefined ? "" : `${dialect.quote(table.namespace)}.`;
  const [row] = await connection.query(
    `SELECT COUNT(*) AS ${dialect.quote("n")} FROM ${space}${dialect.quote(table.name)}`,
  );
  return Number(row?.n ?? 0);
}
