import type { Driver, SqlValue } from "../../driver/driver.js";
import { PostgresqlDriver } from "../../driver/postgresql-driver.js";
import { encodeDate } from "../../driver/postgresql-values.js";
import type { Field } from "../../schema/field.js";
import type { FieldPlace } from "../../schema/resolve-field-type.js";
import type { Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import type { EditorContext, Features, SchemaEditor } from "../dialect.js";
import { DialectError } from "../dialect-error.js";
import { hexText, quoteText } from "../literals.js";
import { StandardDialect } from "../standard-dialect.js";
import { arrayText } from "./array-text.js";
import { counts } from "./counter-field.js";
import { PostgresqlSchemaEditor } from "./editor.js";
import { enumOrigin, enumType } from "./enum-name.js";
import { PostgresqlExpected } from "./expected.js";
import { postgresqlNaming } from "./naming.js";
import { PostgresqlSession } from "./session.js";
import { postgresqlSql } from "./sql-rules.js";
import { POSTGRESQL } from "./type-mapping.js";
import { postgresqlTypes } from "./types.js";

/** Bytes, not characters: `NAMEDATALEN` - 1. */
const LONGEST_NAME = 63;

/** SQL of PostgreSQL 12 and later. */
export class PostgresqlDialect extends StandardDialect {
  override readonly session = new PostgresqlSession(this);

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

  protected override expectation(schema: Schema, horizon: Schema): PostgresqlExpected {
    return new PostgresqlExpected(this, schema, horizon);
  }

  createSchemaEditor(context: EditorContext): SchemaEditor {
    return new PostgresqlSchemaEditor(this, context);
  }

  createDriver(): Driver {
    return new PostgresqlDriver(this.sqlRules);
  }
}
