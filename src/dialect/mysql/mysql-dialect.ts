import type { Connection, Driver } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import { MysqlDriver } from "../../driver/mysql-driver.js";
import type { Field } from "../../schema/field.js";
import type { Naming } from "../../schema/naming.js";
import type { Schema } from "../../schema/schema.js";
import type {
  AsBegun,
  AtomicRequest,
  EditorContext,
  Features,
  Home,
  Introspector,
  Lock,
  LockRequest,
  SchemaEditor,
} from "../dialect.js";
import { DialectError } from "../dialect-error.js";
import type { RowCounting } from "../row-watch.js";
import { type NormalizeRequest, StandardDialect } from "../standard-dialect.js";
import type { Statement } from "../statement.js";
import { MysqlSchemaEditor } from "./editor.js";
import { mysqlAsBegun } from "./mysql-as-begun.js";
import { mysqlBlockers } from "./mysql-blockers.js";
import { MysqlCanonicalizer } from "./mysql-canonicalizer.js";
import { deletedRows } from "./mysql-deletions.js";
import { MysqlIntrospector } from "./mysql-introspector.js";
import { withKeySides } from "./mysql-key-sides.js";
import { runLiveColumn } from "./mysql-live.js";
import { acquireMysqlLock } from "./mysql-lock.js";
import { mysqlNaming } from "./mysql-naming.js";
import { normalizeMysqlExpressions } from "./mysql-normalize.js";
import { type MysqlServer, prepareMysqlSession } from "./mysql-session.js";
import { mysqlSql } from "./mysql-sql-rules.js";
import { mysqlText } from "./mysql-text.js";
import {
  isMysqlLockFailure,
  withMysqlLockRetries,
  withTransactionRetries,
} from "./mysql-timeouts.js";
import { mysqlTypes } from "./mysql-types.js";

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

/** MySQL from 8.0.19 and MariaDB from 10.5.2 on: one SQL for both. */
export class MysqlDialect extends StandardDialect {
  readonly name = "mysql";
  readonly schemes = ["mysql", "mariadb"];
  readonly features: Features = {
    transactionalDdl: false,
    concurrentIndexes: false,
    alterForeignKeys: true,
    partialIndexes: false,
    // MySQL has them, MariaDB has not; the editor refuses them once it is known which it is.
    expressionIndexes: false,
    namespaces: false,
    savepoints: true,
    caselessNames: "members",
  };

  #server: MysqlServer | undefined;

  /** `mariadb`: a plan that is made without a connection may be for that alone. */
  constructor(server?: MysqlServer) {
    super();
    this.#server = server;
  }

  protected override readonly quotes = ["`", "`"] as const;
  protected override readonly longestName = 64;
  protected override readonly types = mysqlTypes;
  readonly sqlRules = mysqlSql;

  /** Names are kept in three bytes a character, and a space at the end is refused. */
  get naming(): Naming {
    return mysqlNaming(this.#server);
  }

  override quote(name: string): string {
    if (name.endsWith(" ") || /[\u{10000}-\u{10ffff}]/u.test(name)) {
      throw new DialectError({
        code: "DIALECT_NAME",
        message: `${JSON.stringify(name)} cannot be a name in MySQL`,
        hint: "Leave out spaces at the end and characters beyond U+FFFF, such as emoji.",
      });
    }
    return super.quote(name);
  }

  protected override stringLiteral(value: string): string {
    return mysqlText(value);
  }

  protected override standardDefault(name: string, field: Field): string | undefined {
    return name === "new_uuid" ? "UUID()" : super.standardDefault(name, field);
  }

  createSchemaEditor(context: EditorContext): SchemaEditor {
    return new MysqlSchemaEditor(this, context, this.#server);
  }

  createIntrospector(connection: Connection): Introspector {
    return new MysqlIntrospector(connection);
  }

  createDriver(): Driver {
    return new MysqlDriver();
  }

  protected override canonicalizer(schema: Schema, horizon: Schema): MysqlCanonicalizer {
    return new MysqlCanonicalizer(this, schema, horizon);
  }

  protected override spelled(request: NormalizeRequest): Promise<Schema> {
    return normalizeMysqlExpressions(request);
  }

  override async prepare(connection: Connection): Promise<void> {
    this.#server = await prepareMysqlSession(connection);
  }

  override asBegun(connection: Connection): Promise<AsBegun> {
    return mysqlAsBegun(connection);
  }

  async home(connection: Connection): Promise<Home> {
    const [row] = await connection.query("SELECT DATABASE() AS name");
    return {
      database: typeof row?.name === "string" ? row.name : undefined,
      namespace: undefined,
    };
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
        quote: (name) => this.quote(name),
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
