import { MigrationError, type MigrationErrorInit } from "../errors.js";

/** A policy that cannot be read; `line` and `column` are 1-based, 0 = not known. */
export class PolicyError extends MigrationError {
  readonly file: string;
  readonly line: number;
  readonly column: number;

  constructor(
    init: MigrationErrorInit & {
      readonly file: string;
      readonly line: number;
      readonly column: number;
    },
  ) {
    super(init);
    this.file = init.file;
    this.line = init.line;
    this.column = init.column;
  }
}

/** A check cannot be made, or a folder used up what a check may take. */
export class CheckError extends MigrationError {}

/** One migration is too large to plan. */
export class CheckSizeError extends CheckError {
  readonly migration: string;
  readonly file: string;

  constructor(init: MigrationErrorInit & { readonly migration: string; readonly file: string }) {
    super(init);
    this.migration = init.migration;
    this.file = init.file;
  }
}
