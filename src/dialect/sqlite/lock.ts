import { existsSync } from "node:fs";
import { hostname } from "node:os";
import type { Connection, Row } from "../../driver/driver.js";
import { urlOfFile } from "../../driver/read-url.js";
import { BUSY_TIMEOUT } from "../../driver/sqlite-connection.js";
import { SqliteDriver } from "../../driver/sqlite-driver.js";
import { sqliteWriters } from "../../driver/sqlite-lockers.js";
import { isBusy } from "../../driver/sqlite-tries.js";
import { memberOf } from "../../text/record.js";
import type { Lock, LockHolder, LockRequest } from "../dialect.js";
import { DialectError } from "../dialect-error.js";
import { LockWait, type RunnerLock } from "../lock.js";
import { whileBusy } from "./while-busy.js";

const PAUSES = { first: 20, longest: 250 };
/** How often the lock is given back because another's name stands in it, see {@link hold}. */
const MOST_ROUNDS = 5;
/**
 * What is written is only read by people who wait: no need to wait for the disk. That setting reads
 * the file and may meet another's commit, so the patience ends behind it.
 */
const SETTINGS = ["PRAGMA synchronous = OFF", "PRAGMA busy_timeout = 0"];

/** Of sessions that were asked: one that waits for others cannot be asked then. */
const files = new WeakMap<Connection, string | undefined>();

/**
 * One runner at a time. A write transaction on the database itself would keep out the very
 * connection that does the work, so it is held on a second database, `<file>.mm-lock`. The
 * operating system releases it when the process dies; the file stays, because a process that removes a
 * lock file may remove it under the feet of the next one who opened it.
 *
 * All histories in one file share the lock: SQLite has one writer at a time anyway.
 */
async function acquireLock(session: Connection, request: LockRequest): Promise<Lock> {
  const file = await fileOf(session);
  // No other process can reach a database in memory.
  if (file === undefined) return { renewed: async () => {}, release: async () => {} };
  const connection = await openLock(file);
  try {
    await poll({ connection, session }, request);
    await awaitOrphan(session);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return {
    renewed: async () => undefined,
    release: async () => {
      await connection.rollback();
      await connection.close();
    },
  };
}

/**
 * A runner that was killed has lost the lock, and its session, in a process of its own (see `SqliteStation`), may be in
 * the midst of COMMIT: the next one would read a history without that, and meet it behind. SQLite has one writer at a
 * time, so who has been one knows that no other is left. One that writes for longer is an application, which the run
 * waits for when it begins to write.
 */
async function awaitOrphan(session: Connection): Promise<void> {
  try {
    await whileBusy({ patience: BUSY_TIMEOUT, work: (how) => session.begin(how) });
    await session.rollback();
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}

async function openLock(file: string): Promise<Connection> {
  const connection = await new SqliteDriver().connect({
    url: urlOfFile("sqlite", lockFile(file)),
    connectTimeout: 0,
    readOnly: false,
  });
  try {
    for (const sql of SETTINGS) await connection.execute(sql);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function lockFile(file: string): string {
  return `${file}.mm-lock`;
}

/** See `DialectSession.lockHolders`. Whether the lock is held shows only to a process that tries to take it. */
async function lockHolders(session: Connection): Promise<readonly LockHolder[]> {
  const file = await fileOf(session);
  return file === undefined ? [] : await holdersIn(file);
}

async function holdersIn(file: string): Promise<readonly LockHolder[]> {
  if (!existsSync(lockFile(file))) return [];
  const connection = await openLock(file);
  try {
    if (await begins(connection)) {
      await connection.rollback();
      return [];
    }
    return [await holderIn(connection, lockFile(file))];
  } finally {
    await connection.close();
  }
}

interface Sessions {
  /** On the lock's own file. */
  readonly connection: Connection;
  /** The caller's; closing it gives up the wait. */
  readonly session: Connection;
}

async function poll({ connection, session }: Sessions, request: LockRequest): Promise<void> {
  const wait = new LockWait(request, PAUSES);
  while (!(await hold(connection))) {
    await wait.turn(await holder(connection));
    await session.query("SELECT 1");
  }
}

/**
 * Readers see only what is committed, so the holder writes its name in one transaction and holds a
 * second one. Another runner may write its own name in between; then the holder tries again, and
 * after some rounds keeps a lock with a wrong name in it: the name is for people, the lock is not.
 */
async function hold(connection: Connection): Promise<boolean> {
  try {
    return await holdNamed(connection);
  } catch (error) {
    // Another process was just reading the name when ours was to be written.
    if (!isBusy(error)) throw error;
    await connection.rollback().catch(() => {});
    return false;
  }
}

async function holdNamed(connection: Connection): Promise<boolean> {
  const me = `process ${process.pid} on ${hostname()}`;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    if (!(await begins(connection))) return false;
    await connection.execute(
      "CREATE TABLE IF NOT EXISTS holder (id INTEGER PRIMARY KEY, name TEXT, since TEXT)",
    );
    await connection.execute("INSERT OR REPLACE INTO holder VALUES (1, ?, ?)", [me, new Date()]);
    await connection.commit();
    if (!(await begins(connection))) return false;
    const [row] = await connection.query("SELECT name FROM holder");
    if (row?.name === me || round === MOST_ROUNDS) return true;
    await connection.rollback();
  }
  return false;
}

async function begins(connection: Connection): Promise<boolean> {
  try {
    await connection.begin();
    return true;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

async function holder(connection: Connection): Promise<string | undefined> {
  const row = await writtenIn(connection);
  return row === undefined ? undefined : `${row.name}, since ${row.since} UTC`;
}

async function writtenIn(connection: Connection): Promise<Row | undefined> {
  try {
    const [row] = await connection.query("SELECT name, since FROM holder");
    return row;
  } catch {
    // Not written yet, or being written right now.
    return undefined;
  }
}

/** What the system knows counts more than what is written: that may be another's name, see {@link hold}. */
async function holderIn(connection: Connection, file: string): Promise<LockHolder> {
  const row = await writtenIn(connection);
  const name = row === undefined ? "a process that has not written its name yet" : String(row.name);
  const [process] = sqliteWriters(file);
  const named = Number(/^process (\d+) on /.exec(name)?.[1] ?? 0);
  const since = new Date(`${String(row?.since).replace(" ", "T")}Z`);
  const own = process === undefined || process === named;
  return {
    session: process ?? named,
    description: own ? name : `process ${process}`,
    since: own && !Number.isNaN(since.getTime()) ? since : undefined,
    role: "lock",
  };
}

/**
 * See `DialectSession.breakLock`. The lock ends with the process that has it and not otherwise: a
 * file that is taken away under its feet would be a second lock beside the first. So the process is
 * asked to stop, as by Ctrl-C: it finishes or rolls back its statement.
 */
async function breakLock(
  connection: Connection,
  _name: string,
  { session }: LockHolder,
): Promise<boolean> {
  const file = await fileOf(connection);
  const [now] = file === undefined ? [] : await holdersIn(file);
  if (file === undefined || now?.session !== session) return false;
  const known = sqliteWriters(lockFile(file)).includes(session);
  if (!known && !now.description.endsWith(` on ${hostname()}`)) {
    throw unbreakable(now, "is not a process of this machine");
  }
  try {
    process.kill(session, "SIGTERM");
    return true;
  } catch (error) {
    if (memberOf(error, "code") === "ESRCH") return false;
    throw unbreakable(now, "may not be ended by this user", error);
  }
}

function unbreakable({ description }: LockHolder, why: string, cause?: unknown): DialectError {
  return new DialectError({
    code: "DIALECT_LOCK_UNBREAKABLE",
    message: `The lock is held by ${description}, which ${why}`,
    hint: "End that process where it runs: the system frees its lock. Never delete the file of the lock.",
    cause,
  });
}

export const sqliteLock: RunnerLock = Object.freeze({ acquireLock, lockHolders, breakLock });

export async function fileOf(connection: Connection): Promise<string | undefined> {
  if (!files.has(connection)) files.set(connection, await askedFile(connection));
  return files.get(connection);
}

/** Asked so that the file is not read for it: another may just be writing there. */
async function askedFile(connection: Connection): Promise<string | undefined> {
  const rows = await connection.query("PRAGMA database_list");
  const row = rows.find(({ name }) => name === "main");
  return typeof row?.file === "string" && row.file !== "" ? row.file : undefined;
}
