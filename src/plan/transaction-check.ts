import type { Dialect } from "../dialect/dialect.js";
import type { Statement } from "../dialect/statement.js";
import type { Migration } from "../migration/migration.js";
import { sqlHead } from "../text/sql-head.js";
import type { SqlRules } from "../text/sql-rules.js";
import type { PlannedOperation } from "./plan.js";
import { RunnerError } from "./runner-error.js";
import { delimitsTransaction } from "./statement-kind.js";

/**
 * A COMMIT among the statements would make half of the migration stay while the runner says, and
 * the history with it, that nothing or everything of it did.
 *
 * @throws RunnerError RUNNER_OWN_TRANSACTION
 */
export function assertNoOwnTransaction(
  migration: Migration,
  operations: readonly PlannedOperation[],
  dialect: Dialect,
): void {
  for (const planned of operations) {
    for (const step of planned.steps) {
      if (step.kind !== "sql" || !delimitsTransaction(step.sql, dialect.sqlRules)) continue;
      throw new RunnerError({
        code: "RUNNER_OWN_TRANSACTION",
        message: `${statementPlace(migration, planned, step)} begins or ends a transaction itself: ${quoted(step.sql, dialect.sqlRules)}`,
        hint: "Take BEGIN, COMMIT, ROLLBACK and SET autocommit out: the runner begins and ends the transactions, and `transaction: false` is for statements that need none. Nothing of the migration has been run.",
        migration: migration.name,
      });
    }
  }
}

/** `migration "0001_dump" (0001_dump.ts), operation 2, line 12 of its SQL,`. */
function statementPlace(
  { name, source }: Migration,
  { index, operation }: PlannedOperation,
  { line }: Statement,
): string {
  const file = source === undefined ? "" : ` (${source.file})`;
  const where = line === undefined ? `"${operation.describe()}"` : `line ${line} of its SQL`;
  return `migration "${name}"${file}, operation ${index + 1}: ${where}`;
}

/** Comments in front tell nothing about the statement. */
function quoted(sql: string, rules: SqlRules): string {
  const text = sqlHead(sql, rules).replaceAll(/\s+/g, " ");
  return `"${text.length > 80 ? `${text.slice(0, 77)}...` : text}"`;
}

/** @throws RunnerError RUNNER_NEEDS_NO_TRANSACTION */
export function assertTransactional(
  migration: Migration,
  operations: readonly PlannedOperation[],
  { sqlRules }: Dialect,
): void {
  for (const planned of operations) {
    for (const step of planned.steps) {
      if (step.kind !== "sql" || step.transactional) continue;
      throw new RunnerError({
        code: "RUNNER_NEEDS_NO_TRANSACTION",
        message: `${statementPlace(migration, planned, step)} cannot run inside a transaction: ${quoted(step.sql, sqlRules)}`,
        hint: "Set `transaction: false` in a migration that holds this operation and little else; nothing of it has been run.",
        migration: migration.name,
      });
    }
  }
}
