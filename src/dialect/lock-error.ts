import { MigrationError } from "../errors.js";

/** Another runner holds the lock and kept it for longer than the time allowed. */
export class LockError extends MigrationError {
  /** Who holds it, when the database knows. */
  readonly holder: string | undefined;

  constructor(init: {
    readonly holder: string | undefined;
    readonly timeout: number;
    readonly cause?: unknown;
  }) {
    super({
      code: "DIALECT_LOCK_TIMEOUT",
      message: `Another runner holds the lock${init.holder === undefined ? "" : ` (${init.holder})`}; waited ${init.timeout} ms`,
      hint: "Wait until the other run has finished, or give more time with --lock-timeout.",
      cause: init.cause,
    });
    this.holder = init.holder;
  }
}
