import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import type { Schema } from "../../schema/schema.js";
import type {
  AtomicRequest,
  DefaultNamespace,
  Introspector,
  LastStatement,
  RunSituation,
  SessionUse,
  WithSettings,
} from "../dialect.js";
import type { RowCounting } from "../row-watch.js";
import { sameValues } from "../same-values.js";
import type { StandardDialect } from "../standard-dialect.js";
import { type ExpectedRequest, StandardSession } from "../standard-session.js";
import type { Statement } from "../statement.js";
import { mysqlBlockers } from "./blockers.js";
import { MysqlIntrospector } from "./introspector.js";
import { withKeySides } from "./key-sides.js";
import { runLiveColumn } from "./live-column.js";
import { mysqlLock } from "./lock.js";
import { beginningOf, type MysqlServer, prepareMysqlSession } from "./server.js";
import { withServerExpressions } from "./server-expressions.js";
import { mysqlText } from "./text-literal.js";
import {
  firstTableWait,
  forgetTableWait,
  LOCK_FAILURES,
  withMysqlLockRetries,
  withTransactionRetries,
} from "./timeouts.js";

const NOW = `SELECT @@character_set_client AS client, @@collation_connection AS collation,
  @@character_set_results AS results, @@time_zone AS zone, CURRENT_ROLE() AS role`;

/** DDL of tables, all of which MariaDB can prepare from 10.5 on. */
const PREPARABLE =
  /^\s*(?:alter\s+table|create\s+(?:(?:unique|fulltext|spatial)\s+)?(?:table|index)|drop\s+(?:table|index)|rename\s+table|truncate)\b/i;

const MISSING = [
  "ER_BAD_TABLE_ERROR",
  "ER_NO_SUCH_TABLE",
  "ER_CANT_DROP_FIELD_OR_KEY",
  "ER_KEY_DOES_NOT_EXITS",
  "ER_BAD_FIELD_ERROR",
  "ER_TRG_DOES_NOT_EXIST",
  "ER_SP_DOES_NOT_EXIST",
  "ER_CONSTRAINT_NOT_FOUND",
  "ER_CHECK_CONSTRAINT_NOT_FOUND",
];

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

  override async prepare(connection: Connection, use: SessionUse = {}): Promise<void> {
    this.#server = (await prepareMysqlSession(connection, use)).server;
  }

  /** The level is that of the next transaction. */
  override async snapshot(connection: Connection): Promise<void> {
    await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    await connection.begin();
  }

  override async captureSettings(connection: Connection): Promise<WithSettings> {
    const begun = await read(connection);
    return async (work) => {
      const now = await read(connection);
      await change(connection, now, begun);
      await withoutTableLocks(connection, work);
      await change(connection, begun, now);
    };
  }

  async defaultNamespace(connection: Connection): Promise<DefaultNamespace> {
    return { database: (await beginningOf(connection)).database, namespace: undefined };
  }

  protected readonly lock = mysqlLock;

  /** In a block, which MySQL does not have. */
  override takesIntent(statement: Statement): boolean {
    const { sql, parameters, live, executeRows } = statement;
    const isPlain = parameters.length === 0 && live === undefined && executeRows !== true;
    return this.#server === "mariadb" && isPlain && PREPARABLE.test(sql);
  }

  override async writeTogether(
    connection: Connection,
    statements: readonly LastStatement[],
  ): Promise<boolean> {
    if (this.#server !== "mariadb") return false;
    try {
      const begin = { sql: "START TRANSACTION", parameters: [] };
      await connection.execute("COMMIT", [], { behind: [begin, ...statements] });
      return true;
    } catch (error) {
      if (!(error instanceof DriverError) || error.connectionLost) throw error;
      await connection.rollback();
      return false;
    }
  }

  /** What commits by itself waits for other sessions in short, growing turns. */
  override async run(
    connection: Connection,
    statement: Statement,
    situation?: RunSituation,
  ): Promise<number> {
    const intent = situation?.intent;
    if (intent !== undefined) {
      const changed = await this.#runBehind(connection, statement, intent);
      if (changed !== undefined) return changed;
    }
    if (
      !/^\s*(?:alter|create|drop|rename|truncate)\b/i.test(statement.sql) &&
      statement.executeRows !== true &&
      statement.live === undefined
    ) {
      return super.run(connection, statement);
    }
    return withMysqlLockRetries(connection, () => this.#explained(connection, statement));
  }

  /** @returns undefined: the intent is written, and a lock of another session has kept the statement from running. */
  async #runBehind(
    connection: Connection,
    statement: Statement,
    intent: LastStatement,
  ): Promise<number | undefined> {
    try {
      const behind = [intent, ...firstTableWait(connection)];
      return (await connection.execute(statement.sql, [], { behind })).rowsAffected;
    } catch (error) {
      forgetTableWait(connection);
      if (!this.isTransient(error)) {
        throw await withKeySides(connection, error, statement.sql);
      }
    }
    try {
      await connection.execute(intent.sql, intent.parameters, { own: true });
    } catch (error) {
      // It had been written, and the statement had to wait.
      if (!(error instanceof DriverError) || error.serverCode !== "ER_DUP_ENTRY") throw error;
    }
    return undefined;
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
    return withTransactionRetries(connection, request.own === true, () =>
      super.atomic(connection, request),
    );
  }

  override blockers(connection: Connection, waiting: Connection): Promise<readonly string[]> {
    return mysqlBlockers(connection, waiting);
  }

  /** DDL commits, so no table stays held: the server's own account says who deleted. */
  protected override rowCounting(): RowCounting {
    return { ...super.rowCounting(), deletions: deletedRows };
  }

  protected override readonly lockFailures = LOCK_FAILURES;

  protected override readonly missing = MISSING;
}

/** Rows that this session has deleted so far, those of triggers included. */
async function deletedRows(connection: Connection): Promise<number> {
  const [row] = await connection.query("SHOW SESSION STATUS LIKE 'Handler_delete'");
  return Number(row?.Value ?? 0);
}

/** What of a session decides how the tool's own rows are read and written, and whether they may be. */
interface State {
  readonly texts: readonly string[];
  readonly role: string;
}

async function read(connection: Connection): Promise<State> {
  const [row] = await connection.query(NOW);
  const { client, collation, results, zone, role } = row ?? {};
  return { texts: [client, collation, results, zone].map(String), role: roleSql(role) };
}

/** MySQL answers with quotes, MariaDB with the bare name of the one role there can be. */
function roleSql(role: unknown): string {
  if (role === null || role === undefined || role === "NONE") return "NONE";
  const name = String(role);
  return name.startsWith("`") ? name : `\`${name.replaceAll("`", "``")}\``;
}

async function change(connection: Connection, from: State, to: State): Promise<void> {
  if (!sameValues(from.texts, to.texts)) {
    const [client = "", collation = "", results = "", zone = ""] = to.texts.map(mysqlText);
    await connection.execute(
      `SET character_set_client = ${client}, collation_connection = ${collation},` +
        ` character_set_results = ${results}, time_zone = ${zone}`,
    );
  }
  if (from.role !== to.role) await connection.execute(`SET ROLE ${to.role}`);
}

/**
 * Under `LOCK TABLES` a session sees no other tables. Such locks end with the next transaction, and
 * here every statement that changes rows is one: ending them now takes nothing from any run.
 */
async function withoutTableLocks(connection: Connection, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DriverError && error.serverCode === "ER_TABLE_NOT_LOCKED")) throw error;
    await connection.execute("UNLOCK TABLES");
    await work();
  }
}
