import { type MigrationErrorInit, PlacedError } from "../errors.js";
import type { MigrationSource } from "./migration.js";

/** Something is wrong with what a file registered. Facts about the place are fields. */
export class MigrationFileError extends PlacedError {
  constructor(init: MigrationErrorInit, source: MigrationSource) {
    const { file, line, column } = source;
    super({ ...init, message: `${file}: ${init.message}`, file, line, column });
  }
}
