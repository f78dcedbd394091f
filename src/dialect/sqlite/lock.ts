import { hostname } from "node:os";
import type { Connection } from "../../driver/driver.js";
import { SqliteDriver } from "../../driver/sqlite-driver.js";
import type { Lock, LockRequest } from "../dialect.js";
import { LockWait } from "../lock.js";
import { isBusy } from "./busy.js";

const PAUSES = { first: 20, longest: 250 };
/** How often the lock is given back because another's name stands in it, see {@link hold}. */
const MOST_ROUNDS = 5;
/**
 * What is written is only read by people who wait: no need to wait for the disk. That setting reads
 * the file and may meet another's commit, so the patience ends behind it.
 */
const SETTINGS = ["PRAGMA synchronous = OFF", "PRAGMA busy_timeout = 0"];

/**
 * One runner at a time. A write transaction on the database itself would keep out the very
 * connection that does the work, so it is held on a second database, `<file>.mm-lock`. The
 * operating system releases it when the process dies; the file stays, because a process that removes a
 * lock file may remove it under the feet of the next one who opened it.
 *
 * All histories in one file share the lock: SQLite has one writer at a time anyway.
 */
export async function acquireSqliteLock(
  database: { readonly session: Connection; readonly file: string },
  request: LockRequest,
): Promise<Lock> {
  const connection = await new SqliteDriver().connect({
    url: `sqlite:${database.file}.mm-lock`,
    connectTimeout: 0,
    readOnly: false,
  });
  try {
    for (const sql of SETTINGS) await connection.execute(sql);
    await poll({ connection, session: database.session }, request);
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
  try {
    const [row] = await connection.query("SELECT name, since FROM holder");
    return row === undefined ? undefined : `${row.name}, since ${row.since} UTC`;
  } catch {
    // Not written yet, or being written right now.
    return undefined;
  }
}
