import { MigrationError, type MigrationErrorInit } from "../errors.js";
import type { Direction } from "./runner-event.js";

export interface RunnerErrorInit extends MigrationErrorInit {
  readonly migration?: string | undefined;
}

/** A run was refused or stopped. `code` says why; every code is a heading in docs/errors/runner.md. */
export class RunnerError extends MigrationError {
  /** The migration it is about, when it is about one. */
  readonly migration: string | undefined;

  constructor(init: RunnerErrorInit) {
    super(init);
    this.migration = init.migration;
  }
}

/** Where a run stopped and what that left behind: all facts that an operator needs, as fields. */
export interface Failure {
  readonly direction: Direction;
  /** 0-based. */
  readonly operation: number;
  readonly operations: number;
  readonly description: string;
  /** 1-based within the migration. */
  readonly statement: number;
  readonly statements: number;
  /** undefined when it was not a statement (a script, or reading the schema). */
  readonly sql: string | undefined;
  /** What the database said beyond its message: its code, the place in the SQL, its second line. */
  readonly serverCode: string | undefined;
  readonly position: number | undefined;
  readonly detail: string | undefined;
  /** Migrations that this run finished before; they stay. */
  readonly committed: readonly string[];
  /** true: nothing of the failed migration is left. false: the statements before it stay. */
  readonly rolledBack: boolean;
  /** The command that goes on. */
  readonly recovery: string;
}

/** A statement or script of a migration failed, or was stopped, and the run with it. */
export class MigrationFailedError extends RunnerError {
  readonly failure: Failure;

  constructor(init: RunnerErrorInit & { readonly failure: Failure }) {
    super(init);
    this.failure = init.failure;
  }
}
