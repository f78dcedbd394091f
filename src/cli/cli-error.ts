import { MigrationError, type MigrationErrorInit } from "../errors.js";

/** Something about the command line or its surroundings. */
export class CliError extends MigrationError {}

/** The command line itself is wrong: exit code 2, and the synopsis is shown. */
export class UsageError extends CliError {
  /** `mm migrate up [options]` */
  readonly synopsis: string;

  constructor(init: MigrationErrorInit & { readonly synopsis: string }) {
    super(init);
    this.synopsis = init.synopsis;
  }
}
