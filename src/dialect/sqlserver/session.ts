import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import type { Schema } from "../../schema/schema.js";
import type { AtomicRequest, DefaultNamespace, Introspector, WithSettings } from "../dialect.js";
import { noDatabase, serverTooOld } from "../dialect-error.js";
import { inOrderOf } from "../field-order.js";
import { withRetries } from "../retry.js";
import type { RowCounting } from "../row-watch.js";
import { type ExpectedRequest, StandardSession } from "../standard-session.js";
import type { Statement } from "../statement.js";
import { SqlserverIntrospector } from "./introspector.js";
import { sqlserverLock } from "./lock.js";
import { alterRealColumn, requireNothingLost } from "./real-column.js";
import { withServerExpressions } from "./server-expressions.js";
import { sqlserverText } from "./text-literal.js";

/** SQL Server 2019. */
const OLDEST = 15;

/** Azure SQL Database and Managed Instance count their versions in another way. */
const AZURE: readonly number[] = [5, 8];

/** Milliseconds that a statement waits for a lock, by attempt. */
const PATIENCE = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

const PLAIN_PATIENCE = 30_000;

/** Chosen as the victim of a deadlock; the time for a lock is over. */
const LOCK_FAILURES = ["1205", "1222"];

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

const HOME = "SELECT DB_NAME() AS database_name, SCHEMA_NAME() AS namespace";

/** Texts of the session's statements, for the parser in the tests. */
export const sessionQueries: readonly string[] = [IDENTIFY, SETTINGS, BLOCKED, HOME];

const USER = "SELECT USER_NAME() AS name";

const REVERT = "REVERT";

/** As deep as `EXECUTE AS` can be nested. */
const DEEPEST = 32;

/** Texts of these statements, for the parser in the tests. */
export const settingsQueries: readonly string[] = [USER, REVERT];

export const LIVE_ORDER = `SELECT t.name AS name, CASE WHEN s.name = SCHEMA_NAME() THEN NULL ELSE s.name END AS namespace, c.name AS columns
  FROM sys.columns AS c
  INNER JOIN sys.tables AS t ON t.object_id = c.object_id
  INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
  ORDER BY t.object_id, c.column_id`;

/**
 * Invalid column, object; cannot drop what is not there: index or table, constraint (two numbers);
 * no such table to alter, column to drop, object to rename, property.
 */
const MISSING = [
  "207",
  "208",
  "1088",
  "3701",
  "3727",
  "3728",
  "4902",
  "4924",
  "15217",
  "15225",
  "15248",
];

/** Sessions of SQL Server. */
export class SqlserverSession extends StandardSession {
  createIntrospector(connection: Connection): Introspector {
    return new SqlserverIntrospector(connection);
  }

  protected override async reported(request: ExpectedRequest): Promise<Schema> {
    const reported = await withServerExpressions(request);
    return inOrderOf(reported, await request.connection.query(LIVE_ORDER));
  }

  /** @throws DialectError `DIALECT_SERVER_TOO_OLD`, `DIALECT_NO_DATABASE`. */
  override async prepare(connection: Connection): Promise<void> {
    const [row] = await connection.query(IDENTIFY);
    const version = Number(row?.version);
    if (version < OLDEST && !AZURE.includes(Number(row?.edition))) {
      throw serverTooOld(
        connection,
        version,
        "Use SQL Server 2019 (version 15) or later, or Azure SQL.",
      );
    }
    if (row?.database_name === "master") {
      throw noDatabase(connection, {
        what: "no database but the server's own",
        example: "sqlserver://user@host:1433/name",
      });
    }
    await connection.execute(SETTINGS);
  }

  override async captureSettings(connection: Connection): Promise<WithSettings> {
    const read = async (): Promise<string> => {
      const [row] = await connection.query(USER);
      return String(row?.name);
    };
    const begun = await read();
    return async (work) => {
      const now = await read();
      for (let depth = 0; depth < DEEPEST && (await read()) !== begun; depth += 1) {
        await connection.execute(REVERT);
      }
      await work();
      if (now !== begun) await connection.execute(`EXECUTE AS USER = ${sqlserverText(now)}`);
    };
  }

  async defaultNamespace(connection: Connection): Promise<DefaultNamespace> {
    const [row] = await connection.query(HOME);
    return { database: String(row?.database_name), namespace: String(row?.namespace) };
  }

  protected readonly lock = sqlserverLock;

  /**
   * `work` runs again after a rollback when all that failed it was a lock held by another; it waits for
   * locks in short, growing turns.
   */
  override async atomic(connection: Connection, request: AtomicRequest): Promise<void> {
    try {
      await withRetries(
        (error) => this.isTransient(error),
        async (at) => {
          // An attempt inside the transaction that failed may have left XACT_ABORT off.
          await connection.execute(
            `SET XACT_ABORT ON;\nSET LOCK_TIMEOUT ${PATIENCE[at] ?? PLAIN_PATIENCE}`,
          );
          await super.atomic(connection, request);
        },
        PATIENCE.slice(0, -1).map((patience) => patience / 2),
      );
    } finally {
      // A failure of it shows at the next statement; the error that led to it is worth more.
      await connection.execute(`SET LOCK_TIMEOUT ${PLAIN_PATIENCE}`).catch((error: unknown) => {
        if (!(error instanceof DriverError)) throw error;
      });
    }
  }

  /**
   * Under `XACT_ABORT` any error ends the transaction, so it is off meanwhile. Some errors end it
   * all the same: then the connection refuses to go on.
   *
   * @throws DriverError `DRIVER_ROLLED_BACK` in that case.
   */
  override async attempt(connection: Connection, work: () => Promise<void>): Promise<void> {
    await connection.execute("SET XACT_ABORT OFF;\nSAVE TRANSACTION mm_attempt");
    try {
      await work();
    } catch (error) {
      if (error instanceof DriverError && error.connectionLost) throw error;
      await connection.execute("ROLLBACK TRANSACTION mm_attempt;\nSET XACT_ABORT ON");
      throw error;
    }
    await connection.execute("SET XACT_ABORT ON");
  }

  override async run(connection: Connection, statement: Statement): Promise<number> {
    const { live } = statement;
    const quote = (name: string): string => this.dialect.quote(name);
    if (live?.kind === "altered") return alterRealColumn(connection, { statement, live, quote });
    if (live?.kind !== "replaced") return super.run(connection, statement);
    await requireNothingLost(connection, live);
    return 0;
  }

  /** Without the right to see other sessions: none. */
  override async blockers(connection: Connection): Promise<readonly string[]> {
    const rows = await connection.query(BLOCKED);
    return rows.map(
      (row) =>
        `session ${String(row.session)} waits for session ${String(row.blocker)} of "${String(row.login)}", application "${String(row.application)}" (${String(row.reason)}, ${String(row.waited)} ms)`,
    );
  }

  /** Held until the transaction ends: under READ COMMITTED others may delete between two counts. */
  protected override rowCounting(): RowCounting {
    const { query } = super.rowCounting();
    return { query: (table) => `${query(table)} WITH (TABLOCK, HOLDLOCK)` };
  }

  protected override readonly lockFailures = LOCK_FAILURES;

  protected override readonly missing = MISSING;
}
