import { createHash } from "node:crypto";
import type { Connection, Row } from "../../driver/driver.js";
import { DriverError, orRefusal } from "../../driver/driver-error.js";
import type { Lock, LockHolder, LockRequest } from "../dialect.js";
import { DialectError } from "../dialect-error.js";
import { LockWait, PROXY, pooled, type RunnerLock, sessionLock } from "../lock.js";

const IDENTIFY = "SELECT @@SPID AS session, DB_NAME() AS database_name";

/**
 * One round of asking; it never waits. A lock that this session holds already was taken by a program
 * that shares it with us: the server would grant it again to both.
 */
const TRY = `DECLARE @answer INT, @held NVARCHAR(32) = APPLOCK_MODE(N'public', @p1, N'Session');
IF @held = N'NoLock' EXEC @answer = sp_getapplock @Resource = @p1, @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = 0, @DbPrincipal = N'public';
SELECT @answer AS answer, @held AS held, @@SPID AS session`;

const RELEASE = `DECLARE @answer INT;
EXEC @answer = sp_releaseapplock @Resource = @p1, @LockOwner = N'Session', @DbPrincipal = N'public';
SELECT @answer AS answer`;

/** The server keeps it in its own zone. */
const SINCE = `CONVERT(NVARCHAR(19), DATEADD(MINUTE, DATEDIFF(MINUTE, GETDATE(), GETUTCDATE()), s.login_time), 126)`;

/** The description of a lock shows the first 32 characters of the resource: all that it has. */
const HOLDER = `SELECT TOP (1) l.request_session_id AS session, s.login_name AS login, s.host_name AS host,
    s.program_name AS application, c.client_net_address AS address, ${SINCE} AS since
  FROM sys.dm_tran_locks AS l
  LEFT JOIN sys.dm_exec_sessions AS s ON s.session_id = l.request_session_id
  LEFT JOIN sys.dm_exec_connections AS c ON c.session_id = l.request_session_id
  WHERE l.resource_type = N'APPLICATION' AND l.request_status = N'GRANT' AND l.resource_database_id = DB_ID()
    AND CHARINDEX(N'[' + @p1 + N']', l.resource_description) > 0`;

/** The other sessions of the program that holds it: no mark of ours is on them. */
const WORKERS = `SELECT s.session_id AS session, s.login_name AS login, s.host_name AS host,
    s.program_name AS application, c.client_net_address AS address, ${SINCE} AS since
  FROM sys.dm_exec_sessions AS l
  JOIN sys.dm_exec_sessions AS s ON s.host_name = l.host_name AND s.host_process_id = l.host_process_id
    AND s.program_name = l.program_name AND s.database_id = l.database_id AND s.session_id <> l.session_id
  LEFT JOIN sys.dm_exec_connections AS c ON c.session_id = s.session_id
  WHERE l.session_id = @p1 ORDER BY s.session_id`;

/** Texts of the lock's questions, for the parser in the tests. */
export const lockQueries: readonly string[] = [IDENTIFY, TRY, RELEASE, HOLDER, WORKERS];

/**
 * An application lock of the session, asked for again and again without waiting: between two rounds
 * no statement runs and no transaction is open. The server frees it when the session ends, however
 * it ends.
 *
 * @throws LockError after the time allowed, with who holds it.
 * @throws DialectError `DIALECT_LOCK_FAILED` when the server could not tell, `DIALECT_POOLER` when
 *   the statements of this connection go to different sessions.
 */
async function acquireLock(connection: Connection, request: LockRequest): Promise<Lock> {
  const { resource, session } = await resourceOf(connection, request.name);
  const wait = new LockWait(request);
  while (!(await tryLock(connection, resource, session))) {
    await wait.turn(await holderOf(connection, resource));
  }
  return sessionLock(async () => {
    const [row] = await connection.query(RELEASE, [resource]);
    if (row?.answer !== 0) throw pooled(connection, PROXY);
  });
}

/** 32 characters, all of which the server shows; the database and the name are part of it. */
export function lockResource(database: string, name: string): string {
  const digest = createHash("sha256").update(JSON.stringify(["makemigrations", database, name]));
  return `mm_${digest.digest("hex").slice(0, 29)}`;
}

async function tryLock(
  connection: Connection,
  resource: string,
  session: unknown,
): Promise<boolean> {
  const [row] = await connection.query(TRY, [resource]);
  if (row?.held !== "NoLock" || row.session !== session) throw pooled(connection, PROXY);
  return isGranted(row.answer, connection);
}

/**
 * What `sp_getapplock` returns: 0 and 1 = granted, -1 = held by another.
 *
 * @throws DialectError `DIALECT_LOCK_FAILED` for every other answer, and for none.
 */
export function isGranted(answer: unknown, connection: Pick<Connection, "label">): boolean {
  if (answer === 0 || answer === 1) return true;
  if (answer === -1) return false;
  throw new DialectError({
    code: "DIALECT_LOCK_FAILED",
    message: `"${connection.label}" could not say whether the lock is free`,
    hint: `sp_getapplock answered ${String(answer)}: the request was cancelled (-2), chosen as a deadlock victim (-3), or refused (-999); run again.`,
  });
}

/** Without the right to see other sessions the holder stays unknown. */
async function holderOf(connection: Connection, resource: string): Promise<string | undefined> {
  const rows = await orRefusal(connection.query(HOLDER, [resource]));
  const row = rows instanceof DriverError ? undefined : rows[0];
  return row && describe(row);
}

/** See `DialectSession.lockHolders`. */
async function lockHolders(connection: Connection, name: string): Promise<readonly LockHolder[]> {
  const { resource } = await resourceOf(connection, name);
  const [lock] = await connection.query(HOLDER, [resource]);
  if (lock === undefined) return [];
  const others = await connection.query(WORKERS, [Number(lock.session)]);
  return [holderOfRow(lock, "lock"), ...others.map((row) => holderOfRow(row, "work"))];
}

function holderOfRow(row: Row, role: LockHolder["role"]): LockHolder {
  const since = new Date(`${String(row.since)}Z`);
  return {
    session: Number(row.session),
    description: describe(row),
    since: Number.isNaN(since.getTime()) ? undefined : since,
    role,
  };
}

/** See `DialectSession.breakLock`. */
async function breakLock(
  connection: Connection,
  name: string,
  { session }: LockHolder,
): Promise<boolean> {
  const holders = await lockHolders(connection, name);
  if (!holders.some((holder) => holder.session === session)) return false;
  await connection.execute(`KILL ${session}`);
  return true;
}

async function resourceOf(connection: Connection, name: string) {
  const [own] = await connection.query(IDENTIFY);
  return { resource: lockResource(String(own?.database_name), name), session: own?.session };
}

function describe(row: Row): string {
  const fact = (name: string): string => String(row[name] ?? "unknown");
  return (
    `session ${fact("session")}, login "${fact("login")}" on ${fact("host")} at ${fact("address")}, ` +
    `application "${fact("application")}", connected since ${fact("since")}`
  );
}

export const sqlserverLock: RunnerLock = Object.freeze({ acquireLock, lockHolders, breakLock });
