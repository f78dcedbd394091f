import { MigrationError, type MigrationErrorInit } from "../errors.js";

/** What a {@link LoaderError} knows beside its text. */
export interface LoaderErrorInit extends MigrationErrorInit {
  /** Path inside the migrations folder, with forward slashes. */
  readonly file?: string | undefined;
  /** 1-based. */
  readonly line?: number | undefined;
  /** 1-based, in UTF-16 code units as editors count. */
  readonly column?: number | undefined;
  /** Where in the data of a migration, `$.operations[0].table`. */
  readonly path?: string | undefined;
  /** The lines of source around the place, with a caret under it. */
  readonly frame?: string | undefined;
}

/** A migrations folder, or a migration in it, cannot be loaded. */
export class LoaderError extends MigrationError {
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly path: string | undefined;
  readonly frame: string | undefined;

  constructor(init: LoaderErrorInit) {
    super(init);
    this.file = init.file;
    this.line = init.line;
    this.column = init.column;
    this.path = init.path;
    this.frame = init.frame;
  }
}

/** Something that works but should not be so; `strict` makes an error of it. */
export interface LoadWarning {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}
