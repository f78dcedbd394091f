import { MigrationError, type MigrationErrorInit } from "../errors.js";

/** Where in a file something stands; both numbers are 1-based. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line itself with its neighbours and a caret. */
  readonly frame: string;
}

export interface ConfigErrorInit extends MigrationErrorInit {
  readonly position?: Position | undefined;
}

/** A setting that cannot be used; the place is known when it came from a file. */
export class ConfigError extends MigrationError {
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly frame: string | undefined;

  constructor(init: ConfigErrorInit) {
    super(init);
    this.file = init.position?.file;
    this.line = init.position?.line;
    this.column = init.position?.column;
    this.frame = init.position?.frame;
  }
}
