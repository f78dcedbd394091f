import { setImmediate as turn } from "node:timers/promises";
import type { Database, Statement } from "better-sqlite3";
import { toDriverError } from "./client-error.js";
import type { Connection, ExecuteResult, Parameter, Row, TransactionOptions } from "./driver.js";
import { type DriverError, transactionEnded } from "./driver-error.js";
import { sqliteErrors } from "./sqlite-error.js";
import { SqliteTries } from "./sqlite-tries.js";
import { readSqliteRows, sqliteColumns, toSqlite } from "./sqlite-values.js";

/** What changes neither rows nor which tables there are. */
const SETTING = /^\s*PRAGMA\b/i;

/** Milliseconds that a statement waits for another program that writes. */
export const BUSY_TIMEOUT = 5000;

/** Prepared statements kept; those with parameters are the ones that come again. */
const KEPT = 64;

/**
 * Milliseconds for which statements may follow each other without a turn of the event loop: promises
 * alone never let it turn, and then Ctrl-C is not heard.
 */
const TURN_MS = 50;

/** Statements that change no rows; without a semicolon there is only one of them. */
const DDL = /^\s*(?:ALTER|BEGIN|COMMIT|CREATE|DROP|PRAGMA|RELEASE|ROLLBACK|SAVEPOINT)\b[^;]*$/i;

type Prepared = Statement<unknown[], unknown>;

export interface SqliteAccess {
  readonly label: string;
  readonly readOnly: boolean;
  /** As {@link Connection.cannotStop}. */
  readonly cannotStop?: boolean;
  /** Nothing else uses the handle, so that what this session does to the data is all that is done by way of it. */
  readonly isOwn?: boolean;
  /** Closes the database and opens it again. */
  readonly reopen: (database: Database) => Database;
  /** Closes the database, or hands it back. */
  readonly close: (database: Database) => void;
}

/** One session of one SQLite file. The client is synchronous; the promises are for the contract. */
export class SqliteConnection implements Connection {
  readonly label: string;
  readonly sessionId = undefined;
  readonly cannotStop: boolean;
  readonly #access: SqliteAccess;
  #database: Database;
  readonly #begin: string;
  readonly #kept = new Map<string, Prepared>();
  readonly #tries = new SqliteTries();
  #turned = performance.now();
  #inTransaction = false;
  /** Statements of its own that may have changed something. */
  #writes = 0;
  /** How many there were when the transaction began. */
  #writesBefore: number | undefined;
  /** What has ended the transaction before its time: a full disk, a conflict clause. */
  #ended: DriverError | undefined;

  constructor(database: Database, options: SqliteAccess) {
    this.#database = database;
    this.#access = options;
    this.label = options.label;
    this.cannotStop = options.cannotStop ?? false;
    // IMMEDIATE: a transaction that begins by reading and then cannot write would have to be undone.
    this.#begin = options.readOnly ? "BEGIN" : "BEGIN IMMEDIATE";
  }

  async query(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    this.#tries.end();
    if (this.#mustYield()) await this.#yield();
    return this.#attempt(sql, () => {
      const prepared = this.#prepare(sql, parameters);
      if (prepared === undefined) return [];
      const values = parameters.map(toSqlite);
      // ROLLBACK is called one that only reads.
      if (!prepared.reader || !prepared.readonly) this.#writes += 1;
      if (prepared.reader) {
        const rows = prepared.all(...values);
        // Asked now: SQLite prepares the statement again when it runs, where another session has changed the table.
        return readSqliteRows(rows, sqliteColumns(prepared.columns()));
      }
      prepared.run(...values);
      return [];
    });
  }

  async execute(sql: string, parameters: readonly Parameter[] = []): Promise<ExecuteResult> {
    if (!SETTING.test(sql)) this.#writes += 1;
    return await this.#run(sql, parameters);
  }

  async #run(sql: string, parameters: readonly Parameter[] = []): Promise<ExecuteResult> {
    if (this.#mustYield()) await this.#yield();
    return this.#attempt(sql, () => {
      if (parameters.length === 0 && DDL.test(sql)) {
        // A prepared statement lives until it is collected, and every DDL walks through all of them.
        this.#database.exec(sql);
        return { rowsAffected: 0 };
      }
      const prepared = this.#prepare(sql, parameters);
      if (prepared === undefined) return { rowsAffected: 0 };
      const values = parameters.map(toSqlite);
      if (!prepared.reader) {
        return { rowsAffected: Number(prepared.run(...values).changes) };
      }
      const rows = prepared.all(...values);
      return { rowsAffected: prepared.readonly ? 0 : rows.length };
    });
  }

  async begin(options: TransactionOptions = {}): Promise<void> {
    await this.#bound(this.#begin, options);
    this.#writesBefore = this.#writes;
    this.#inTransaction = true;
  }

  async commit(options: TransactionOptions = {}): Promise<void> {
    this.#writes += 1;
    await this.#bound("COMMIT", options);
    this.#inTransaction = false;
  }

  async #bound(sql: string, { atOnce = false }: TransactionOptions): Promise<void> {
    await (atOnce ? this.#tries.take(() => this.#atOnce(sql)) : this.#run(sql));
  }

  async rollback(): Promise<void> {
    this.#inTransaction = false;
    this.#ended = undefined;
    if (!this.#database.inTransaction) return;
    // Where nothing was done, nothing is taken back.
    if (this.#writes !== this.#writesBefore) this.#writes += 1;
    await this.#run("ROLLBACK");
  }

  async dataVersion(): Promise<string | undefined> {
    if (this.#access.isOwn !== true) return undefined;
    // https://www.sqlite.org/pragma.html#pragma_data_version tells of the commits of others alone.
    const [row] = await this.query("PRAGMA data_version");
    return `${this.#writes} ${row?.data_version}`;
  }

  async renew(): Promise<void> {
    this.#kept.clear();
    this.#writes += 1;
    this.#inTransaction = false;
    this.#ended = undefined;
    this.#database = this.#access.reopen(this.#database);
  }

  /** Statements run on this thread: while this is called, none is under way. */
  async cancel(): Promise<void> {
    this.#tries.stop();
  }

  async close(): Promise<void> {
    this.#kept.clear();
    this.#access.close(this.#database);
  }

  async #atOnce(sql: string): Promise<void> {
    if (this.#mustYield()) await this.#yield();
    this.#attempt(sql, () => {
      this.#database.exec("PRAGMA busy_timeout = 0");
      try {
        this.#database.exec(sql);
      } finally {
        this.#database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
      }
    });
  }

  #mustYield(): boolean {
    return performance.now() - this.#turned > TURN_MS;
  }

  async #yield(): Promise<void> {
    await turn();
    this.#turned = performance.now();
  }

  #attempt<Result>(sql: string, work: () => Result): Result {
    if (this.#ended !== undefined) throw transactionEnded(this.#ended);
    try {
      return work();
    } catch (error) {
      const { name: file } = this.#database;
      const known = toDriverError(error, sqliteErrors, { label: this.label, file, sql });
      if (this.#inTransaction && !this.#database.inTransaction) this.#ended = known;
      throw known;
    }
  }

  /** undefined = there is nothing but comments. */
  #prepare(sql: string, parameters: readonly Parameter[]): Prepared | undefined {
    const known = this.#kept.get(sql);
    if (known !== undefined) return known;
    let statement: Statement<unknown[], unknown>;
    try {
      statement = this.#database.prepare(sql);
    } catch (error) {
      if (error instanceof RangeError && error.message.includes("no statements")) return undefined;
      throw error;
    }
    // As lists: to make an object of each row takes the client three times as long as it takes here.
    if (statement.reader) statement.safeIntegers(true).raw(true);
    if (parameters.length > 0) this.#keep(sql, statement);
    return statement;
  }

  #keep(sql: string, prepared: Prepared): void {
    const oldest = this.#kept.size >= KEPT ? this.#kept.keys().next().value : undefined;
    if (oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(sql, prepared);
  }
}
