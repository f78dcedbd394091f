import type { Connection, TransactionOptions } from "../driver/driver.js";
import { DriverError, hasServerCode } from "../driver/driver-error.js";
import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import type {
  AtomicRequest,
  DefaultNamespace,
  DialectSession,
  ExpectedOptions,
  Introspector,
  LastStatement,
  Lock,
  LockHolder,
  LockRequest,
  RunSituation,
  WithSettings,
} from "./dialect.js";
import type { RunnerLock } from "./lock.js";
import { type RowCounting, type RowWatch, watchByCounting } from "./row-watch.js";
import { runStatement } from "./run-statement.js";
import type { StandardDialect } from "./standard-dialect.js";
import type { Statement, Statements } from "./statement.js";

/** A schema whose expressions are to be as the connected server reports them. */
export interface ExpectedRequest {
  readonly connection: Connection;
  readonly dialect: StandardDialect;
  readonly source: Schema;
  readonly horizon: Schema;
  /** The expected form of `source`. */
  readonly expected: Schema;
  /** What the server has shown in this session, if it has. */
  readonly live: Schema | undefined;
  /** See {@link ExpectedOptions}. */
  readonly asText: (key: string, why: string) => void;
}

/** What talking to databases has in common; the protected members are the hooks. */
export abstract class StandardSession implements DialectSession {
  protected readonly dialect: StandardDialect;

  constructor(dialect: StandardDialect) {
    this.dialect = dialect;
  }

  async expected(
    connection: Connection,
    schema: Schema,
    { horizon = schema, live, asText = () => {} }: ExpectedOptions = {},
  ): Promise<Schema> {
    const expected = this.dialect.expected(schema, horizon);
    return await this.reported({
      connection,
      dialect: this.dialect,
      source: schema,
      horizon,
      expected,
      live,
      asText,
    });
  }

  /** The expected schema with expressions, and what else only the server knows, as it has them. */
  protected async reported({ expected }: ExpectedRequest): Promise<Schema> {
    return expected;
  }

  abstract createIntrospector(connection: Connection): Introspector;

  /** What keeps two runners apart. */
  protected abstract readonly lock: RunnerLock;

  async foreseeLock(connection: Connection, work: Connection | undefined): Promise<void> {
    await this.lock.foreseeLock?.(connection, work);
  }

  acquireLock(connection: Connection, request: LockRequest): Promise<Lock> {
    return this.lock.acquireLock(connection, request);
  }

  lockHolders(connection: Connection, name: string): Promise<readonly LockHolder[]> {
    return this.lock.lockHolders(connection, name);
  }

  breakLock(connection: Connection, name: string, holder: LockHolder): Promise<boolean> {
    return this.lock.breakLock(connection, name, holder);
  }

  async captureSettings(_connection: Connection): Promise<WithSettings> {
    return (work) => work();
  }

  likelyNamespace(_connection: Connection): DefaultNamespace | undefined {
    return undefined;
  }

  abstract defaultNamespace(connection: Connection): Promise<DefaultNamespace>;

  /** Codes that say that a thing to drop is not there. */
  protected readonly missing: readonly string[] = [];

  isMissingObject(error: unknown): boolean {
    return error instanceof DriverError && this.missing.includes(error.serverCode ?? "");
  }

  run(connection: Connection, statement: Statement, _situation?: RunSituation): Promise<number> {
    return runStatement(connection, statement);
  }

  travels(_statement: Statement): boolean {
    return false;
  }

  takesIntent(_statement: Statement): boolean {
    return false;
  }

  async writeTogether(
    _connection: Connection,
    _statements: readonly LastStatement[],
  ): Promise<boolean> {
    return false;
  }

  mayTakeLong(_statements: Statements): boolean {
    return true;
  }

  async repair(connection: Connection, statement: Statement): Promise<void> {
    if (statement.repair === undefined) return;
    await this.run(connection, { ...statement, sql: statement.repair, executeRows: true });
  }

  /** Codes that say that another session held a lock. */
  protected readonly lockFailures: readonly string[] = [];

  isTransient(error: unknown): boolean {
    return hasServerCode(error, this.lockFailures);
  }

  watchRows(connection: Connection, tables: readonly Table[]): Promise<RowWatch> {
    return watchByCounting(connection, tables, this.rowCounting());
  }

  protected rowCounting(): RowCounting {
    return {
      query: (table) =>
        `SELECT COUNT(*) AS ${this.dialect.quote("n")} FROM ${this.dialect.quoteTable(table)}`,
    };
  }

  async blockers(_connection: Connection, _waiting: Connection): Promise<readonly string[]> {
    return [];
  }

  async prepare(_connection: Connection): Promise<void> {}

  async atomic(connection: Connection, request: AtomicRequest): Promise<void> {
    await this.begin(connection, request);
    try {
      await request.work();
      await this.finish(connection, request);
    } catch (error) {
      await this.rollBack(connection);
      throw error;
    }
  }

  /** Only when the last statement is done: some databases commit what came before one that failed. */
  protected async finish(
    connection: Connection,
    request: Omit<AtomicRequest, "work">,
  ): Promise<void> {
    const last = request.last?.();
    if (last !== undefined) {
      await request.keep?.({ inside: true });
      await connection.execute(last.sql, last.parameters, { own: true });
    }
    await this.commit(connection, request);
  }

  protected begin(connection: Connection, _how?: TransactionOptions): Promise<void> {
    return connection.begin();
  }

  protected commit(connection: Connection, _how?: TransactionOptions): Promise<void> {
    return connection.commit();
  }

  snapshot(connection: Connection): Promise<void> {
    return connection.begin();
  }

  async attempt(connection: Connection, work: () => Promise<void>): Promise<void> {
    await connection.execute("SAVEPOINT mm_attempt");
    try {
      await work();
    } catch (error) {
      await this.rollBackAttempt(connection);
      throw error;
    }
    await connection.execute("RELEASE SAVEPOINT mm_attempt");
  }

  /** A failure of it shows at the next statement; the error that led to it is worth more. */
  protected async rollBackAttempt(connection: Connection): Promise<void> {
    try {
      await connection.execute("ROLLBACK TO SAVEPOINT mm_attempt");
      await connection.execute("RELEASE SAVEPOINT mm_attempt");
    } catch {
      // The session or the transaction is gone.
    }
  }

  /** Rolls back; a failure of that is less worth telling than the error that led to it. */
  protected async rollBack(connection: Connection): Promise<void> {
    try {
      await connection.rollback();
    } catch {
      // The session is gone, and with it the transaction.
    }
  }
}
