import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import type { Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import type {
  AtomicRequest,
  DefaultNamespace,
  Introspector,
  Lock,
  LockRequest,
  RunSituation,
  WithSettings,
} from "../dialect.js";
import type { RowWatch } from "../row-watch.js";
import type { ExpectedRequest } from "../standard-session.js";
import { StandardSession } from "../standard-session.js";
import type { Statement } from "../statement.js";
import { waitsOf } from "../wait-chain.js";
import { blockingSessions, describeBlocked } from "./blocking-sessions.js";
import { withoutNamespace } from "./default-namespace.js";
import { withDeferredChecks } from "./deferred-checks.js";
import { PostgresqlIntrospector } from "./introspector.js";
import { inLiveOrder } from "./live-order.js";
import { acquirePostgresqlLock } from "./lock.js";
import { retypeColumn } from "./retype-column.js";
import { watchRowChanges } from "./row-changes.js";
import { withServerExpressions } from "./server-expressions.js";
import { capturePostgresqlSettings } from "./session-settings.js";
import {
  isLockFailure,
  prepareTimeouts,
  untilNobodyRuns,
  withIndexTimeouts,
  withLockRetries,
  withStatementRetries,
} from "./timeouts.js";

/** Undefined table, object (type, index, constraint), column, function, database schema. */
const MISSING = ["42P01", "42704", "42703", "42883", "3F000"];

/** What takes long and blocks nobody meanwhile: it may wait, and run, for longer. */
const LONG = /\b(?:CONCURRENTLY|VALIDATE\s+CONSTRAINT|VACUUM)\b/i;

/** Sessions of PostgreSQL. */
export class PostgresqlSession extends StandardSession {
  createIntrospector(connection: Connection): Introspector {
    return new PostgresqlIntrospector(connection);
  }

  override async prepare(connection: Connection): Promise<void> {
    await prepareTimeouts(connection);
  }

  override captureSettings(connection: Connection): Promise<WithSettings> {
    return capturePostgresqlSettings(connection);
  }

  async defaultNamespace(connection: Connection): Promise<DefaultNamespace> {
    const [row] = await connection.query("SELECT current_schema() AS name");
    return { database: undefined, namespace: typeof row?.name === "string" ? row.name : undefined };
  }

  acquireLock(connection: Connection, request: LockRequest): Promise<Lock> {
    return acquirePostgresqlLock(connection, request);
  }

  /** `work` runs again after a rollback when all that failed it was a lock held by another. */
  override async atomic(connection: Connection, request: AtomicRequest): Promise<void> {
    await withLockRetries(connection, (begun) =>
      super.atomic(connection, {
        ...request,
        work: async () => {
          await begun();
          await request.work();
        },
      }),
    );
  }

  protected override async reported(request: ExpectedRequest): Promise<Schema> {
    const { connection } = request;
    const [row] = await connection.query("SELECT current_schema() AS name");
    const expected = withoutNamespace(request.expected, String(row?.name));
    const editor = this.dialect.createSchemaEditor({ horizon: expected, rowsTable: "" });
    const reported = await withServerExpressions(connection, expected, editor);
    return inLiveOrder(connection, reported);
  }

  override run(
    connection: Connection,
    statement: Statement,
    situation?: RunSituation,
  ): Promise<number> {
    const { live } = statement;
    const run = (): Promise<number> =>
      live?.kind === "retype"
        ? retypeColumn(connection, { statement, live, quote: (name) => this.dialect.quote(name) })
        : super.run(connection, statement);
    if (statement.transactional) {
      const pending = situation?.afterRows === true;
      return pending ? withDeferredChecks(connection, statement.sql, run) : run();
    }
    return LONG.test(statement.sql)
      ? withIndexTimeouts(connection, run)
      : withStatementRetries(connection, run);
  }

  /** What a killed runner began may be under way still: it is over before anything is cleared. */
  override async repair(connection: Connection, statement: Statement): Promise<void> {
    if (statement.repair === undefined) return;
    await untilNobodyRuns(connection, statement.sql);
    await super.repair(connection, statement);
  }

  override async blockers(connection: Connection, waiting: Connection): Promise<readonly string[]> {
    const waits = await blockingSessions(connection);
    return waitsOf(waits, waiting.sessionId).map(describeBlocked);
  }

  /** Counted only where the server was told to keep no account. */
  override async watchRows(connection: Connection, tables: readonly Table[]): Promise<RowWatch> {
    const names = tables.map((table) => this.dialect.quoteTable(table));
    return (await watchRowChanges(connection, names)) ?? super.watchRows(connection, tables);
  }

  override isTransient(error: unknown): boolean {
    return isLockFailure(error);
  }

  isMissingObject(error: unknown): boolean {
    return error instanceof DriverError && MISSING.includes(error.serverCode ?? "");
  }
}
