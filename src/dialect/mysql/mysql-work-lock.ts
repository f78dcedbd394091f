import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";

/** Seconds; only another history of the same database can be in the way. */
const PATIENCE = 30;
const NAME = "CONCAT('makemigrations_work_', SHA1(DATABASE()))";

/**
 * Runs `work` while the session shows that it is at work. When the process dies, its session lives on
 * until the server has finished the statement, and so does this mark: whoever gets the lock next
 * waits for it (see {@link busySession}) and does not look at the database too early.
 */
export async function showingWork<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.query(`SELECT GET_LOCK(${NAME}, ${PATIENCE}) AS granted`);
  try {
    return await work();
  } finally {
    await release(connection);
  }
}

/** The session that is at work on the database in use, whoever began it; undefined = none. */
export async function busySession(connection: Connection): Promise<string | undefined> {
  const [row] = await connection.query(`SELECT IS_USED_LOCK(${NAME}) AS id`);
  return row?.id === null || row?.id === undefined ? undefined : String(row.id);
}

async function release(connection: Connection): Promise<void> {
  try {
    await connection.query(`SELECT RELEASE_LOCK(${NAME}) AS freed`);
  } catch (error) {
    // The server frees it with the session, and the work's own error says more.
    if (!(error instanceof DriverError && error.connectionLost)) throw error;
  }
}
