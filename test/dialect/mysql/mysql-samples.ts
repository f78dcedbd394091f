import type { OperationData } from "../../../src/operation/operation.js";

/** An operation of MySQL's own difficulties, on tables that hold rows. */
export interface MysqlSample {
  readonly title: string;
  readonly given: readonly OperationData[];
  readonly rows: readonly string[];
  readonly operation: OperationData;
  readonly check?: { readonly sql: string; readonly rows: readonly unknown[] };
}

export const mysqlSamples: readonly MysqlSample[] = [];
