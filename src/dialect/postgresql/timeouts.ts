import type { Connection, Row } from "../../driver/driver.js";
import { DriverError, hasServerCode } from "../../driver/driver-error.js";
import { sleep, withRetries } from "../retry.js";

/**
 * How long a statement may wait for a lock, attempt by attempt, in milliseconds. Short first: while
 * DDL waits for its lock, every other session that wants the table queues up behind it.
 */
const LOCK_WAITS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

/** One statement inside a migration may take an hour: long backfills, validations. */
const STATEMENT_TIMEOUT = 3_600_000;

/** A concurrent index build waits for every older transaction, and these waits are lock waits. */
const INDEX_LOCK_WAIT = 900_000;

/**
 * What a session begins with: name, value, and whether that of an operator stands (by `ALTER ROLE ...
 * SET`, by `?options=-c lock_timeout=5s`, in the server's configuration).
 *
 * The keepalives let the server notice soon that the client is gone: by the network when its machine
 * died (two hours become a minute).
 */
const SETTINGS = `('lock_timeout', '${LOCK_WAITS[0]}', true),
  ('statement_timeout', '${STATEMENT_TIMEOUT}', true),
  ('tcp_keepalives_idle', '30', false),
  ('tcp_keepalives_interval', '10', false),
  ('tcp_keepalives_count', '3', false)`;

/**
 * In version 14 and later, also in the midst of a statement. Without it a killed runner's index
 * build goes on by itself, while the next runner already wonders what became of it.
 */
const CHECK_CLIENT = ", ('client_connection_check_interval', '1s', false)";

/** Sessions whose `lock_timeout` an operator has set (role, database, URL, server): it stands. */
const ownLockTimeout = new WeakSet<Connection>();

/**
 * Sets what a session begins with, in one round trip.
 *
 * @returns the schema in which it begins; undefined = none.
 */
export async function prepareSession(connection: Connection): Promise<string | undefined> {
  const rows = await set(connection, SETTINGS + CHECK_CLIENT).catch((error: unknown) => {
    // The server's operating system cannot tell.
    if (error instanceof DriverError && error.serverCode === "22023") {
      return set(connection, SETTINGS);
    }
    throw error;
  });
  if (rows.some(({ name, stands }) => name === "lock_timeout" && stands === true)) {
    ownLockTimeout.add(connection);
  }
  const [row] = rows;
  return typeof row?.namespace === "string" ? row.namespace : undefined;
}

function set(connection: Connection, settings: string): Promise<readonly Row[]> {
  return connection.query(
    `SELECT current_schema() AS namespace, name, stands, CASE WHEN NOT stands THEN set_config(name, value, false) END
      FROM (SELECT w.name, w.value, w.yields AND s.source <> 'default' AS stands
        FROM (VALUES ${settings}) AS w (name, value, yields) JOIN pg_settings s USING (name)
        OFFSET 0) AS wanted`,
  );
}

const SAME_STATEMENT = `SELECT count(*)::int AS count FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active'
    AND query <> '' AND starts_with($1, query)`;

/** Waits, for a minute at most, until no other session runs this very statement any more. */
export async function untilNoneRuns(connection: Connection, sql: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const [row] = await connection.query(SAME_STATEMENT, [sql]);
    if (row?.count === 0) return;
    await sleep(200);
  }
}

/**
 * Runs `work` in a transaction, again and again with growing patience while it fails only because
 * another session holds a lock on what it wants. Each attempt begins anew: a migration that waits
 * never sits on the locks it has already got.
 */
export function withLockRetries(
  connection: Connection,
  attempt: (begun: () => Promise<void>) => Promise<void>,
): Promise<void> {
  return climb(connection, (wait) =>
    attempt(async () => {
      // A session begins with the first of them.
      if (wait !== undefined && wait !== LOCK_WAITS[0])
        await connection.query(`SET LOCAL lock_timeout = ${wait}`);
    }),
  );
}

/** The same for one statement that stands outside any transaction. */
export async function withStatementRetries<T>(
  connection: Connection,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await climb(connection, async (wait) => {
      await setTimeouts(connection, { lock: wait });
      return await run();
    });
  } finally {
    if (!ownLockTimeout.has(connection)) await restore(connection, { lock: `${LOCK_WAITS[0]}` });
  }
}

/** One attempt for each rung of the ladder; `wait` is undefined where an operator's own stands. */
function climb<T>(
  connection: Connection,
  attempt: (wait: number | undefined) => Promise<T>,
): Promise<T> {
  const own = ownLockTimeout.has(connection);
  return withRetries(
    (error) => hasServerCode(error, LOCK_FAILURES),
    (at) => attempt(own ? undefined : LOCK_WAITS[at]),
  );
}

/** Runs `build` under the timeouts of index builds, and puts the session's own back. */
export async function withIndexTimeouts<T>(
  connection: Connection,
  build: () => Promise<T>,
): Promise<T> {
  const [row] = await connection.query(
    `SELECT current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement`,
  );
  const lock = ownLockTimeout.has(connection) ? undefined : INDEX_LOCK_WAIT;
  await setTimeouts(connection, { lock, statement: 0 });
  try {
    return await build();
  } finally {
    await restore(connection, { lock: String(row?.lock), statement: String(row?.statement) });
  }
}

/** A lock that was not granted in time, a circle of waits that the server has cut, a lost race. */
export const LOCK_FAILURES = ["55P03", "40P01", "40001"];

interface Timeouts {
  readonly lock?: number | undefined;
  readonly statement?: number | undefined;
}

async function setTimeouts(connection: Connection, { lock, statement }: Timeouts): Promise<void> {
  if (lock !== undefined) await connection.query(`SET lock_timeout = ${lock}`);
  if (statement !== undefined) await connection.query(`SET statement_timeout = ${statement}`);
}

async function restore(
  connection: Connection,
  before: { readonly lock: string; readonly statement?: string },
): Promise<void> {
  try {
    await connection.query(
      "SELECT set_config('lock_timeout', $1, false), set_config('statement_timeout', coalesce($2, current_setting('statement_timeout')), false)",
      [before.lock, before.statement ?? null],
    );
  } catch (error) {
    // When the session is gone its settings are too, and the error of the work says more.
    if (!(error instanceof DriverError && error.connectionLost)) throw error;
  }
}
