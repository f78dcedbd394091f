import { createHash } from "node:crypto";
import type { Connection, Row } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import { acquireBoth, acquireOne, type LockAttempts } from "../acquire-lock.js";
import type { Lock, LockHolder, LockRequest } from "../dialect.js";
import { holdersOf, LockWait, pooled, type RunnerLock, sessionLock, workName } from "../lock.js";

const POOLER =
  "a connection pooler in transaction or statement mode: connections have no session of their own";
const INSTEAD = " (or of a pooler in session mode)";

/** pg_locks shows a 64-bit advisory key as two halves. */
const HELD = `l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (l.classid::bigint << 32 | l.objid::bigint) = $1::bigint`;

/**
 * One round of asking. A lock that this very backend holds already was taken by another program that
 * shares it with us: the server would grant it again to both. A backend that is not the one we
 * began with is not asked at all: no session would free what it granted.
 */
const TRY = `SELECT pg_backend_pid() AS pid, shared,
    CASE WHEN NOT shared AND pg_backend_pid() = $2::int
      THEN pg_try_advisory_lock($1::bigint) END AS granted
  FROM (SELECT EXISTS (SELECT FROM pg_locks l WHERE ${HELD} AND l.pid = pg_backend_pid()) AS shared
    OFFSET 0) AS round`;

const HOLDER = `SELECT l.pid, a.usename AS "user", a.application_name AS application,
    coalesce(a.client_addr::text, 'local socket') AS address,
    to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"') AS since
  FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
  WHERE ${HELD} LIMIT 1`;

/**
 * A session advisory lock, asked for again and again with `pg_try_advisory_lock`: while it waits,
 * no statement runs and no transaction is open, so a waiting runner never blocks (or deadlocks
 * with) a `CREATE INDEX CONCURRENTLY` of the one that works. The server frees it when the session
 * ends, however it ends.
 *
 * @throws LockError after the time allowed, with who holds it.
 * @throws DialectError `DIALECT_POOLER` when the statements of this connection go to different
 *   sessions, or two connections to one, where such a lock protects nothing.
 */
async function acquireLock(connection: Connection, request: LockRequest): Promise<Lock> {
  const session = await identityOf(connection);
  const { work } = request;
  const lock = attemptsAt(connection, lockKey(session.database, request.name), session.pid);
  const wait = new LockWait(request);
  if (work === undefined) return await acquireOne(lock, wait);
  if (checked.get(connection) !== work) await refusePooler(connection, work, session.pid);
  const workKey = lockKey(session.database, workName(request.name));
  const mark = attemptsAt(work, workKey, undefined, connection);
  return await acquireBoth(request, { lock, mark, wait });
}

/**
 * @param pid of its session; undefined: the one that it has when it is asked.
 * @param asking is asked who has it, because closing the lock's session ends the wait.
 */
function attemptsAt(
  connection: Connection,
  key: bigint,
  pid: number | undefined,
  asking = connection,
): LockAttempts {
  return {
    attempt: async () => {
      const own = pid ?? connection.sessionId ?? (await backendOf(connection));
      return (await tryLock(connection, key, own)) ? heldLock(connection, key) : undefined;
    },
    holder: () => holderOf(asking, key),
  };
}

/** The 64-bit key: the database and the name of the lock are part of it. */
export function lockKey(database: string, name: string): bigint {
  const digest = createHash("sha256").update(JSON.stringify(["makemigrations", database, name]));
  return digest.digest().readBigInt64BE(0);
}

/** The lock's session does nothing for as long as the migrations run. */
const IDENTIFY = `SELECT pg_backend_pid() AS pid, current_database() AS database,
  (SELECT count(set_config(name, '0', false)) FROM pg_settings
    WHERE name IN ('idle_session_timeout', 'statement_timeout')) AS unlimited`;

interface Identity {
  readonly pid: number;
  readonly database: string;
}

/** Sessions that told who they are when they began. */
const identities = new WeakMap<Connection, Identity>();

/** Beside which session that will work no pooler was found. */
const checked = new WeakMap<Connection, Connection>();

/** Asked when a session begins, what the lock has to know of it costs nothing. */
export async function makeReadyForLock(connection: Connection): Promise<void> {
  identities.set(connection, await identify(connection));
}

/** See `DialectSession.foreseeLock`. */
async function foreseeLock(connection: Connection, work: Connection | undefined): Promise<void> {
  if (work === undefined) return;
  await refusePooler(connection, work, (await identityOf(connection)).pid);
  checked.set(connection, work);
}

async function identityOf(connection: Connection): Promise<Identity> {
  return identities.get(connection) ?? (await identify(connection));
}

async function identify(connection: Connection): Promise<Identity> {
  const [row] = await connection.query(IDENTIFY);
  return { pid: Number(row?.pid), database: String(row?.database) };
}

/**
 * A pooler lends a session for as long as a transaction lasts. While it has little to do, one and the
 * same goes to the client that asks next; so the session that was just ours is asked for by the other
 * connection, and kept while ours is asked for again.
 */
async function refusePooler(connection: Connection, work: Connection, pid: number): Promise<void> {
  if (pid !== (connection.sessionId ?? pid) || pid === work.sessionId)
    throw pooled(connection, POOLER, INSTEAD);
  // One that was told who it is long ago: others have been asked for since, and would be lent first.
  if (connection.greetedAs !== pid && (await backendOf(connection)) !== pid)
    throw pooled(connection, POOLER, INSTEAD);
  // Given together, they are one question.
  const [begun, asked] = await Promise.allSettled([
    through(work, work.begin()),
    through(work, backendOf(work)),
  ]);
  if (begun.status === "rejected") throw begun.reason;
  try {
    if (asked.status === "rejected") throw asked.reason;
    const found = asked.value;
    if (found === pid || found !== (work.sessionId ?? found)) throw pooled(work, POOLER, INSTEAD);
    if ((await backendOf(connection)) !== pid) throw pooled(connection, POOLER, INSTEAD);
  } finally {
    // It travels with the next statement, which fails when this does.
    work.rollback().catch(() => undefined);
  }
}

/** PgBouncer in statement mode refuses transactions, and says so to whatever is the first of one. */
async function through<T>(work: Connection, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof DriverError && /pooling mode/.test(error.message))
      throw pooled(work, POOLER, INSTEAD);
    throw error;
  }
}

async function backendOf(connection: Connection): Promise<number> {
  const [row] = await connection.query("SELECT pg_backend_pid() AS pid");
  return Number(row?.pid);
}

async function tryLock(connection: Connection, key: bigint, pid: number): Promise<boolean> {
  const [row] = await connection.query(TRY, [key, pid]);
  if (row?.shared === true || row?.pid !== pid) throw pooled(connection, POOLER, INSTEAD);
  return row?.granted === true;
}

async function holderOf(connection: Connection, key: bigint): Promise<string | undefined> {
  const [row] = await connection.query(HOLDER, [key]);
  return row && describeHolder(row);
}

/** See `DialectSession.lockHolders`. */
async function lockHolders(connection: Connection, name: string): Promise<readonly LockHolder[]> {
  const { database } = await identify(connection);
  return await holdersOf(name, async (key) => {
    const [row] = await connection.query(HOLDER, [lockKey(database, key)]);
    if (row === undefined) return undefined;
    const since = new Date(String(row.since).replace(" ", "T"));
    return { session: Number(row.pid), description: describeHolder(row), since };
  });
}

/** A number may be another session's by now: it is ended only as the one that holds the lock. */
const TERMINATE = `SELECT pg_terminate_backend(l.pid) AS ended FROM pg_locks l WHERE ${HELD} AND l.pid = $2::int`;

/** See `DialectSession.breakLock`. */
async function breakLock(
  connection: Connection,
  name: string,
  { session, role }: LockHolder,
): Promise<boolean> {
  const { database } = await identify(connection);
  const key = lockKey(database, role === "work" ? workName(name) : name);
  const [row] = await connection.query(TERMINATE, [key, session]);
  return row?.ended === true;
}

function describeHolder(row: Row): string {
  const fact = (name: string): string => String(row[name] ?? "unknown");
  return (
    `pid ${fact("pid")}, user "${fact("user")}" at ${fact("address")}, ` +
    `application "${fact("application")}", connected since ${fact("since")}`
  );
}

function heldLock(connection: Connection, key: bigint): Lock {
  return sessionLock(async () => {
    const [row] = await connection.query("SELECT pg_advisory_unlock($1::bigint) AS freed", [key]);
    if (row?.freed !== true) throw pooled(connection, POOLER, INSTEAD);
  });
}

export const postgresqlLock: RunnerLock = Object.freeze({
  foreseeLock,
  acquireLock,
  lockHolders,
  breakLock,
});
