import type { Connection, Row } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import { sqliteLockers } from "../../driver/sqlite-lockers.js";
import { sqlHead } from "../../text/sql-head.js";
import type {
  AtomicRequest,
  DefaultNamespace,
  Introspector,
  Lock,
  LockRequest,
} from "../dialect.js";
import { DialectError } from "../dialect-error.js";
import { groupBy } from "../group-by.js";
import type { StandardDialect } from "../standard-dialect.js";
import { StandardSession } from "../standard-session.js";
import type { Statement } from "../statement.js";
import { isBusy, whileBusy } from "./busy.js";
import { SqliteIntrospector } from "./catalogue.js";
import { isLiveTable, runLive } from "./live-table.js";
import { acquireSqliteLock } from "./lock.js";
import { FOREIGN_KEYS_OFF, FOREIGN_KEYS_ON, LEGACY_ALTER_OFF, OPEN_REBUILD } from "./rebuild.js";
import { sqliteSql } from "./sql-rules.js";

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

  async acquireLock(connection: Connection, request: LockRequest): Promise<Lock> {
    const file = await fileOf(connection);
    // No other process can reach a database in memory.
    if (file === undefined) return { renewed: async () => {}, release: async () => {} };
    return await acquireSqliteLock({ session: connection, file }, request);
  }

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

  protected override begin(connection: Connection): Promise<void> {
    return whileBusy(connection, { patience: this.#patience, work: () => connection.begin() });
  }

  /** Readers are in its way where the journal is not a write-ahead log. */
  protected override commit(connection: Connection): Promise<void> {
    return whileBusy(connection, { patience: this.#patience, work: () => connection.commit() });
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

  override isTransient(error: unknown): boolean {
    return isBusy(error);
  }

  override async blockers(connection: Connection): Promise<readonly string[]> {
    const file = await fileOf(connection);
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

  isMissingObject(error: unknown): boolean {
    return (
      error instanceof DriverError &&
      /^no such (?:table|index|column|trigger|view)\b/.test(error.message)
    );
  }
}

async function fileOf(connection: Connection): Promise<string | undefined> {
  const [row] = await connection.query("SELECT file FROM pragma_database_list WHERE name = 'main'");
  return typeof row?.file === "string" && row.file !== "" ? row.file : undefined;
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
