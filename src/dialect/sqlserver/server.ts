import type { Connection } from "../../driver/driver.js";
import { DriverError, driverErrorOf } from "../../driver/driver-error.js";
import { DialectError } from "../dialect-error.js";
import { withRetries } from "../retry.js";

/** SQL Server 2019. */
const OLDEST = 15;
/** Azure SQL Database and Managed Instance count their versions in another way. */
const AZURE: readonly number[] = [5, 8];

/** Milliseconds that a statement waits for a lock, by attempt. */
const PATIENCE = [1_000, 2_000, 4_000, 8_000, 15_000] as const;
const PLAIN_PATIENCE = 30_000;

const IDENTIFY =
  "SELECT DB_NAME() AS database_name, CAST(SERVERPROPERTY(N'ProductMajorVersion') AS INT) AS version, CAST(SERVERPROPERTY(N'EngineEdition') AS INT) AS edition";

/**
 * What the dialect's SQL relies on. `XACT_ABORT`: an error ends the whole batch and its transaction,
 * never only the one statement of several.
 */
const SETTINGS = [
  "SET XACT_ABORT ON",
  "SET QUOTED_IDENTIFIER ON",
  "SET ANSI_NULLS ON",
  "SET ANSI_PADDING ON",
  "SET ANSI_WARNINGS ON",
  "SET ARITHABORT ON",
  "SET CONCAT_NULL_YIELDS_NULL ON",
  "SET NUMERIC_ROUNDABORT OFF",
  "SET DATEFORMAT ymd",
  `SET LOCK_TIMEOUT ${PLAIN_PATIENCE}`,
].join(";\n");

const BLOCKED = `SELECT r.session_id AS session, r.blocking_session_id AS blocker, r.wait_type AS reason, r.wait_time AS waited,
    s.login_name AS login, s.program_name AS application
  FROM sys.dm_exec_requests AS r
  LEFT JOIN sys.dm_exec_sessions AS s ON s.session_id = r.blocking_session_id
  WHERE r.blocking_session_id > 0 AND r.database_id = DB_ID()
  ORDER BY r.session_id`;

export const HOME = "SELECT DB_NAME() AS database_name, SCHEMA_NAME() AS namespace";

/** Texts of the session's statements, for the parser in the tests. */
export const sessionQueries: readonly string[] = [IDENTIFY, SETTINGS, BLOCKED, HOME];

/** @throws DialectError `DIALECT_SERVER_TOO_OLD`, `DIALECT_NO_DATABASE`. */
export async function prepareSqlserverSession(connection: Connection): Promise<void> {
  const [row] = await connection.query(IDENTIFY);
  const version = Number(row?.version);
  if (version < OLDEST && !AZURE.includes(Number(row?.edition))) {
    throw new DialectError({
      code: "DIALECT_SERVER_TOO_OLD",
      message: `"${connection.label}" is version ${version}`,
      hint: "Use SQL Server 2019 (version 15) or later, or Azure SQL.",
    });
  }
  if (row?.database_name === "master") {
    throw new DialectError({
      code: "DIALECT_NO_DATABASE",
      message: `The URL of "${connection.label}" names no database but the server's own`,
      hint: "Add the database's name to the URL, as in sqlserver://user@host:1433/name.",
    });
  }
  await connection.execute(SETTINGS);
}

/** Who waits for whom. Without the right to see other sessions: none. */
export async function sqlserverBlockers(connection: Connection): Promise<readonly string[]> {
  const rows = await connection.query(BLOCKED);
  return rows.map(
    (row) =>
      `session ${String(row.session)} waits for session ${String(row.blocker)} of "${String(row.login)}", application "${String(row.application)}" (${String(row.reason)}, ${String(row.waited)} ms)`,
  );
}

/** 1222 = the time for a lock is over, 1205 = chosen as the victim of a deadlock. */
export function isSqlserverLockFailure(error: unknown): boolean {
  return ["1205", "1222"].includes(driverErrorOf(error)?.serverCode ?? "");
}

/** `work` is a whole transaction; it waits for locks in short, growing turns. */
export async function withSqlserverRetries(
  connection: Connection,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await withRetries(
      isSqlserverLockFailure,
      async (at) => {
        // An attempt inside the transaction that failed may have left XACT_ABORT off.
        await connection.execute(
          `SET XACT_ABORT ON;\nSET LOCK_TIMEOUT ${PATIENCE[at] ?? PLAIN_PATIENCE}`,
        );
        await work();
      },
      PATIENCE.slice(0, -1).map((patience) => patience / 2),
    );
  } finally {
    await restore(connection);
  }
}

/** A failure of it shows at the next statement; the error that led to it is worth more. */
async function restore(connection: Connection): Promise<void> {
  try {
    await connection.execute(`SET LOCK_TIMEOUT ${PLAIN_PATIENCE}`);
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
  }
}
