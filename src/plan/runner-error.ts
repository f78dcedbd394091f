import { MigrationError, type MigrationErrorInit } from "../errors.js";

export interface RunnerErrorInit extends MigrationErrorInit {
  readonly migration?: string | undefined;
}

/** A plan was refused, or a run was refused or stopped. `code` says why; every code is a heading in docs/errors/runner.md. */
export class RunnerError extends MigrationError {
  /** The migration it is about, when it is about one. */
  readonly migration: string | undefined;

  constructor(init: RunnerErrorInit) {
    super(init);
    this.migration = init.migration;
  }
}
