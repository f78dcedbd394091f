import { MigrationError, type MigrationErrorInit } from "../errors.js";

export interface OperationErrorInit extends MigrationErrorInit {
  readonly path: string;
}

/** The data of an operation is not what it must be. */
export class OperationError extends MigrationError {
  /** Where, `$.operations[0].fields[2].default`. */
  readonly path: string;

  constructor(init: OperationErrorInit) {
    super({ ...init, message: `${init.path}: ${init.message}` });
    this.path = init.path;
  }
}
