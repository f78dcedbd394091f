import type { Connection, Row, TransactionOptions } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import { sqliteLockers } from "../../driver/sqlite-lockers.js";
import { isBusy } from "../../driver/sqlite-tries.js";
import { sqlHead } from "../../text/sql-head.js";
import { sqlTokens } from "../../text/sql-lexer.js";
import type { AtomicRequest, DefaultNamespace, Introspector } from "../dialect.js";
import { DialectError } from "../dialect-error.js";
import { groupBy } from "../group-by.js";
import { runStatement } from "../run-statement.js";
import type { StandardDialect } from "../standard-dialect.js";
import { StandardSession } from "../standard-session.js";
import type { LiveColumn, LiveTable, Statement, Statements } from "../statement.js";
import { SqliteIntrospector } from "./catalogue.js";
import { fileOf, sqliteLock } from "./lock.js";
import { mergeTable } from "./merge-table.js";
import {
  FOREIGN_KEYS_OFF,
  FOREIGN_KEYS_ON,
  LEGACY_ALTER_OFF,
  NOTED_SQL,
  OPEN_REBUILD,
} from "./rebuild.js";
import { sqliteSql } from "./sql-rules.js";
import { TokenCursor } from "./token-cursor.js";
import { whileBusy } from "./while-busy.js";

/** Sessions of SQLite. */
export class SqliteSession extends StandardSession {
  /** Milliseconds that a transaction waits for other programs before it begins or ends. */
  readonly #patience: number;

  constructor(dialect: StandardDialect, patience = 60_000) {
    super(dialect);
    this.#patience = patience;
  }

  createIntrospector(connection: Connection): Introspector {
    return new SqliteIntrospector(connection);
  }

  override async prepare(connection: Connection): Promise<void> {
    await connection.execute(FOREIGN_KEYS_ON);
  }

  /** Tables of `temp` would be found before those of the file. */
  async defaultNamespace(_connection: Connection): Promise<DefaultNamespace> {
    return { database: "main", namespace: undefined };
  }

  protected readonly lock = sqliteLock;

  /**
   * `foreign_keys` can only be switched outside a transaction, so a plan that rebuilds a table runs
   * with foreign keys off from beginning to end, and what they would have refused is found by the
   * check before COMMIT.
   */
  override async atomic(connection: Connection, request: AtomicRequest): Promise<void> {
    if (!request.statements.some(({ sql }) => sql === OPEN_REBUILD || switchesKeysOff(sql))) {
      return await super.atomic(connection, request);
    }
    await connection.execute(FOREIGN_KEYS_OFF);
    try {
      const work = async (): Promise<void> => {
        await request.work();
        await checkForeignKeys(connection);
      };
      await super.atomic(connection, { ...request, work });
    } finally {
      await this.#restore(connection);
    }
  }

  protected override begin(connection: Connection, how?: TransactionOptions): Promise<void> {
    return this.#inTurn(how, (attempt) => connection.begin(attempt));
  }

  /** Readers are in its way where the journal is not a write-ahead log. */
  protected override commit(connection: Connection, how?: TransactionOptions): Promise<void> {
    return this.#inTurn(how, (attempt) => connection.commit(attempt));
  }

  #inTurn(
    { atOnce = false }: TransactionOptions = {},
    work: (how: TransactionOptions) => Promise<void>,
  ): Promise<void> {
    return atOnce ? work({ atOnce }) : whileBusy({ patience: this.#patience, work });
  }

  override async run(connection: Connection, statement: Statement): Promise<number> {
    const { live } = statement;
    if (live === undefined || !isLiveTable(live)) return await super.run(connection, statement);
    return await runLive(connection, {
      statement,
      live,
      quote: (name) => this.dialect.quote(name),
    });
  }

  override mayTakeLong(statements: Statements): boolean {
    return mayTakeLong(statements);
  }

  override isTransient(error: unknown): boolean {
    return isBusy(error);
  }

  override async blockers(
    _connection: Connection,
    waiting: Connection,
  ): Promise<readonly string[]> {
    const file = await fileOf(waiting);
    if (file === undefined) return [];
    return sqliteLockers(file).map((other) => `this run waits for ${other}`);
  }

  /** Neither pragma is rolled back with the transaction. */
  async #restore(connection: Connection): Promise<void> {
    try {
      await connection.execute(LEGACY_ALTER_OFF);
      await connection.execute(FOREIGN_KEYS_ON);
    } catch {
      // The session is gone, and with it the settings; the error that ended it is worth more.
    }
  }

  protected override async rollBackAttempt(connection: Connection): Promise<void> {
    await super.rollBackAttempt(connection);
    await connection.execute(LEGACY_ALTER_OFF);
  }

  override isMissingObject(error: unknown): boolean {
    return (
      error instanceof DriverError &&
      /^no such (?:table|index|column|trigger|view)\b/.test(error.message)
    );
  }
}

/**
 * Inside a transaction SQLite takes this pragma and does nothing, so that it must hold from before
 * BEGIN. `.dump` writes it in front of tables whose rows come before those that they refer to.
 */
function switchesKeysOff(sql: string): boolean {
  return (
    /foreign_keys/i.test(sql) &&
    /^PRAGMA (?:\S+ \. )?foreign_keys [=(] '?(?:off|false|no|0)\b/i.test(sqlHead(sql, sqliteSql))
  );
}

async function checkForeignKeys(connection: Connection): Promise<void> {
  const rows = await connection.query("PRAGMA foreign_key_check");
  if (rows.length === 0) return;
  throw new DialectError({
    code: "DIALECT_FOREIGN_KEY_VIOLATION",
    message: `${rows.length} ${rows.length === 1 ? "row refers" : "rows refer"} to a row that is not there: ${describe(rows)}`,
    hint: "Everything was rolled back. Repair these rows first; if this migration deletes rows and relies on ON DELETE, do that in a migration of its own.",
  });
}

function describe(rows: readonly Row[]): string {
  const pairs = groupBy(rows, (row) => `"${row.table}" to "${row.parent}"`);
  return [...pairs].map(([pair, group]) => `${group.length} from ${pair}`).join(", ");
}

interface LiveRequest {
  readonly statement: Statement;
  readonly live: LiveTable;
  quote(name: string): string;
}

/** Is it a statement of a rebuild? */
function isLiveTable(live: LiveTable | LiveColumn): live is LiveTable {
  return live.kind === "create" || live.kind === "copy" || live.kind === "member";
}

/** Runs a statement of a rebuild, adapted to the table that is there. */
async function runLive(connection: Connection, request: LiveRequest): Promise<number> {
  const { statement, live } = request;
  switch (live.kind) {
    case "create": {
      const real = await createdText(connection, live.table);
      if (real === undefined) return await runStatement(connection, statement);
      const sql = mergeTable({ table: live.table, from: live.from, real, to: statement.sql });
      return await runStatement(connection, { ...statement, sql });
    }
    case "copy": {
      const extra = await extraColumns(connection, live);
      const sql = withColumns(statement.sql, extra.map(request.quote));
      const changed = await runStatement(connection, { ...statement, sql });
      await keepCounter(connection, live);
      return changed;
    }
    case "member": {
      const [row] = await connection.query(NOTED_SQL, [live.name]);
      return typeof row?.sql === "string" ? (await connection.execute(row.sql)).rowsAffected : 0;
    }
    default:
      return live satisfies never;
  }
}

async function createdText(connection: Connection, table: string): Promise<string | undefined> {
  const [row] = await connection.query(
    "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ? COLLATE NOCASE",
    [table],
  );
  return typeof row?.sql === "string" ? row.sql : undefined;
}

type Copy = Extract<LiveTable, { readonly kind: "copy" }>;

/** Columns that both tables have and no migration knows. Generated ones (`hidden`) have no value. */
async function extraColumns(connection: Connection, copy: Copy): Promise<readonly string[]> {
  const rows = await connection.query(
    "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 AND lower(name) IN " +
      "(SELECT lower(name) FROM pragma_table_xinfo(?)) ORDER BY cid",
    [copy.fresh, copy.table],
  );
  const known = new Set(copy.known.map((name) => name.toLowerCase()));
  return rows.map(({ name }) => String(name)).filter((name) => !known.has(name.toLowerCase()));
}

/** `INSERT INTO "new" ("a") SELECT "a" FROM "old"` with more columns on both sides. */
function withColumns(sql: string, names: readonly string[]): string {
  if (names.length === 0) return sql;
  const more = names.map((name) => `, ${name}`).join("");
  const cursor = new TokenCursor(sql);
  while (!cursor.sees("(")) cursor.next();
  const list = cursor.start;
  cursor.bracketed();
  const close = list + cursor.since(list).length - 1;
  const from =
    [...sqlTokens(sql, sqliteSql)].findLast(({ text }) => text === "FROM")?.start ?? sql.length;
  return `${sql.slice(0, close)}${more}${sql.slice(close, from).trimEnd()}${more} ${sql.slice(from)}`;
}

/** AUTOINCREMENT that only the database knows of goes on counting where it was. */
async function keepCounter(connection: Connection, { table, fresh }: Copy): Promise<void> {
  const texts = [await createdText(connection, table), await createdText(connection, fresh)];
  if (!texts.every((text) => text !== undefined && /\bautoincrement\b/i.test(text))) return;
  await connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [fresh]);
  await connection.execute(
    "INSERT INTO sqlite_sequence (name, seq) SELECT ?, seq FROM sqlite_sequence WHERE name = ? COLLATE NOCASE",
    [fresh, table],
  );
}

/** `CREATE TABLE "a" (`: of a SELECT it would be the rows, too, and with IF NOT EXISTS it may be there. */
const CREATE_TABLE = /^CREATE TABLE ("(?:[^"]|"")+") \([^;]*$/;
const CREATE_INDEX = /^CREATE (?:UNIQUE )?INDEX "(?:[^"]|"")+" ON ("(?:[^"]|"")+") \([^;]*$/;
const ADD_COLUMN = /^ALTER TABLE "(?:[^"]|"")+" ADD COLUMN "[^;]*$/;
/** What SQLite looks at every row for. https://www.sqlite.org/lang_altertable.html#alter_table_add_column */
const OF_ROWS = /\b(?:NOT|CHECK|REFERENCES|GENERATED|AS)\b/i;

/**
 * May one of these statements take long, so that Ctrl-C must be able to stop it? Not those that make
 * tables, the indexes of these while nothing is in them, and fields that no row has a value for.
 */
export function mayTakeLong(statements: Statements): boolean {
  const made = new Set<string>();
  return !statements.every(({ sql, live }) => live === undefined && isShort(sql, made));
}

function isShort(sql: string, made: Set<string>): boolean {
  const table = CREATE_TABLE.exec(sql)?.[1];
  if (table !== undefined) {
    made.add(table);
    return true;
  }
  const indexed = CREATE_INDEX.exec(sql)?.[1];
  if (indexed !== undefined) return made.has(indexed);
  return ADD_COLUMN.test(sql) && !OF_ROWS.test(sql);
}
