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
  /** Where the migration was written, and what in it the error is about. */
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly path: string;

  /** @param known the code, where it is that of the cause whatever the cause is: the state is right. */
  constructor(migration: Migration, at: number, cause: unknown, known?: string) {
    const operation: Operation | undefined = migration.operations[at];
    const place = `operation ${at + 1}/${migration.operations.length}`;
    const what = operation === undefined ? "" : ` (${operation.describe()})`;
    const why = cause instanceof Error ? cause.message : String(cause);
    super({
      code: known ?? (isForeign(cause) ? cause.code : "MIGRATION_STATE"),
      message: `migration "${migration.name}", ${place}${what}: ${why}`,
      hint: cause instanceof MigrationError ? cause.hint : undefined,
      cause,
    });
    this.migration = migration.name;
    this.operation = at;
    this.file = migration.source?.file;
    this.line = migration.source?.line;
    this.column = migration.source?.column;
    this.path = `$.operations[${at}]`;
  }
}

function isForeign(cause: unknown): cause is MigrationError {
  return cause instanceof MigrationError && !(cause instanceof StateError);
}
