import { MigrationError } from "../errors.js";
import type { Operation } from "../operation/operation.js";
import { StateError } from "../schema/state-error.js";
import type { Migration, MigrationSource } from "./migration.js";

/**
 * One operation of a migration cannot be applied to the state before it. The code is
 * `MIGRATION_STATE`, or that of the cause when the reason lies elsewhere (a limit of the sandbox).
 */
export class MigrationStateError extends MigrationError {
  readonly migration: string;
  /** 0-based. */
  readonly operation: number;
  /** Where code of the author's threw, else where the migration was written; `path` = what in it. */
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
    const where = thrownAt(cause) ?? migration.source;
    this.file = where?.file;
    this.line = where?.line;
    this.column = where?.column;
    this.path = `$.operations[${at}]`;
  }
}

/** The place that an error beneath names: it is nearer to the mistake than the operation is. */
function thrownAt(cause: unknown): Pick<MigrationSource, "file" | "line" | "column"> | undefined {
  if (!(cause instanceof MigrationError)) return undefined;
  const file: unknown = Reflect.get(cause, "file");
  if (typeof file !== "string") return thrownAt(cause.cause);
  const number = (name: string): number | undefined => {
    const value: unknown = Reflect.get(cause, name);
    return typeof value === "number" && value > 0 ? value : undefined;
  };
  return { file, line: number("line"), column: number("column") };
}

function isForeign(cause: unknown): cause is MigrationError {
  return cause instanceof MigrationError && !(cause instanceof StateError);
}
