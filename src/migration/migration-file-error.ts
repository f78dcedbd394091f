import { MigrationError, type MigrationErrorInit } from "../errors.js";
import type { MigrationSource } from "./migration.js";

/** Something is wrong with what a file registered. Facts about the place are fields. */
export class MigrationFileError extends MigrationError {
  readonly file: string;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(init: MigrationErrorInit, source: MigrationSource) {
    super({ ...init, message: `${source.file}: ${init.message}` });
    this.file = source.file;
    this.line = source.line;
    this.column = source.column;
  }
}
