import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type {
  AtomicRequest,
  DefaultNamespace,
  Introspector,
  Lock,
  LockRequest,
  WithSettings,
} from "../dialect.js";
import { inOrderOf } from "../field-order.js";
import type { RowCounting } from "../row-watch.js";
import { type ExpectedRequest, StandardSession } from "../standard-session.js";
import type { Statement } from "../statement.js";
import { SqlserverIntrospector } from "./introspector.js";
import { acquireSqlserverLock } from "./lock.js";
import { alterRealColumn, requireNothingLost } from "./real-column.js";
import {
  HOME,
  isSqlserverLockFailure,
  prepareSqlserverSession,
  sqlserverBlockers,
  withSqlserverRetries,
} from "./server.js";
import { withServerExpressions } from "./server-expressions.js";
import { sqlserverText } from "./text-literal.js";

const USER = "SELECT USER_NAME() AS name";

const REVERT = "REVERT";

/** As deep as `EXECUTE AS` can be nested. */
const DEEPEST = 32;

/** Texts of these statements, for the parser in the tests. */
export const settingsQueries: readonly string[] = [USER, REVERT];

export const LIVE_ORDER = `SELECT t.name AS name, CASE WHEN s.name = SCHEMA_NAME() THEN NULL ELSE s.name END AS namespace, c.name AS column_name
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
    return await inSqlserverOrder(request.connection, await withServerExpressions(request));
  }

  override async prepare(connection: Connection): Promise<void> {
    await prepareSqlserverSession(connection);
  }

  override captureSettings(connection: Connection): Promise<WithSettings> {
    return captureSqlserverSettings(connection);
  }

  async defaultNamespace(connection: Connection): Promise<DefaultNamespace> {
    const [row] = await connection.query(HOME);
    return { database: String(row?.database_name), namespace: String(row?.namespace) };
  }

  acquireLock(connection: Connection, request: LockRequest): Promise<Lock> {
    return acquireSqlserverLock(connection, request);
  }

  /** `work` runs again after a rollback when all that failed it was a lock held by another. */
  override atomic(connection: Connection, request: AtomicRequest): Promise<void> {
    return withSqlserverRetries(connection, () => super.atomic(connection, request));
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

  override blockers(connection: Connection): Promise<readonly string[]> {
    return sqlserverBlockers(connection);
  }

  /** Held until the transaction ends: under READ COMMITTED others may delete between two counts. */
  protected override rowCounting(): RowCounting {
    const { query } = super.rowCounting();
    return { query: (table) => `${query(table)} WITH (TABLOCK, HOLDLOCK)` };
  }

  override isTransient(error: unknown): boolean {
    return isSqlserverLockFailure(error);
  }

  isMissingObject(error: unknown): boolean {
    return error instanceof DriverError && MISSING.includes(error.serverCode ?? "");
  }
}

/** The schema with the fields of each table in the order of the columns that are there. */
async function inSqlserverOrder(connection: Connection, schema: Schema): Promise<Schema> {
  const order = new Map<string, string[]>();
  for (const { name, namespace, column_name } of await connection.query(LIVE_ORDER)) {
    const key = tableKey({
      name: String(name),
      namespace: typeof namespace === "string" ? namespace : undefined,
    });
    const columns = order.get(key);
    if (columns === undefined) order.set(key, [String(column_name)]);
    else columns.push(String(column_name));
  }
  return inOrderOf(schema, order);
}

/** See `DialectSession.captureSettings`. */
async function captureSqlserverSettings(connection: Connection): Promise<WithSettings> {
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
