import type { Connection } from "../../driver/driver.js";
import { orRefusal } from "../../driver/driver-error.js";
import { MYSQL_MOMENTS } from "../../driver/mysql-session.js";
import type { SessionUse } from "../dialect.js";
import { noDatabase, serverTooOld } from "../dialect-error.js";
import { lockWaits, STATEMENT_SECONDS } from "./timeouts.js";

/**
 * One and the same mode everywhere: mistakes are errors, a backslash in a text escapes, text in
 * double quotes is text, and a row with the key 0 keeps it.
 */
const SQL_MODE = [
  "STRICT_TRANS_TABLES",
  "STRICT_ALL_TABLES",
  "ERROR_FOR_DIVISION_BY_ZERO",
  "NO_ENGINE_SUBSTITUTION",
  "NO_AUTO_VALUE_ON_ZERO",
].join(",");

/** The first versions that rename columns and indexes and keep checks. */
const OLDEST = { mariadb: [10, 5, 2], mysql: [8, 0, 19] } as const;
const TOO_OLD =
  "Use MySQL 8.0.19 or later, or MariaDB 10.5.2 or later: older ones cannot rename columns and ignore checks.";

/** One dialect, two servers. */
export type MysqlServer = "mysql" | "mariadb";

/** What a session told of itself when it began. */
export interface MysqlBeginning {
  readonly server: MysqlServer;
  readonly database: string;
  /** The server's number of it; a proxy may have given the client another. */
  readonly id: unknown;
}

const beginnings = new WeakMap<Connection, MysqlBeginning>();

/** @throws as {@link prepareMysqlSession}, where the session was not prepared yet. */
export async function beginningOf(connection: Connection): Promise<MysqlBeginning> {
  return beginnings.get(connection) ?? (await prepareMysqlSession(connection));
}

/**
 * Session settings that the dialect's SQL relies on.
 *
 * @throws DialectError `DIALECT_SERVER_TOO_OLD`, `DIALECT_NO_DATABASE`.
 */
export async function prepareMysqlSession(
  connection: Connection,
  { forLock = false }: SessionUse = {},
): Promise<MysqlBeginning> {
  const [row] = await connection.query(
    "SELECT VERSION() AS version, CONNECTION_ID() AS id, DATABASE() AS name, @@lock_wait_timeout AS table_wait, @@innodb_lock_wait_timeout AS row_wait, @@explicit_defaults_for_timestamp AS plain_moments",
    [],
    { first: true },
  );
  const version = String(row?.version);
  const kind = /mariadb/i.test(version) ? "mariadb" : "mysql";
  if (isOlder(version, OLDEST[kind])) throw serverTooOld(connection, version, TOO_OLD);
  if (row?.name === null) throw noDatabase(connection, { example: "mysql://user@host:3306/name" });
  const beginning: MysqlBeginning = { server: kind, database: String(row?.name), id: row?.id };
  beginnings.set(connection, beginning);
  // It runs nothing that settings change.
  if (forLock) return beginning;
  const limit =
    kind === "mariadb"
      ? `SESSION max_statement_time = ${STATEMENT_SECONDS}`
      : `SESSION max_execution_time = ${STATEMENT_SECONDS * 1_000}`;
  const settings = [
    MYSQL_MOMENTS,
    `SESSION sql_mode = '${SQL_MODE}'`,
    // The server may have others for its usual: a SELECT would begin a transaction that sees nothing of what
    // another runner does meanwhile, so that the history would be that of before the lock.
    "SESSION autocommit = 1",
    "SESSION completion_type = 'NO_CHAIN'",
    // A history of which only the first rows come would have them applied again.
    "SESSION sql_select_limit = 18446744073709551615",
    "SESSION foreign_key_checks = 1",
    "SESSION unique_checks = 1",
    ...lockWaits(connection, { table: Number(row?.table_wait), row: Number(row?.row_wait) }),
    limit,
  ];
  await connection.execute(`SET ${settings.join(", ")}`);
  // Where it is off (MariaDB before 10.10), a TIMESTAMP without NULL gets a default and ON UPDATE that
  // the author did not write. Older ones and MySQL do not let every user say so.
  if (Number(row?.plain_moments) === 0) {
    await orRefusal(connection.execute("SET SESSION explicit_defaults_for_timestamp = 1"));
  }
  return beginning;
}

/** `10.11.6-MariaDB-1`, `8.0.36`; replication prefixes MariaDB's with `5.5.5-`. */
function isOlder(version: string, oldest: readonly number[]): boolean {
  const found = /^(?:5\.5\.5-)?(\d+)\.(\d+)\.(\d+)/.exec(version);
  if (found === null) return false;
  const parts = found.slice(1).map(Number);
  for (const [at, least] of oldest.entries()) {
    const part = parts[at] ?? 0;
    if (part !== least) return part < least;
  }
  return false;
}
