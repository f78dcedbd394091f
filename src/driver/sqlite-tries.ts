import { DriverError, driverErrorOf } from "./driver-error.js";

/** Another program holds the lock that a statement needs. */
export function isBusy(error: unknown): boolean {
  return driverErrorOf(error)?.serverCode?.startsWith("SQLITE_BUSY") === true;
}

/**
 * What is tried again and again while another program is in its way. Between two tries there is no
 * statement that could be stopped, so who wants to stop it has the next one refused.
 */
export class SqliteTries {
  #isWaiting = false;
  #isStopped = false;

  /** @throws DriverError also where it was stopped behind the try before. */
  async take(work: () => Promise<void>): Promise<void> {
    const isStopped = this.#isStopped;
    this.end();
    if (isStopped) throw stopped();
    try {
      await work();
    } catch (error) {
      this.#isWaiting = isBusy(error);
      throw error;
    }
  }

  stop(): void {
    this.#isStopped = this.#isWaiting;
  }

  /** Something else is done: no try follows. */
  end(): void {
    this.#isWaiting = false;
    this.#isStopped = false;
  }
}

function stopped(): DriverError {
  return new DriverError({
    code: "DRIVER_STATEMENT_FAILED",
    message: "The wait for another program that uses the database was given up",
    hint: "Run again when the other program is done.",
  });
}
