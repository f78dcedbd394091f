import { type ErrorPlace, MigrationError, PlacedError } from "../errors.js";
import type { Operation } from "../operation/operation.js";
import { StateError } from "../schema/state-error.js";
import type { Migration } from "./migration.js";

/**
 * One operation of a migration cannot be applied to the state before it. The code is
 * `MIGRATION_STATE`, or that of the cause when the reason lies elsewhere (a limit of the sandbox).
 */
export class MigrationStateError extends PlacedError {
  readonly migration: string;
  /** 0-based. */
  readonly operation: number;

  /** @param known the code, where it is that of the cause whatever the cause is: the state is right. */
  constructor(migration: Migration, at: number, cause: unknown, known?: string) {
    const operation: Operation | undefined = migration.operations[at];
    const place = `operation ${at + 1}/${migration.operations.length}`;
    const what = operation === undefined ? "" : ` (${operation.describe()})`;
    const why = cause instanceof Error ? cause.message : String(cause);
    // Where code of the author's threw, else where the migration was written.
    const { file, line, column } = thrownAt(cause) ?? migration.source ?? {};
    super({
      file,
      line,
      column,
      path: `$.operations[${at}]`,
      code: known ?? (isForeign(cause) ? cause.code : "MIGRATION_STATE"),
      message: `migration "${migration.name}", ${place}${what}: ${why}`,
      hint: cause instanceof MigrationError ? cause.hint : undefined,
      cause,
    });
    this.migration = migration.name;
    this.operation = at;
  }
}

/** The place that an error beneath names: it is nearer to the mistake than the operation is. */
function thrownAt(cause: unknown): ErrorPlace | undefined {
  if (!(cause instanceof MigrationError)) return undefined;
  return cause instanceof PlacedError && cause.file !== undefined ? cause : thrownAt(cause.cause);
}

function isForeign(cause: unknown): cause is MigrationError {
  return cause instanceof MigrationError && !(cause instanceof StateError);
}
