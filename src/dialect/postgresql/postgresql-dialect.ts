import type { Connection, Driver, SqlValue } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import { PostgresqlDriver } from "../../driver/postgresql-driver.js";
import { encodeDate } from "../../driver/postgresql-values.js";
import type { Field } from "../../schema/field.js";
import type { FieldPlace } from "../../schema/resolve-field-type.js";
import type { Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import type {
  AsBegun,
  AtomicRequest,
  EditorContext,
  Features,
  Home,
  Introspector,
  Lock,
  LockRequest,
  RunSituation,
  SchemaEditor,
} from "../dialect.js";
import { DialectError } from "../dialect-error.js";
import { hexText, quoteText } from "../literals.js";
import type { RowWatch } from "../row-watch.js";
import { type NormalizeRequest, StandardDialect } from "../standard-dialect.js";
import type { Statement } from "../statement.js";
import { waitsOf } from "../wait-chain.js";
import { arrayText } from "./array-text.js";
import { postgresqlAsBegun } from "./as-begun.js";
import { blockingSessions, describeBlocked } from "./blocking-sessions.js";
import { counts } from "./counter-field.js";
import { withoutNamespace } from "./default-namespace.js";
import { withDeferredChecks } from "./deferred-checks.js";
import { PostgresqlSchemaEditor } from "./editor.js";
import { enumOrigin, enumType } from "./enum-name.js";
import { inLiveOrder } from "./live-order.js";
import { normalizeExpressions } from "./normalize-expressions.js";
import { PostgresqlCanonicalizer } from "./postgresql-canonicalizer.js";
import { PostgresqlIntrospector } from "./postgresql-introspector.js";
import { acquirePostgresqlLock } from "./postgresql-lock.js";
import { postgresqlNaming } from "./postgresql-naming.js";
import { postgresqlSql } from "./postgresql-sql-rules.js";
import {
  isLockFailure,
  prepareTimeouts,
  untilNobodyRuns,
  withIndexTimeouts,
  withLockRetries,
  withStatementRetries,
} from "./postgresql-timeouts.js";
import { postgresqlTypes } from "./postgresql-types.js";
import { retypeColumn } from "./retype-column.js";
import { watchRowChanges } from "./row-changes.js";
import { POSTGRESQL } from "./type-mapping.js";

/** Bytes, not characters: `NAMEDATALEN` - 1. */
const LONGEST_NAME = 63;

/** Undefined table, object (type, index, constraint), column, function, database schema. */
const MISSING = ["42P01", "42704", "42703", "42883", "3F000"];

/** What takes long and blocks nobody meanwhile: it may wait, and run, for longer. */
const LONG = /\b(?:CONCURRENTLY|VALIDATE\s+CONSTRAINT|VACUUM)\b/i;

/** PostgreSQL 12 and later. */
export class PostgresqlDialect extends StandardDialect {
  readonly name = POSTGRESQL;
  readonly schemes = ["postgresql", "postgres"];
  readonly features: Features = {
    transactionalDdl: true,
    concurrentIndexes: true,
    alterForeignKeys: true,
    partialIndexes: true,
    expressionIndexes: true,
    namespaces: true,
    savepoints: true,
    caselessNames: "none",
  };

  readonly naming = postgresqlNaming;
  protected override readonly types = postgresqlTypes;
  readonly sqlRules = postgresqlSql;

  override quote(name: string): string {
    const bytes = Buffer.byteLength(name);
    if (bytes > LONGEST_NAME) {
      throw new DialectError({
        code: "DIALECT_NAME",
        message: `the name "${name}" has ${bytes} bytes; ${this.name} takes ${LONGEST_NAME}`,
        hint: "Choose a shorter name; the server would cut it and two names could become one.",
      });
    }
    return super.quote(name);
  }

  override literal(value: SqlValue): string {
    return value instanceof Date ? `'${encodeDate(value)}'` : super.literal(value);
  }

  /** With a backslash inside, the form that means the same whatever the session's settings are. */
  protected override stringLiteral(value: string): string {
    const text = quoteText(value);
    return text.includes("\\") ? `E${text.replaceAll("\\", "\\\\")}` : text;
  }

  protected override bytesLiteral(value: Uint8Array): string {
    return `'\\x${hexText(value)}'::bytea`;
  }

  override placeholder(position: number): string {
    return `$${position}`;
  }

  override parameterOf(value: unknown, field: Field): SqlValue {
    return field.type.endsWith("[]") && Array.isArray(value)
      ? arrayText(value, field)
      : super.parameterOf(value, field.type.endsWith("[]") ? { ...field, type: "text" } : field);
  }

  /** A foreign key to an enum has that very type. */
  override columnTypeAt(field: Field, place: FieldPlace): string {
    const origin = enumOrigin(field, place);
    if (origin === undefined) return super.columnTypeAt(field, place);
    return this.quoteTable(enumType(origin.table, origin.field));
  }

  protected override scalarType(column: Field, table: Table): string {
    if (column.type === "enum") return this.quoteTable(enumType(table, column));
    return super.scalarType(column, table);
  }

  protected override arrayType(column: Field, place: FieldPlace): string {
    return `${this.columnTypeAt({ ...column, type: column.type.slice(0, -2) }, place)}[]`;
  }

  /** A column that counts has no default beside its counter. */
  override defaultSql(field: Field, schema: Schema): string | undefined {
    return counts(field) ? undefined : super.defaultSql(field, schema);
  }

  protected override standardDefault(name: string, field: Field): string | undefined {
    if (name === "new_uuid") return "gen_random_uuid()";
    if (name === "array" && field.type.endsWith("[]")) return "'{}'";
    return super.standardDefault(name, field);
  }

  protected override canonicalizer(schema: Schema, horizon: Schema): PostgresqlCanonicalizer {
    return new PostgresqlCanonicalizer(this, schema, horizon);
  }

  createSchemaEditor(context: EditorContext): SchemaEditor {
    return new PostgresqlSchemaEditor(this, context);
  }

  createIntrospector(connection: Connection): Introspector {
    return new PostgresqlIntrospector(connection);
  }

  createDriver(): Driver {
    return new PostgresqlDriver(this.sqlRules);
  }

  override async prepare(connection: Connection): Promise<void> {
    await prepareTimeouts(connection);
  }

  override asBegun(connection: Connection): Promise<AsBegun> {
    return postgresqlAsBegun(connection);
  }

  async home(connection: Connection): Promise<Home> {
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

  protected override async spelled(request: NormalizeRequest): Promise<Schema> {
    const { connection } = request;
    const [row] = await connection.query("SELECT current_schema() AS name");
    const canonical = withoutNamespace(request.canonical, String(row?.name));
    const editor = this.createSchemaEditor({ horizon: canonical, rowsTable: "" });
    const spelled = await normalizeExpressions(connection, canonical, editor);
    return inLiveOrder(connection, spelled);
  }

  override run(
    connection: Connection,
    statement: Statement,
    situation?: RunSituation,
  ): Promise<number> {
    const { live } = statement;
    const run = (): Promise<number> =>
      live?.kind === "retype"
        ? retypeColumn(connection, { statement, live, quote: (name) => this.quote(name) })
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
    const names = tables.map((table) => this.quoteTable(table));
    return (await watchRowChanges(connection, names)) ?? super.watchRows(connection, tables);
  }

  override isTransient(error: unknown): boolean {
    return isLockFailure(error);
  }

  isMissingObject(error: unknown): boolean {
    return error instanceof DriverError && MISSING.includes(error.serverCode ?? "");
  }
}
