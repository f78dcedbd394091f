import type { Connection, OwnStatement } from "../../driver/driver.js";
import { hasServerCode } from "../../driver/driver-error.js";
import { withRetries } from "../retry.js";

/**
 * How long DDL may wait for its metadata lock, attempt by attempt, in seconds. Short first: while it
 * waits, every other session that wants the table queues up behind it.
 */
const LOCK_WAITS = [1, 2, 4, 8, 15, 30] as const;

/** What servers wait, in seconds, unless configured: MySQL a year, MariaDB a day. */
const UNSET = { table: [31_536_000, 86_400], row: [50] } as const;

/**
 * What `lock_wait_timeout` is now, in seconds; not there for a session whose operator has set one on
 * the server: that stands.
 */
const tableWaits = new WeakMap<Connection, number>();

/** The settings, among those for waits in seconds, that the operator has not set. */
export function lockWaits(
  connection: Connection,
  found: { readonly table: number; readonly row: number },
): readonly string[] {
  const isFree = (kind: "table" | "row"): boolean =>
    UNSET[kind].some((seconds) => seconds === found[kind]);
  if (isFree("table")) tableWaits.set(connection, ROW_LOCK_WAIT);
  else tableWaits.delete(connection);
  return [
    ...(isFree("table") ? [`SESSION lock_wait_timeout = ${ROW_LOCK_WAIT}`] : []),
    ...(isFree("row") ? [`SESSION innodb_lock_wait_timeout = ${ROW_LOCK_WAIT}`] : []),
  ];
}

/**
 * Runs one statement of DDL, again with growing patience while it fails only because another session
 * holds a lock on what it wants: such a statement has done nothing.
 */
export function withMysqlLockRetries<T>(connection: Connection, run: () => Promise<T>): Promise<T> {
  return withRetries(isLockFailure, async (attempt) => {
    await setTableWait(connection, LOCK_WAITS[attempt] ?? ROW_LOCK_WAIT);
    return await run();
  });
}

/**
 * Runs a whole transaction, again while row locks of other sessions make it fail.
 *
 * @param own see `AtomicRequest.own`: whatever the session waits is long enough.
 */
export function withTransactionRetries(
  connection: Connection,
  own: boolean,
  run: () => Promise<void>,
): Promise<void> {
  return withRetries(isLockFailure, async (attempt) => {
    if (!own || attempt > 0) await setTableWait(connection, ROW_LOCK_WAIT);
    await run();
  });
}

/** Seconds that a statement inside a transaction waits for a row, or a table. */
const ROW_LOCK_WAIT = 10;

/** A statement may take an hour; MySQL can limit only queries, MariaDB every statement. */
export const STATEMENT_SECONDS = 3_600;

/** A lock that was not granted in time, or a circle of waits that the server has cut. */
export const LOCK_FAILURES = ["ER_LOCK_WAIT_TIMEOUT", "ER_LOCK_DEADLOCK"];

function isLockFailure(error: unknown): boolean {
  return hasServerCode(error, LOCK_FAILURES);
}

/** What is to be sent in front of the first attempt; see {@link withMysqlLockRetries}. */
export function firstTableWait(connection: Connection): readonly OwnStatement[] {
  const [seconds] = LOCK_WAITS;
  if ((tableWaits.get(connection) ?? seconds) === seconds) return [];
  tableWaits.set(connection, seconds);
  return [{ sql: `SET SESSION lock_wait_timeout = ${seconds}`, parameters: [] }];
}

/** Perhaps it was not sent: the next attempt says it again. */
export function forgetTableWait(connection: Connection): void {
  if (tableWaits.has(connection)) tableWaits.set(connection, Number.NaN);
}

async function setTableWait(connection: Connection, seconds: number): Promise<void> {
  if ((tableWaits.get(connection) ?? seconds) === seconds) return;
  await connection.execute(`SET SESSION lock_wait_timeout = ${seconds}`);
  tableWaits.set(connection, seconds);
}
