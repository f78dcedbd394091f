import type { Connection, Row } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";

/** InnoDB's row locks; the tables are called differently on MySQL 8. */
const ROW_LOCKS_MARIADB = `SELECT w.trx_mysql_thread_id AS waiting, b.trx_mysql_thread_id AS blocking
  FROM information_schema.innodb_lock_waits l
  JOIN information_schema.innodb_trx w ON w.trx_id = l.requesting_trx_id
  JOIN information_schema.innodb_trx b ON b.trx_id = l.blocking_trx_id`;

const ROW_LOCKS_MYSQL = `SELECT w.trx_mysql_thread_id AS waiting, b.trx_mysql_thread_id AS blocking
  FROM performance_schema.data_lock_waits l
  JOIN information_schema.innodb_trx w ON w.trx_id = l.requesting_engine_transaction_id
  JOIN information_schema.innodb_trx b ON b.trx_id = l.blocking_engine_transaction_id`;

/** Whoever waits for a metadata lock, and the open transactions of the same database. */
const METADATA_WAITERS = `SELECT id, user, host, time AS seconds, info FROM information_schema.processlist
  WHERE db = DATABASE() AND state LIKE 'Waiting for table metadata lock%'`;

const OPEN_TRANSACTIONS = `SELECT p.id, p.user, p.host, p.command,
    TIMESTAMPDIFF(SECOND, t.trx_started, NOW()) AS seconds
  FROM information_schema.innodb_trx t
  JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
  WHERE p.db = DATABASE() AND p.id <> CONNECTION_ID() ORDER BY t.trx_started`;

/**
 * Who waits for whom in the database in use, one line each. Metadata locks have no catalogue
 * that is always on: for them the oldest open transactions are named, which is who it can be.
 */
export async function mysqlBlockers(connection: Connection): Promise<readonly string[]> {
  const lines = (await rowLocks(connection)).map(
    (row) =>
      `session ${String(row.waiting)} waits for a row lock of session ${String(row.blocking)}`,
  );
  const waiters = await ask(connection, METADATA_WAITERS);
  if (waiters.length === 0) return lines;
  const open = await ask(connection, OPEN_TRANSACTIONS);
  const waiting = waiters.map((row) => row.id);
  const suspects = open
    .filter((row) => !waiting.includes(row.id))
    .map((row) => `${who(row)} with a transaction open for ${String(row.seconds)} s`);
  for (const row of waiters) {
    const whom = suspects.length === 0 ? "another session" : suspects.join(" or ");
    lines.push(
      `${who(row)} waits for a table lock since ${String(row.seconds)} s, probably for ${whom}`,
    );
  }
  return lines;
}

async function rowLocks(connection: Connection): Promise<readonly Row[]> {
  const mariadb = await ask(connection, ROW_LOCKS_MARIADB);
  return mariadb.length > 0 ? mariadb : await ask(connection, ROW_LOCKS_MYSQL);
}

/** What this server or user cannot see is simply not told. */
async function ask(connection: Connection, sql: string): Promise<readonly Row[]> {
  try {
    return await connection.query(sql);
  } catch (error) {
    if (error instanceof DriverError && !error.connectionLost) return [];
    throw error;
  }
}

function who(row: Row): string {
  return `session ${String(row.id)} (user "${String(row.user)}" at ${String(row.host)})`;
}
