import { MigrationError, type MigrationErrorInit } from "../errors.js";

export interface StateErrorInit extends MigrationErrorInit {
  /** A schema knows no commands. */
  readonly hint?: string | undefined;
  /** undefined: it is about none. */
  readonly table?: string | undefined;
  /** The field, index or constraint that it is about. */
  readonly member?: string | undefined;
}

/** A schema cannot be changed as asked: the thing is missing, exists already, or is still needed. */
export class StateError extends MigrationError {
  declare readonly hint: string | undefined;
  readonly table: string | undefined;
  readonly member: string | undefined;

  constructor(init: StateErrorInit) {
    super(init);
    this.table = init.table;
    this.member = init.member;
  }
}
