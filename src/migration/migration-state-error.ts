import { MigrationError } from "../errors.js";
import type { Operation } from "../operation/operation.js";
import { StateError } from "../schema/state-error.js";
import type { Migration } from "./migration.js";

/**
 * One operation of a migration cannot be applied to the state before it. The code is
 * `MIGRATION_STATE`, or that of the cause when the reason lies elsewhere (a limit of the sandbox).
 */
export class MigrationStateError extends MigrationError {
  readonly migration: string;
  /** 0-based. */
  readonly operation: number;

  constructor(migration: Migration, at: number, cause: unknown) {
    const operation: Operation | undefined = migration.operations[at];
    const place = `operation ${at + 1}/${migration.operations.length}`;
    const what = operation === undefined ? "" : ` (${operation.describe()})`;
    const why = cause instanceof Error ? cause.message : String(cause);
    super({
      code: isForeign(cause) ? cause.code : "MIGRATION_STATE",
      message: `migration "${migration.name}", ${place}${what}: ${why}`,
      hint: cause instanceof MigrationError ? cause.hint : undefined,
      cause,
    });
    this.migration = migration.name;
    this.operation = at;
  }
}

function isForeign(cause: unknown): cause is MigrationError {
  return cause instanceof MigrationError && !(cause instanceof StateError);
}
