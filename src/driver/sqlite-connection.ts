import { setImmediate as turn } from "node:timers/promises";
import type { Database, Statement } from "better-sqlite3";
import { toDriverError } from "./client-error.js";
import {
  type Connection,
  type ExecuteResult,
  isStructure,
  type Parameter,
  type Row,
  type TransactionOptions,
} from "./driver.js";
import { DriverError, transactionEnded } from "./driver-error.js";
import { encodeJson } from "./json-text.js";
import { sqliteErrors } from "./sqlite-error.js";
import { SqliteTries } from "./sqlite-tries.js";

/** Declared types of columns that hold moments; see {@link fromSqlite}. */
const MOMENT = /^(?:timestamp|timestamptz|datetime)\b/i;

const MOMENT_TEXT = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d{1,3})?$/;

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

type ReadValue = (value: unknown) => unknown;

interface Prepared {
  readonly statement: Statement<unknown[], unknown>;
  /** How to read each column; of two with one name the client hands out the last. */
  readonly readers: readonly (readonly [name: string, read: ReadValue])[];
}

export interface SqliteAccess {
  readonly label: string;
  readonly readOnly: boolean;
  /** As {@link Connection.cannotStop}. */
  readonly cannotStop?: boolean;
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
      if (prepared.statement.reader) {
        return prepared.statement.all(...values).map((row) => readRow(row, prepared));
      }
      prepared.statement.run(...values);
      return [];
    });
  }

  async execute(sql: string, parameters: readonly Parameter[] = []): Promise<ExecuteResult> {
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
      if (!prepared.statement.reader) {
        return { rowsAffected: Number(prepared.statement.run(...values).changes) };
      }
      const rows = prepared.statement.all(...values);
      return { rowsAffected: prepared.statement.readonly ? 0 : rows.length };
    });
  }

  async begin(options: TransactionOptions = {}): Promise<void> {
    await this.#bound(this.#begin, options);
    this.#inTransaction = true;
  }

  async commit(options: TransactionOptions = {}): Promise<void> {
    await this.#bound("COMMIT", options);
    this.#inTransaction = false;
  }

  async #bound(sql: string, { atOnce = false }: TransactionOptions): Promise<void> {
    await (atOnce ? this.#tries.take(() => this.#atOnce(sql)) : this.execute(sql));
  }

  async rollback(): Promise<void> {
    this.#inTransaction = false;
    this.#ended = undefined;
    if (this.#database.inTransaction) await this.execute("ROLLBACK");
  }

  async renew(): Promise<void> {
    this.#kept.clear();
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
    if (statement.reader) statement.safeIntegers(true);
    const prepared: Prepared = { statement, readers: readersOf(statement) };
    if (parameters.length > 0) this.#keep(sql, prepared);
    return prepared;
  }

  #keep(sql: string, prepared: Prepared): void {
    const oldest = this.#kept.size >= KEPT ? this.#kept.keys().next().value : undefined;
    if (oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(sql, prepared);
  }
}

function readersOf(statement: Statement<unknown[], unknown>): Prepared["readers"] {
  if (!statement.reader) return [];
  const columns = statement.columns().map(({ name, type }) => [name, readerOf(type)] as const);
  return [...new Map(columns)];
}

/** The row is the client's own, made for this answer. */
function readRow(row: unknown, { readers }: Prepared): Row {
  const values = row as Record<string, unknown>;
  for (const [name, read] of readers) values[name] = read(values[name]);
  return values;
}

/**
 * A parameter as SQLite takes it. SQLite has neither booleans nor dates: a boolean is 1 or 0, a
 * Date is `2026-11-24 18:44:56.123` in UTC, which sorts like `CURRENT_TIMESTAMP`; a list or an object is
 * its JSON text.
 *
 * @throws DriverError for NaN, which would silently become NULL, and for an integer over 64 bits.
 */
function toSqlite(value: Parameter): null | number | bigint | string | Uint8Array {
  switch (typeof value) {
    case "boolean":
      return value ? 1 : 0;
    case "number":
      return numberToSqlite(value);
    case "bigint":
      if (BigInt.asIntN(64, value) !== value)
        throw refused(`${value}, which has more than 64 bits`);
      return value;
    case "object":
      if (value === null) return null;
      if (isStructure(value)) return encodeJson(value);
      return value instanceof Date ? momentText(value) : value;
    default:
      return value;
  }
}

/** The client sends every number as a double, which is `5.0` in a text column; 5 is an integer. */
function numberToSqlite(value: number): number | bigint {
  if (!Number.isFinite(value)) throw refused(String(value));
  return Number.isSafeInteger(value) ? BigInt(value) : value;
}

function momentText(date: Date): string {
  if (Number.isNaN(date.getTime())) throw refused("an invalid Date");
  return date.toISOString().replace("T", " ").replace("Z", "");
}

function refused(what: string): DriverError {
  return new DriverError({
    code: "DRIVER_VALUE_REFUSED",
    message: `SQLite has no value for ${what}`,
    hint: "Use null, a boolean, a finite number, a 64-bit bigint, text, a valid Date or bytes.",
  });
}

/** How the values of one column are read; the declared type is null for an expression. */
function readerOf(declared: string | null): ReadValue {
  return declared !== null && MOMENT.test(declared) ? readMoment : fromSqlite;
}

/**
 * A value as the driver hands it out: an integer is a number when it is a safe one and a bigint
 * otherwise, a BLOB is a plain Uint8Array, text in a column that is declared as a timestamp is a
 * Date when it is in the form that {@link toSqlite} and `CURRENT_TIMESTAMP` write.
 */
function fromSqlite(value: unknown): unknown {
  if (typeof value === "bigint") {
    const small = Number(value);
    return Number.isSafeInteger(small) ? small : value;
  }
  return value instanceof Uint8Array ? Uint8Array.from(value) : value;
}

function readMoment(value: unknown): unknown {
  if (typeof value !== "string") return fromSqlite(value);
  const parts = MOMENT_TEXT.exec(value);
  if (parts === null) return value;
  const date = new Date(`${parts[1]}T${parts[2]}${parts[3] ?? ""}Z`);
  return Number.isNaN(date.getTime()) ? value : date;
}
