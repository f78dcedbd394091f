import { createHash } from "node:crypto";
import type { Connection, Row } from "../../driver/driver.js";
import { DriverError, orRefusal } from "../../driver/driver-error.js";
import { acquireBoth, acquireOne, type LockAttempts } from "../acquire-lock.js";
import type { Lock, LockHolder, LockRequest } from "../dialect.js";
import { DialectError } from "../dialect-error.js";
import {
  holdersOf,
  LockWait,
  PROXY,
  pooled,
  type RunnerLock,
  sessionLock,
  workName,
} from "../lock.js";
import { beginningOf } from "./server.js";

const HOLDER = `SELECT id, user, host, UNIX_TIMESTAMP() - time AS since FROM information_schema.processlist
  WHERE id = IS_USED_LOCK(?)`;

/** What the client says about itself; the table is not there when the server does not keep it. */
const APPLICATION = `SELECT attr_value AS name FROM performance_schema.session_connect_attrs
  WHERE processlist_id = ? AND attr_name = 'program_name'`;

/**
 * `GET_LOCK`, asked for again and again without waiting: no statement runs and no transaction is
 * open meanwhile. The server frees it when the session ends, however it ends. Such locks are known
 * to the whole server, so the database is part of the key. The session that has it also waits until a
 * statement of a runner that died has come to its end.
 *
 * @throws LockError after the time allowed, with who holds it.
 * @throws DialectError `DIALECT_LOCK_FAILED`, `DIALECT_POOLER`.
 */
async function acquireLock(connection: Connection, request: LockRequest): Promise<Lock> {
  const { database } = await beginningOf(connection);
  const wait = new LockWait(request, { first: 100, longest: 1_000 });
  const lock = attemptsAt(connection, mysqlLockKey(database, request.name));
  const { work } = request;
  if (work === undefined) return await acquireOne(lock, wait);
  const mark = attemptsAt(work, mysqlLockKey(database, workName(request.name)), connection);
  return await acquireBoth(request, { lock, mark, wait });
}

/** @param asking is asked who has it, because closing the lock's session ends the wait. */
function attemptsAt(connection: Connection, key: string, asking = connection): LockAttempts {
  return {
    attempt: async () => {
      if (!(await tryLock(connection, key))) return undefined;
      if (asking === connection) makePatient(connection);
      return heldLock(connection, key);
    },
    holder: () => holderOf(asking, key),
  };
}

/**
 * The lock's session does nothing for as long as the migrations run. Nothing waits for it to hear that; where it does
 * not, the session is gone, which shows when the lock is given back.
 */
function makePatient(connection: Connection): void {
  connection.execute("SET SESSION wait_timeout = 2147483").catch(() => undefined);
}

/** At most 64 letters and digits, whatever the database and the lock are called: it needs no quoting. */
export function mysqlLockKey(database: string, name: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([database, name]))
    .digest("hex");
  return `makemigrations_${digest.slice(0, 48)}`;
}

/**
 * One round. A lock that this very session holds already was taken by a program that shares it with
 * us: the server would grant it again to both.
 */
async function tryLock(connection: Connection, key: string): Promise<boolean> {
  const [row] = await connection.query(
    `SELECT CONNECTION_ID() AS id, used,
      CASE WHEN used = CONNECTION_ID() THEN -1 ELSE GET_LOCK('${key}', 0) END AS granted
    FROM (SELECT IS_USED_LOCK('${key}') AS used) AS round`,
    [],
    { first: true },
  );
  const granted = row?.granted;
  if (granted === -1 || row?.id !== (await beginningOf(connection)).id) {
    if (granted === 1) await connection.query(`SELECT RELEASE_LOCK('${key}') AS freed`);
    throw pooled(connection, PROXY);
  }
  if (granted === 1) return true;
  if (granted === 0) return false;
  throw new DialectError({
    code: "DIALECT_LOCK_FAILED",
    message: `"${connection.label}" could not say whether the lock is free`,
    hint: "GET_LOCK answered NULL: the server is out of memory or the session was killed; run again.",
  });
}

async function holderOf(connection: Connection, key: string): Promise<string | undefined> {
  const [row] = await connection.query(HOLDER, [key]);
  if (row !== undefined) return describe(row, await applicationOf(connection, row.id));
  // Without the right PROCESS a user sees only their own sessions, but the number all the same.
  const [used] = await connection.query("SELECT IS_USED_LOCK(?) AS id", [key]);
  return used?.id === null || used?.id === undefined ? undefined : `session ${String(used.id)}`;
}

/** See `DialectSession.lockHolders`. The session of a lock does nothing, so it is idle since it has it. */
async function lockHolders(connection: Connection, name: string): Promise<readonly LockHolder[]> {
  const { database } = await beginningOf(connection);
  return await holdersOf(name, async (lock) => {
    const key = mysqlLockKey(database, lock);
    const [used] = await connection.query("SELECT IS_USED_LOCK(?) AS id", [key]);
    if (used?.id === null || used?.id === undefined) return undefined;
    const description = (await holderOf(connection, key)) ?? `session ${String(used.id)}`;
    const [row] = await connection.query(HOLDER, [key]);
    const since = row === undefined ? undefined : new Date(Number(row.since) * 1000);
    return { session: Number(used.id), description, since };
  });
}

/** See `DialectSession.breakLock`. */
async function breakLock(
  connection: Connection,
  name: string,
  { session, role }: LockHolder,
): Promise<boolean> {
  const { database } = await beginningOf(connection);
  const key = mysqlLockKey(database, role === "work" ? workName(name) : name);
  const [used] = await connection.query("SELECT IS_USED_LOCK(?) AS id", [key]);
  if (Number(used?.id) !== session) return false;
  await connection.execute(`KILL ${session}`);
  return true;
}

async function applicationOf(connection: Connection, id: unknown): Promise<string | undefined> {
  const rows = await orRefusal(connection.query(APPLICATION, [Number(id)]));
  const row = rows instanceof DriverError ? undefined : rows[0];
  return row && String(row.name);
}

function describe(row: Row, application: string | undefined): string {
  const program = application === undefined ? "" : `, application "${application}"`;
  return `session ${String(row.id)}, user "${String(row.user)}" at ${String(row.host)}${program}`;
}

function heldLock(connection: Connection, key: string): Lock {
  return sessionLock(async () => {
    const [row] = await connection.query(`SELECT RELEASE_LOCK('${key}') AS freed`);
    if (row?.freed !== 1) throw pooled(connection, PROXY);
  });
}

export const mysqlLock: RunnerLock = Object.freeze({
  acquireLock,
  lockHolders,
  breakLock,
});
