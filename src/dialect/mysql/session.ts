import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import type { Schema } from "../../schema/schema.js";
import type {
  AtomicRequest,
  DefaultNamespace,
  Introspector,
  Lock,
  LockRequest,
  WithSettings,
} from "../dialect.js";
import type { RowCounting } from "../row-watch.js";
import type { StandardDialect } from "../standard-dialect.js";
import { type ExpectedRequest, StandardSession } from "../standard-session.js";
import type { Statement } from "../statement.js";
import { mysqlBlockers } from "./blockers.js";
import { MysqlIntrospector } from "./introspector.js";
import { withKeySides } from "./key-sides.js";
import { runLiveColumn } from "./live-column.js";
import { acquireMysqlLock } from "./lock.js";
import { beginningOf, type MysqlServer, prepareMysqlSession } from "./server.js";
import { withServerExpressions } from "./server-expressions.js";
import { captureMysqlSettings } from "./session-settings.js";
import { isMysqlLockFailure, withMysqlLockRetries, withTransactionRetries } from "./timeouts.js";

const MISSING = new Set([
  "ER_BAD_TABLE_ERROR",
  "ER_NO_SUCH_TABLE",
  "ER_CANT_DROP_FIELD_OR_KEY",
  "ER_KEY_DOES_NOT_EXITS",
  "ER_BAD_FIELD_ERROR",
  "ER_TRG_DOES_NOT_EXIST",
  "ER_SP_DOES_NOT_EXIST",
  "ER_CONSTRAINT_NOT_FOUND",
  "ER_CHECK_CONSTRAINT_NOT_FOUND",
]);

/** Sessions of MySQL and MariaDB. */
export class MysqlSession extends StandardSession {
  #server: MysqlServer | undefined;
  constructor(dialect: StandardDialect, server: MysqlServer | undefined) {
    super(dialect);
    this.#server = server;
  }

  /** undefined while it is not known which of the two it will be. */
  get server(): MysqlServer | undefined {
    return this.#server;
  }

  createIntrospector(connection: Connection): Introspector {
    return new MysqlIntrospector(connection);
  }

  protected override reported(request: ExpectedRequest): Promise<Schema> {
    return withServerExpressions(request);
  }

  override async prepare(connection: Connection): Promise<void> {
    this.#server = (await prepareMysqlSession(connection)).server;
  }

  override captureSettings(connection: Connection): Promise<WithSettings> {
    return captureMysqlSettings(connection);
  }

  async defaultNamespace(connection: Connection): Promise<DefaultNamespace> {
    return { database: (await beginningOf(connection)).database, namespace: undefined };
  }

  acquireLock(connection: Connection, request: LockRequest): Promise<Lock> {
    return acquireMysqlLock(connection, request);
  }

  /** What commits by itself waits for other sessions in short, growing turns. */
  override run(connection: Connection, statement: Statement): Promise<number> {
    if (
      !/^\s*(?:alter|create|drop|rename|truncate)\b/i.test(statement.sql) &&
      statement.executeRows !== true &&
      statement.live === undefined
    ) {
      return super.run(connection, statement);
    }
    return withMysqlLockRetries(connection, () => this.#explained(connection, statement));
  }

  async #explained(connection: Connection, statement: Statement): Promise<number> {
    const { live } = statement;
    try {
      if (live?.kind !== "column" && live?.kind !== "known") {
        return await super.run(connection, statement);
      }
      return await runLiveColumn(connection, {
        statement,
        live,
        quote: (name) => this.dialect.quote(name),
      });
    } catch (error) {
      throw await withKeySides(connection, error, statement.sql);
    }
  }

  override atomic(connection: Connection, request: AtomicRequest): Promise<void> {
    return withTransactionRetries(connection, () => super.atomic(connection, request));
  }

  override blockers(connection: Connection, waiting: Connection): Promise<readonly string[]> {
    return mysqlBlockers(connection, waiting);
  }

  /** DDL commits, so no table stays held: the server's own account says who deleted. */
  protected override rowCounting(): RowCounting {
    return { ...super.rowCounting(), deletions: deletedRows };
  }

  override isTransient(error: unknown): boolean {
    return isMysqlLockFailure(error);
  }

  isMissingObject(error: unknown): boolean {
    return error instanceof DriverError && MISSING.has(error.serverCode ?? "");
  }
}

/** Rows that this session has deleted so far, those of triggers included. */
async function deletedRows(connection: Connection): Promise<number> {
  const [row] = await connection.query("SHOW SESSION STATUS LIKE 'Handler_delete'");
  return Number(row?.Value ?? 0);
}
