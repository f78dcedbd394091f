import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "../../driver/driver.js";
import { driverErrorOf } from "../../driver/driver-error.js";
import { BUSY_TIMEOUT } from "../../driver/sqlite-driver.js";

/** Milliseconds between two tries, growing from the first to the second. */
const PAUSE = [10, 250] as const;

/** Another program holds the lock that a statement needs. */
export function isBusy(error: unknown): boolean {
  return driverErrorOf(error)?.serverCode?.startsWith("SQLITE_BUSY") === true;
}

/**
 * Tries again until no other process is in the way. SQLite would wait by itself, on this very
 * thread: meanwhile it could not be reported who is waited for, and Ctrl-C would not be heard.
 */
export async function whileBusy(
  connection: Connection,
  attempt: { readonly patience: number; readonly work: () => Promise<void> },
): Promise<void> {
  const deadline = performance.now() + attempt.patience;
  await connection.execute("PRAGMA busy_timeout = 0");
  try {
    for (let pause: number = PAUSE[0]; ; pause = Math.min(pause * 1.5, PAUSE[1])) {
      try {
        return await attempt.work();
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
      }
      await sleep(pause);
    }
  } finally {
    await restore(connection);
  }
}

/** A transaction that the database has ended takes no more statements: the next one sets it. */
async function restore(connection: Connection): Promise<void> {
  try {
    await connection.execute(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
  } catch (error) {
    if (driverErrorOf(error) === undefined) throw error;
  }
}
