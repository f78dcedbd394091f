import { MigrationError, type MigrationErrorInit } from "../errors.js";

/** What a driver knows about a failure beyond its text. */
export interface DriverErrorInit extends MigrationErrorInit {
  /** The server's own code as text: SQLSTATE, `ER_NO_SUCH_TABLE`, `SQLITE_BUSY`, `208`. */
  readonly serverCode?: string | undefined;
  /** 1-based character in the statement. */
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

/** The driver's own error in whatever was thrown: what a script does not catch comes wrapped. */
export function driverErrorOf(error: unknown): DriverError | undefined {
  if (error instanceof DriverError) return error;
  return error instanceof Error ? driverErrorOf(error.cause) : undefined;
}

/** Is it, or does it come of, an error with one of these codes of the server? */
export function hasServerCode(error: unknown, codes: readonly string[]): boolean {
  return codes.includes(driverErrorOf(error)?.serverCode ?? "");
}

/** What was asked for, or the error by which it was refused; that the session is gone is neither. */
export async function orRefusal<T>(asked: Promise<T>): Promise<T | DriverError> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DriverError && !error.connectionLost) return error;
    throw error;
  }
}

/** For a statement that came too late: `first` has ended the transaction that it belongs to. */
export function transactionEnded(first: DriverError): DriverError {
  return new DriverError({
    code: "DRIVER_ROLLED_BACK",
    message: `An earlier statement has ended the transaction: ${first.message}`,
    hint: first.hint,
    serverCode: first.serverCode,
    detail: first.detail,
    cause: first,
  });
}
