import { MigrationError, type MigrationErrorInit, PlacedError } from "../errors.js";

/** A policy that cannot be read; `line` and `column` are 0 when not known. */
export class PolicyError extends PlacedError {}

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
