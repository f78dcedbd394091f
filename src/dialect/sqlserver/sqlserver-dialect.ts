import type { Connection, Driver } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import { SqlserverDriver } from "../../driver/sqlserver-driver.js";
import type { Field } from "../../schema/field.js";
import type { Schema } from "../../schema/schema.js";
import type { ReferentialAction } from "../../schema/table.js";
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
import { hexText } from "../literals.js";
import type { RowCounting } from "../row-watch.js";
import { type NormalizeRequest, StandardDialect } from "../standard-dialect.js";
import type { Statement } from "../statement.js";
import { SqlserverSchemaEditor } from "./editor.js";
import { alterRealColumn, requireNothingLost } from "./real-column.js";
import { sqlserverAsBegun } from "./sqlserver-as-begun.js";
import { SqlserverCanonicalizer } from "./sqlserver-canonicalizer.js";
import { SqlserverIntrospector } from "./sqlserver-introspector.js";
import { inSqlserverOrder } from "./sqlserver-live-order.js";
import { acquireSqlserverLock } from "./sqlserver-lock.js";
import { LONGEST_NAME } from "./sqlserver-names.js";
import { sqlserverNaming } from "./sqlserver-naming.js";
import { normalizeSqlserver } from "./sqlserver-normalize.js";
import {
  HOME,
  isSqlserverLockFailure,
  prepareSqlserverSession,
  sqlserverBlockers,
  withSqlserverRetries,
} from "./sqlserver-session.js";
import { sqlserverSql } from "./sqlserver-sql-rules.js";
import { sqlserverText } from "./sqlserver-text.js";
import { sqlserverTypes } from "./sqlserver-types.js";

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

/** SQL Server 2019 and later, Azure SQL. */
export class SqlserverDialect extends StandardDialect {
  readonly name = "sqlserver";
  readonly schemes = ["sqlserver", "mssql"];
  readonly naming = sqlserverNaming;
  readonly features: Features = {
    transactionalDdl: true,
    // ONLINE = ON is for some editions only, and the plan is made without asking which it is.
    concurrentIndexes: false,
    alterForeignKeys: true,
    partialIndexes: true,
    expressionIndexes: false,
    namespaces: true,
    savepoints: true,
    caselessNames: "all",
  };

  protected override readonly quotes = ["[", "]"] as const;
  protected override readonly longestName = LONGEST_NAME;
  protected override readonly types = sqlserverTypes;
  readonly sqlRules = sqlserverSql;
  protected override readonly outsideTransactions =
    /^(?:(?:CREATE|ALTER|DROP)\s+(?:DATABASE|FULLTEXT|AVAILABILITY\s+GROUP|ENDPOINT)|BACKUP|RESTORE|RECONFIGURE|KILL|SHUTDOWN)\b/i;

  protected override booleanLiteral(value: boolean): string {
    return value ? "1" : "0";
  }

  protected override stringLiteral(value: string): string {
    return sqlserverText(value);
  }

  protected override bytesLiteral(value: Uint8Array): string {
    return `0x${hexText(value)}`;
  }

  override placeholder(position: number): string {
    return `@p${position}`;
  }

  protected override standardDefault(name: string, field: Field): string | undefined {
    const entries: Readonly<Record<string, string>> = {
      array: "N'[]'",
      // Text does not become bytes by itself (257).
      blank: field.type === "bytes" ? "0x" : "N''",
      current_time: "CAST(SYSUTCDATETIME() AS TIME)",
      new_uuid: "NEWID()",
      now: field.type === "timestamptz" ? "SYSDATETIMEOFFSET()" : "SYSUTCDATETIME()",
      object: "N'{}'",
      today: "CAST(SYSUTCDATETIME() AS DATE)",
    };
    return Object.hasOwn(entries, name) ? entries[name] : super.standardDefault(name, field);
  }

  protected override defaultLiteral(
    value: string | number | bigint | boolean | null,
    field: Field,
  ): string {
    if (field.type === "bytes" && typeof value === "string") {
      return this.bytesLiteral(new TextEncoder().encode(value));
    }
    return super.defaultLiteral(value, field);
  }

  /** There is no RESTRICT: NO ACTION is checked at the end of the statement and refuses the same. */
  override action(action: ReferentialAction): string {
    return super.action(action === "PROTECT" || action === "RESTRICT" ? "NO_ACTION" : action);
  }

  createSchemaEditor(context: EditorContext): SchemaEditor {
    return new SqlserverSchemaEditor(this, context);
  }

  createIntrospector(connection: Connection): Introspector {
    return new SqlserverIntrospector(connection);
  }

  createDriver(): Driver {
    return new SqlserverDriver();
  }

  protected override canonicalizer(schema: Schema, horizon: Schema): SqlserverCanonicalizer {
    return new SqlserverCanonicalizer(this, schema, horizon);
  }

  protected override async spelled(request: NormalizeRequest): Promise<Schema> {
    return await inSqlserverOrder(request.connection, await normalizeSqlserver(request));
  }

  override async prepare(connection: Connection): Promise<void> {
    await prepareSqlserverSession(connection);
  }

  override asBegun(connection: Connection): Promise<AsBegun> {
    return sqlserverAsBegun(connection);
  }

  async home(connection: Connection): Promise<Home> {
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
    const quote = (name: string): string => this.quote(name);
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

  /** `GO` ends a batch: `CREATE TRIGGER` wants one of its own, and so does each `DECLARE`. */
  override scriptBatch(
    sql: string,
    { executeRows }: { readonly executeRows: boolean },
  ): string | undefined {
    if (!executeRows) return `${sql}\nGO`;
    return [
      "DECLARE @statements NVARCHAR(MAX) = N'';",
      `SELECT @statements += made.statement + N';' FROM (${sql}) AS made;`,
      "EXEC sp_executesql @statements",
      "GO",
    ].join("\n");
  }

  override isTransient(error: unknown): boolean {
    return isSqlserverLockFailure(error);
  }

  isMissingObject(error: unknown): boolean {
    return error instanceof DriverError && MISSING.includes(error.serverCode ?? "");
  }
}
