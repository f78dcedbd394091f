import { MigrationError, type MigrationErrorInit } from "../errors.js";

export interface GraphErrorInit extends MigrationErrorInit {
  readonly migrations: readonly string[];
}

/** The migrations do not fit together, or a target among them cannot be found. */
export class GraphError extends MigrationError {
  /** The migrations that it is about. */
  readonly migrations: readonly string[];

  constructor(init: GraphErrorInit) {
    super(init);
    this.migrations = init.migrations;
  }
}
