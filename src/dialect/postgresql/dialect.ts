import type { Driver, SqlValue } from "../../driver/driver.js";
import { PostgresqlDriver } from "../../driver/postgresql-driver.js";
import { encodeArray, encodeDate } from "../../driver/postgresql-values.js";
import { counts } from "../../schema/counter.js";
import type { Field } from "../../schema/field.js";
import type { Claim, Naming } from "../../schema/naming.js";
import type { FieldPlace } from "../../schema/resolve-field-type.js";
import type { Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import type { EditorContext, Features, SchemaEditor } from "../dialect.js";
import { DialectError } from "../dialect-error.js";
import { badValue, hexText, isJson, isSqlValue, quoteText } from "../literals.js";
import { partsOf } from "../moment-text.js";
import { besides } from "../names.js";
import { RowReader } from "../row-reader.js";
import { StandardDialect } from "../standard-dialect.js";
import { autoUpdateName } from "./columns.js";
import { sequenceName } from "./counter.js";
import { postgresqlDatabases } from "./databases.js";
import { PostgresqlSchemaEditor } from "./editor.js";
import { enumName, enumOrigin, enumType, POSTGRESQL } from "./enum-name.js";
import { PostgresqlExpected } from "./expected.js";
import { LONGEST_NAME } from "./longest-name.js";
import { PostgresqlSession } from "./session.js";
import { postgresqlSql } from "./sql-rules.js";
import { postgresqlClient, postgresqlTypes } from "./types.js";

/**
 * What has one name in a schema of PostgreSQL: relations (tables, indexes, also those behind
 * constraints), types (a table is one as well), functions. Foreign keys, checks and triggers count in
 * their table.
 */
const postgresqlNaming: Naming = Object.freeze({
  id: "postgresql",
  table: (table: Table) => ["relations", "types"].map((scope) => claim(table, scope, table.name)),
  member: (kind, { name }, table) =>
    kind === "foreign key" || kind === "check" ? undefined : claim(table, "relations", name),
  sides: (field, table) => [
    ...besides(isEnum(field), "enum", () => claim(table, "types", enumName(table.name, field))),
    ...besides(field.autoUpdate, "auto_update", () =>
      claim(table, "functions", autoUpdateName(table.name, field)),
    ),
    ...besides(field.sequence !== undefined && field.sequence.name === undefined, "sequence", () =>
      claim(table, "relations", sequenceName(table.name, field)),
    ),
  ],
} satisfies Naming);

/** SQL of PostgreSQL 12 and later. */
export class PostgresqlDialect extends StandardDialect {
  override readonly session = new PostgresqlSession(this);
  override readonly databases = postgresqlDatabases;
  readonly name = POSTGRESQL;
  readonly schemes = ["postgresql", "postgres"];

  readonly features: Features = {
    embedded: false,
    transactionalDdl: true,
    partialIndexes: true,
    expressionIndexes: true,
    namespaces: true,
    caselessNames: "none",
    cutsNamesAt: LONGEST_NAME,
  };

  readonly naming = postgresqlNaming;
  protected override readonly types = postgresqlTypes;
  readonly client = postgresqlClient;
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

  protected override readonly expectation = PostgresqlExpected;

  createSchemaEditor(context: EditorContext): SchemaEditor {
    return new PostgresqlSchemaEditor(this, context);
  }

  protected override readonly rowReader = PostgresqlRowReader;

  createDriver(): Driver {
    return new PostgresqlDriver(this.sqlRules);
  }
}

/**
 * An array as PostgreSQL reads it, `{"a","b",NULL}`; nested ones too, but for arrays of JSON, in
 * which a list is JSON.
 *
 * @throws DialectError for an element that is no SQL value.
 */
function arrayText(values: readonly unknown[], field: Field): string {
  const element = field.type.slice(0, -2);
  const json = /^jsonb?\[/.test(field.type);
  const encode = json
    ? (value: unknown) => JSON.stringify(value)
    : (value: unknown) => plainText(partsOf(value, element), field);
  return encodeArray(values, { encode, nested: !json });
}

function plainText(value: unknown, field: Field): string {
  if (value instanceof Date) return encodeDate(value);
  if (value instanceof Uint8Array) return `\\x${hexText(value)}`;
  if (isSqlValue(value)) return String(value);
  throw badValue(`the object in field "${field.name}" of type "${field.type}"`);
}

/** Is there a type beside the column? */
function isEnum({ type, native, enum: shared }: Field): boolean {
  return native === undefined && shared === undefined && (type === "enum" || type === "enum[]");
}

function claim({ namespace }: Table, scope: string, name: string): Claim {
  return { scope: `${scope} of ${namespace ?? ""}`, name };
}

/** What the client makes a structure of is read as the text that the server reads back. */
class PostgresqlRowReader extends RowReader {
  protected override exactly(column: string, field: Field): string {
    return isJson(field) || this.isForeign(field) ? `CAST(${column} AS text)` : column;
  }
}
