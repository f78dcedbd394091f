import type { Connection } from "../../driver/driver.js";
import type { Wait } from "../wait-chain.js";

/** A session that waits for a lock, and one that it waits for. */
interface BlockedSession extends Wait {
  readonly user: string;
  readonly address: string;
  readonly application: string;
  /** `active`, `idle in transaction`, ... */
  readonly state: string;
  /** Milliseconds since the blocker's transaction began. */
  readonly transaction: number;
  /** What the blocker runs, or ran last. */
  readonly query: string;
}

const BLOCKED = `SELECT w.pid AS waiting, b.pid AS blocking, coalesce(b.usename, '') AS "user",
    coalesce(b.client_addr::text, 'local socket') AS address,
    coalesce(b.application_name, '') AS application, coalesce(b.state, b.backend_type) AS state,
    coalesce(extract(epoch FROM clock_timestamp() - b.xact_start) * 1000, 0)::int AS transaction,
    left(coalesce(b.query, ''), 200) AS query
  FROM pg_stat_activity w
  CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS p (pid)
  JOIN pg_stat_activity b ON b.pid = p.pid
  WHERE w.datname = current_database() AND w.wait_event_type = 'Lock'
  ORDER BY w.pid, b.pid`;

/**
 * Who blocks whom in this database. Ask it over a session that does not wait itself, such as the
 * one that holds the runner's lock.
 */
export async function blockingSessions(connection: Connection): Promise<readonly BlockedSession[]> {
  const rows = await connection.query(BLOCKED);
  return rows.map((row) => {
    const text = (name: string): string => String(row[name] ?? "");
    const number = (name: string): number => Number(row[name] ?? 0);
    return {
      waiting: number("waiting"),
      blocking: number("blocking"),
      user: text("user"),
      address: text("address"),
      application: text("application"),
      state: text("state"),
      transaction: number("transaction"),
      query: text("query"),
    };
  });
}

/** One line for people. */
export function describeBlocked(session: BlockedSession): string {
  return (
    `pid ${session.waiting} waits for pid ${session.blocking} (user "${session.user}" at ${session.address}, ` +
    `application "${session.application}", ${session.state}, in a transaction for ${Math.round(session.transaction / 1000)} s): ${session.query}`
  );
}
