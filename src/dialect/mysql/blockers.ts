import type { Connection, Row } from "../../driver/driver.js";
import { DriverError, orRefusal } from "../../driver/driver-error.js";
import { type Wait, waitsOf } from "../wait-chain.js";

/** InnoDB's row locks; the tables are called differently on MySQL 8. */
const ROW_LOCKS_MARIADB = `SELECT w.trx_mysql_thread_id AS waiting, b.trx_mysql_thread_id AS blocking
  FROM information_schema.innodb_lock_waits l
  JOIN information_schema.innodb_trx w ON w.trx_id = l.requesting_trx_id
  JOIN information_schema.innodb_trx b ON b.trx_id = l.blocking_trx_id`;

const ROW_LOCKS_MYSQL = `SELECT w.trx_mysql_thread_id AS waiting, b.trx_mysql_thread_id AS blocking
  FROM performance_schema.data_lock_waits l
  JOIN information_schema.innodb_trx w ON w.trx_id = l.requesting_engine_transaction_id
  JOIN information_schema.innodb_trx b ON b.trx_id = l.blocking_engine_transaction_id`;

/** Who waits for the lock of a table; MySQL and MariaDB have more than one word for it. */
const TABLE_WAITERS = `SELECT id, time AS seconds FROM information_schema.processlist
  WHERE state LIKE 'Waiting for % lock'`;

/** MySQL 8 keeps this; MariaDB does when it was started with `performance_schema`. */
const TABLE_LOCKS_MYSQL = `SELECT DISTINCT w.processlist_id AS waiting, b.processlist_id AS blocking
  FROM performance_schema.metadata_locks p
  JOIN performance_schema.metadata_locks g ON g.object_type = p.object_type
    AND g.object_schema <=> p.object_schema AND g.object_name <=> p.object_name
    AND g.lock_status = 'GRANTED' AND g.owner_thread_id <> p.owner_thread_id
  JOIN performance_schema.threads w ON w.thread_id = p.owner_thread_id
  JOIN performance_schema.threads b ON b.thread_id = g.owner_thread_id
  WHERE p.lock_status = 'PENDING' AND p.object_type = 'TABLE'`;

/** MariaDB with its plug-in `metadata_lock_info`, which tells what is granted and not what is wanted. */
const TABLE_LOCKS_MARIADB = `SELECT DISTINCT w.id AS waiting, l.thread_id AS blocking
  FROM information_schema.processlist w
  JOIN information_schema.metadata_lock_info l ON l.thread_id <> w.id
    AND l.lock_type = 'Table metadata lock'
    AND w.info REGEXP CONCAT('(?<![[:alnum:]_$])\\\\Q', l.table_name, '\\\\E(?![[:alnum:]_$])')
  WHERE w.state LIKE 'Waiting for % lock'`;

/** Who they are, and since when their transactions are open. */
const SESSIONS = `SELECT p.id, p.user, p.host, TIMESTAMPDIFF(SECOND, t.trx_started, NOW()) AS open
  FROM information_schema.processlist p
  LEFT JOIN information_schema.innodb_trx t ON t.trx_mysql_thread_id = p.id
  WHERE p.id <> CONNECTION_ID() ORDER BY open DESC`;

/** Where the server keeps no list of table locks, no more suspects than these are named. */
const MOST_SUSPECTS = 3;
const UNSEEN = "a session that cannot be seen, or that used LOCK TABLES";

interface Session {
  readonly id: number;
  readonly text: string;
  /** Seconds since its transaction began; undefined without one. */
  readonly open: number | undefined;
}

interface TableWaiter {
  readonly id: number;
  readonly seconds: number;
}

/**
 * Who keeps the session `waiting` from going on, one line each. Table locks have no catalogue that
 * is always on: without one, those sessions are named that can hold it.
 */
export async function mysqlBlockers(
  connection: Connection,
  waiting: Connection,
): Promise<readonly string[]> {
  const rows = await firstOf(connection, [ROW_LOCKS_MARIADB, ROW_LOCKS_MYSQL]);
  const waiters = (await ask(connection, TABLE_WAITERS)).map((row) => ({
    id: Number(row.id),
    seconds: Number(row.seconds),
  }));
  if (rows.length + waiters.length === 0) return [];
  const known = waiters.length === 0 ? [] : await tableLocks(connection, waiters);
  const waits = waitsOf(
    [...rows.map((wait) => ({ ...wait, lock: "row" })), ...known],
    waiting.sessionId,
  );
  const sessions = (await ask(connection, SESSIONS)).map(sessionOf);
  const named = (id: number): string =>
    sessions.find((one) => one.id === id)?.text ?? `session ${id}`;
  const lines = waits.map(
    (wait) => `session ${wait.waiting} waits for a ${wait.lock} lock of ${named(wait.blocking)}`,
  );
  const guessed = waiters
    .filter(({ id }) => waiting.sessionId === undefined || waiting.sessionId === id)
    .filter(({ id }) => !known.some((wait) => wait.waiting === id));
  for (const one of guessed) lines.push(guess(one, { sessions, waiters }));
  return lines;
}

async function tableLocks(
  connection: Connection,
  waiters: readonly TableWaiter[],
): Promise<readonly (Wait & { readonly lock: string })[]> {
  const waits = await firstOf(connection, [TABLE_LOCKS_MYSQL, TABLE_LOCKS_MARIADB]);
  // The queue in front of a table waits for its head, which is not what can be ended.
  const stuck = new Set(waiters.map(({ id }) => id));
  return waits
    .filter(({ blocking }) => !stuck.has(blocking))
    .map((wait) => ({ ...wait, lock: "table" }));
}

/** A lock that is in the way was taken before the wait began; both are known to the second. */
function guess(
  waiter: TableWaiter,
  all: { readonly sessions: readonly Session[]; readonly waiters: readonly TableWaiter[] },
): string {
  const suspects = all.sessions
    .filter(({ id }) => !all.waiters.some((one) => one.id === id))
    .filter(({ open }) => open !== undefined && open + 1 >= waiter.seconds)
    .slice(0, MOST_SUSPECTS);
  const whom = suspects.map(({ text }) => text).join(" or ") || UNSEEN;
  return `session ${waiter.id} waits for a table lock since ${waiter.seconds} s, probably of ${whom}`;
}

async function firstOf(
  connection: Connection,
  queries: readonly string[],
): Promise<readonly Wait[]> {
  for (const sql of queries) {
    const rows = await ask(connection, sql);
    if (rows.length > 0) {
      return rows.map((row) => ({ waiting: Number(row.waiting), blocking: Number(row.blocking) }));
    }
  }
  return [];
}

/** What this server or user cannot see is simply not told. */
async function ask(connection: Connection, sql: string): Promise<readonly Row[]> {
  const rows = await orRefusal(connection.query(sql));
  return rows instanceof DriverError ? [] : rows;
}

function sessionOf(row: Row): Session {
  const open = row.open === null ? undefined : Number(row.open);
  const since = open === undefined ? "" : `, in a transaction for ${open} s`;
  return {
    id: Number(row.id),
    text: `session ${String(row.id)} (user "${String(row.user)}" at ${String(row.host)}${since})`,
    open,
  };
}
