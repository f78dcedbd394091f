import { createHash } from "node:crypto";
import type { Connection, Row } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import type { Lock, LockRequest } from "../dialect.js";
import { DialectError } from "../dialect-error.js";
import { LockError } from "../lock-error.js";
import { sleep } from "./timeouts.js";

/** Milliseconds between two attempts; grows so that many waiting runners ask less and less. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 1_000;
/** How long the server may take to see that a session is over. */
const RENEWAL = 30_000;

const HOLDER = `SELECT id, user, host, time AS idle FROM information_schema.processlist
  WHERE id = IS_USED_LOCK(?)`;

/** What the client says about itself; the table is not there when the server does not keep it. */
const APPLICATION = `SELECT attr_value AS name FROM performance_schema.session_connect_attrs
  WHERE processlist_id = ? AND attr_name = 'program_name'`;

/**
 * `GET_LOCK`, asked for again and again without waiting: no statement runs and no transaction is
 * open meanwhile. The server frees it when the session ends, however it ends. Such locks are known
 * to the whole server, so the database is part of the key. Whoever has it also waits until a
 * statement of a runner that died has come to its end.
 *
 * @throws LockError after the time allowed, with who holds it.
 * @throws DialectError `DIALECT_LOCK_FAILED`, `DIALECT_POOLER`.
 */
export async function acquireMysqlLock(
  connection: Connection,
  request: LockRequest,
): Promise<Lock> {
  const session = await identify(connection);
  const key = mysqlLockKey(session.database, request.name);
  const wait = new Waiting(request);
  while (!(await tryLock(connection, key, session.id))) {
    await wait.turn(await holderOf(connection, key));
  }
  const lock = heldLock(connection, key);
  const { work } = request;
  if (work === undefined) return lock;
  try {
    const sessions = { connection, work, session };
    const workLock = await lockWork(sessions, request, wait);
    return {
      renewed: async () => {
        await lockWork(sessions, request, new Waiting({ ...request, timeout: RENEWAL }, true));
      },
      release: () => released(workLock, lock),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface Sessions {
  /** The one that holds the lock and does nothing else. */
  readonly connection: Connection;
  readonly work: Connection;
  readonly session: { readonly database: string };
}

/** Marks the session that does the work, once nobody else's is still at it. */
async function lockWork(sessions: Sessions, request: LockRequest, wait: Waiting): Promise<Lock> {
  const { connection, work, session } = sessions;
  const key = mysqlLockKey(session.database, `${request.name} work`);
  const [row] = await work.query("SELECT CONNECTION_ID() AS id");
  while (!(await tryLock(work, key, row?.id))) {
    const holder = await holderOf(connection, key);
    await wait.turn(
      holder && `${holder}, still busy with the last statement of a run that is gone`,
    );
  }
  return heldLock(work, key);
}

async function released(...locks: readonly Lock[]): Promise<void> {
  for (const lock of locks) await lock.release();
}

/** Pauses that grow, until the time allowed is over. */
class Waiting {
  readonly #request: LockRequest;
  readonly #deadline: number;
  #pause = FIRST_PAUSE;
  #told: boolean;
  #turns = 0;

  /** `told`: there is nothing to tell. */
  constructor(request: LockRequest, told = false) {
    this.#request = request;
    this.#told = told;
    this.#deadline = Date.now() + request.timeout;
  }

  /** @throws LockError when there is no time left. */
  async turn(holder: string | undefined): Promise<void> {
    // A killed holder may vanish between the attempt and the question who it is: what follows (its
    // last statement, still running) is known at the next turn, and only one thing can be told.
    if (!this.#told && (holder !== undefined || this.#turns > 0)) {
      this.#request.onWait(holder);
      this.#told = true;
    }
    this.#turns += 1;
    const left = this.#deadline - Date.now();
    if (left <= 0) throw new LockError({ holder, timeout: this.#request.timeout });
    await sleep(Math.min(this.#pause, left));
    this.#pause = Math.min(this.#pause * 1.5, LONGEST_PAUSE);
  }
}

/** At most 64 characters, whatever the database and the lock are called. */
export function mysqlLockKey(database: string, name: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([database, name]))
    .digest("hex");
  return `makemigrations_${digest.slice(0, 48)}`;
}

async function identify(
  connection: Connection,
): Promise<{ readonly id: unknown; readonly database: string }> {
  // The lock's session does nothing for as long as the migrations run.
  await connection.execute("SET SESSION wait_timeout = 2147483");
  const [row] = await connection.query("SELECT CONNECTION_ID() AS id, DATABASE() AS name");
  return { id: row?.id, database: String(row?.name ?? "") };
}

/**
 * One round. A lock that this very session holds already was taken by somebody who shares it with
 * us: the server would grant it again to both.
 */
async function tryLock(connection: Connection, key: string, id: unknown): Promise<boolean> {
  const [row] = await connection.query(
    `SELECT CONNECTION_ID() AS id, used,
      CASE WHEN used = CONNECTION_ID() THEN -1 ELSE GET_LOCK(?, 0) END AS granted
    FROM (SELECT IS_USED_LOCK(?) AS used) AS round`,
    [key, key],
  );
  const granted = row?.granted;
  if (granted === -1 || row?.id !== id) {
    if (granted === 1) await connection.query("SELECT RELEASE_LOCK(?) AS freed", [key]);
    throw pooled(connection);
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
  // Without the right PROCESS one sees only one's own sessions, but the number all the same.
  const [used] = await connection.query("SELECT IS_USED_LOCK(?) AS id", [key]);
  return used?.id === null || used?.id === undefined ? undefined : `session ${String(used.id)}`;
}

async function applicationOf(connection: Connection, id: unknown): Promise<string | undefined> {
  try {
    const [row] = await connection.query(APPLICATION, [Number(id)]);
    return row === undefined ? undefined : String(row.name);
  } catch (error) {
    if (error instanceof DriverError && !error.connectionLost) return undefined;
    throw error;
  }
}

function describe(row: Row, application: string | undefined): string {
  const program = application === undefined ? "" : `, application "${application}"`;
  return `session ${String(row.id)}, user "${String(row.user)}" at ${String(row.host)}${program}`;
}

function heldLock(connection: Connection, key: string): Lock {
  let released = false;
  return {
    renewed: async () => undefined,
    release: async () => {
      if (released) return;
      released = true;
      try {
        const [row] = await connection.query("SELECT RELEASE_LOCK(?) AS freed", [key]);
        if (row?.freed !== 1) throw pooled(connection);
      } catch (error) {
        // The server frees it with the session.
        if (!(error instanceof DriverError && error.connectionLost)) throw error;
      }
    },
  };
}

function pooled(connection: Connection): DialectError {
  return new DialectError({
    code: "DIALECT_POOLER",
    message: `"${connection.label}" is a proxy that sends the statements of one connection to different sessions`,
    hint: "Use the address of the database itself for migrations: a lock taken through this proxy protects nothing.",
  });
}
