import { MigrationError, type MigrationErrorInit } from "../errors.js";

/** What a driver knows about a failure beyond its text. */
export interface DriverErrorInit extends MigrationErrorInit {
  /** The server's own code as text: SQLSTATE, `ER_NO_SUCH_TABLE`, `SQLITE_BUSY`, `208`. */
  readonly serverCode?: string | undefined;
  /** 1-based character (or line, where the server knows only that) in the statement. */
  readonly position?: number | undefined;
  /** The server's second line, when it sends one. */
  readonly detail?: string | undefined;
  /** The session is gone: nothing more can be asked of this connection. */
  readonly connectionLost?: boolean | undefined;
}

/**
 * The one error that a {@link Connection} or a {@link Driver} throws, whatever its client library
 * throws. `message` never holds a password.
 */
export class DriverError extends MigrationError {
  readonly serverCode: string | undefined;
  readonly position: number | undefined;
  readonly detail: string | undefined;
  readonly connectionLost: boolean;

  constructor(init: DriverErrorInit) {
    super(init);
    this.serverCode = init.serverCode;
    this.position = init.position;
    this.detail = init.detail;
    this.connectionLost = init.connectionLost ?? false;
  }
}
