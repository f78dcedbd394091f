import type { Connection } from "../../driver/driver.js";
import { DriverError, driverErrorOf } from "../../driver/driver-error.js";
import { sleep, withRetries } from "../retry.js";

/**
 * How long a statement may wait for a lock, attempt by attempt, in milliseconds. Short first: while
 * DDL waits for its lock, everybody else who wants the table queues up behind it.
 */
const LOCK_WAITS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;

/** One statement inside a migration may take an hour: long backfills, validations. */
const STATEMENT_TIMEOUT = 3_600_000;

/** A concurrent index build waits for every older transaction, and these waits are lock waits. */
const INDEX_LOCK_WAIT = 900_000;

const NAMES = ["lock_timeout", "statement_timeout"];

/** Sessions whose `lock_timeout` an operator has set (role, database, URL, server): it stands. */
const ownLockTimeout = new WeakSet<Connection>();

/**
 * Sets the timeouts that nobody else has set. An operator's own (by `ALTER ROLE ... SET`, by
 * `?options=-c lock_timeout=5s`, in the server's configuration) count more than ours.
 */
export async function prepareTimeouts(connection: Connection): Promise<void> {
  const rows = await connection.query(
    `SELECT name, source FROM pg_settings WHERE name = ANY ($1::text[])`,
    [`{${NAMES.join(",")}}`],
  );
  const isFree = (name: string): boolean =>
    rows.some((row) => row.name === name && row.source === "default");
  if (!isFree("lock_timeout")) ownLockTimeout.add(connection);
  else await setTimeouts(connection, { lock: LOCK_WAITS[0] });
  if (isFree("statement_timeout")) await setTimeouts(connection, { statement: STATEMENT_TIMEOUT });
  await noticeLostClient(connection);
}

/**
 * Lets the server notice soon that the client is gone: by the network when its machine died (two
 * hours become a minute), and, in version 14 and later, also in the midst of a statement. Without
 * it a killed runner's index build goes on by itself, while the next runner already wonders what
 * became of it.
 */
export async function noticeLostClient(connection: Connection): Promise<void> {
  await connection.query(
    `SELECT set_config(name, value, false) FROM (VALUES ('tcp_keepalives_idle', '30'),
      ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '3')) AS wanted (name, value)`,
  );
  try {
    await connection.query(
      "SELECT set_config(name, '1s', false) FROM pg_settings WHERE name = 'client_connection_check_interval'",
    );
  } catch (error) {
    // The server's operating system cannot tell.
    if (!(error instanceof DriverError && error.serverCode === "22023")) throw error;
  }
}

const SAME_STATEMENT = `SELECT count(*)::int AS count FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active'
    AND query <> '' AND starts_with($1, query)`;

/** Waits, for a minute at most, until no other session runs this very statement any more. */
export async function untilNobodyRuns(connection: Connection, sql: string): Promise<void> {
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
      if (wait !== undefined) await connection.query(`SET LOCAL lock_timeout = ${wait}`);
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
  return withRetries(isLockFailure, (at) => attempt(own ? undefined : LOCK_WAITS[at]));
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
export function isLockFailure(error: unknown): boolean {
  return ["55P03", "40P01", "40001"].includes(driverErrorOf(error)?.serverCode ?? "");
}

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
