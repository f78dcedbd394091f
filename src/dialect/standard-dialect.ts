import type { Driver, SqlValue } from "../driver/driver.js";
import type { Field } from "../schema/field.js";
import type { Naming } from "../schema/naming.js";
import { type FieldPlace, resolveFieldType } from "../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../schema/schema.js";
import type { ReferentialAction, Table } from "../schema/table.js";
import { suggestion } from "../text/nearest-name.js";
import { sqlHead } from "../text/sql-head.js";
import type { SqlRules } from "../text/sql-rules.js";
import type { Client } from "./client-types.js";
import type { WholeDatabases } from "./databases.js";
import type {
  DefaultNamespace,
  Dialect,
  DialectSession,
  EditorContext,
  Features,
  SchemaEditor,
} from "./dialect.js";
import { DialectError } from "./dialect-error.js";
import { Expected } from "./expected.js";
import { hexText, numberText, quoteText, timestampText } from "./literals.js";
import { quoteName, splitTableKey } from "./names.js";
import { RowReader } from "./row-reader.js";
import type { ScriptStatement } from "./script-line.js";
import { splitSql } from "./split-sql.js";
import { type ScalarType, standardTypes, type TypeRules, typeText } from "./standard-types.js";
import { standardParameter } from "./upsert-cell.js";

/** What the SQL of databases has in common. A dialect extends it and overrides the smallest method that
 * differs; the protected members are the hooks, each with the standard's answer. */
export abstract class StandardDialect implements Dialect {
  abstract readonly session: DialectSession;
  abstract readonly databases: WholeDatabases;
  abstract readonly name: string;
  abstract readonly features: Features;
  abstract readonly client: Client;
  abstract readonly naming: Naming;
  abstract readonly schemes: readonly string[];
  abstract readonly sqlRules: SqlRules;

  /** Opening and closing quote of names. */
  protected readonly quotes: readonly [open: string, close: string] = ['"', '"'];

  /** Longest name in characters; longer ones are refused, because the database would cut them. */
  protected readonly longestName: number = Number.MAX_SAFE_INTEGER;

  /** How each type of the model is written. */
  protected readonly types: TypeRules = standardTypes;

  quote(name: string): string {
    if (name.length > this.longestName) {
      throw new DialectError({
        code: "DIALECT_NAME",
        message: `the name "${name}" has ${name.length} characters; ${this.name} takes ${this.longestName}`,
        hint: "Choose a shorter name.",
      });
    }
    return quoteName(name, this.quotes);
  }

  /** The quoted name of a table, with its namespace where the database has them. */
  quoteTable(table: Pick<Table, "name" | "namespace">): string {
    if (table.namespace === undefined) return this.quote(table.name);
    if (!this.features.namespaces) return this.quote(tableKey(table));
    return `${this.quote(table.namespace)}.${this.quote(table.name)}`;
  }

  fullName(table: Pick<Table, "name" | "namespace">, defaultNamespace: DefaultNamespace): string {
    const { namespaces } = this.features;
    const placed = namespaces
      ? { ...table, namespace: table.namespace ?? defaultNamespace.namespace }
      : table;
    const name = this.quoteTable(placed);
    return defaultNamespace.database === undefined
      ? name
      : `${this.quote(defaultNamespace.database)}.${name}`;
  }

  /** The same for a key of `Schema.tables`, whether or not the schema knows the table. */
  quoteTableKey(key: string, schema: Schema): string {
    return this.quoteTable(schema.tables.get(key) ?? splitTableKey(key));
  }

  literal(value: SqlValue): string {
    if (value === null) return "NULL";
    if (typeof value === "boolean") return this.booleanLiteral(value);
    if (typeof value === "string") return this.stringLiteral(value);
    if (value instanceof Date) return this.stringLiteral(timestampText(value));
    if (value instanceof Uint8Array) return this.bytesLiteral(value);
    return numberText(value);
  }

  protected booleanLiteral(value: boolean): string {
    return value ? "TRUE" : "FALSE";
  }

  protected stringLiteral(value: string): string {
    return quoteText(value);
  }

  protected bytesLiteral(value: Uint8Array): string {
    return `X'${hexText(value)}'`;
  }

  /** What the client is given for a value of `UpsertData` in a field of this (resolved) type. */
  parameterOf(value: unknown, field: Field): SqlValue {
    return standardParameter(value, field);
  }

  placeholder(_position: number): string {
    return "?";
  }

  /** Statements that are refused inside a transaction, by their {@link sqlHead}. */
  protected readonly outsideTransactions: RegExp =
    /^(?:VACUUM|ATTACH|DETACH|(?:CREATE|DROP|ALTER)\s+(?:DATABASE|TABLESPACE)|ALTER\s+SYSTEM|(?:CREATE\s+(?:UNIQUE\s+)?|DROP\s+|RE)INDEX\s[^;]*?\bCONCURRENTLY|PRAGMA\s+journal_mode)\b/i;

  /** May a statement that was written by hand run inside a transaction? */
  isTransactional(sql: string): boolean {
    return !this.outsideTransactions.test(sqlHead(sql, this.sqlRules));
  }

  /** Splits a script; the texts are otherwise untouched. @throws DialectError DIALECT_SCRIPT */
  split(sql: string): readonly ScriptStatement[] {
    return splitSql(sql, this.sqlRules);
  }

  columnType(field: Field, table: Table, schema: Schema): string {
    return this.columnTypeAt(field, { table, schema });
  }

  /** The same where a table that is created later may be needed. */
  columnTypeAt(field: Field, place: FieldPlace): string {
    const column = resolveFieldType(field, place);
    if (column.native !== undefined) return this.nativeType(column.native, field, place);
    const template = place.schema.typeMappings[this.name]?.[column.type];
    if (template !== undefined) return renderTypeTemplate(template, column);
    if (column.type.endsWith("[]")) return this.arrayType(column, place);
    return this.scalarType(column, place.table);
  }

  /** A column without a type is a thing of one database alone. */
  protected nativeType(native: string, field: Field, { table }: FieldPlace): string {
    if (native.trim() !== "") return native;
    throw new DialectError({
      code: "DIALECT_UNSUPPORTED",
      message: `field "${field.name}" of table "${tableKey(table)}" has no type, which ${this.name} cannot do`,
      hint: "Give it a type.",
    });
  }

  protected scalarType(column: Field, table: Table): string {
    if (Object.hasOwn(this.types, column.type))
      return typeText(this.types[column.type as ScalarType], column);
    throw new DialectError({
      code: "DIALECT_TYPE_UNKNOWN",
      message: `field "${column.name}" of table "${tableKey(table)}" has the type "${column.type}", which ${this.name} does not know`,
      hint: suggestion(
        column.type,
        Object.keys(this.types),
        `Add it to the type mappings of ${this.name}, or write the SQL type as \`native\`.`,
      ),
    });
  }

  /** The standard has no arrays that databases agree on: JSON stands in for them. */
  protected arrayType(column: Field, _place: FieldPlace): string {
    return typeText(this.types.json, column);
  }

  /** SQL of the standard entries of `defaults`; the field says what they are for. */
  protected standardDefault(name: string, _field: Field): string | undefined {
    const entries: Readonly<Record<string, string>> = {
      array: "'[]'",
      blank: "''",
      current_time: "CURRENT_TIME",
      false: this.literal(false),
      now: "CURRENT_TIMESTAMP",
      null: "NULL",
      object: "'{}'",
      today: "CURRENT_DATE",
      true: this.literal(true),
      zero: "0",
    };
    return Object.hasOwn(entries, name) ? entries[name] : undefined;
  }

  /** SQL of an entry of `defaults`. @throws DialectError when it is not declared. */
  namedDefault(name: string, field: Field, schema: Schema): string {
    const declared = schema.defaults[this.name] ?? {};
    if (Object.hasOwn(declared, name)) return declared[name] ?? "";
    const standard = this.standardDefault(name, field);
    if (standard !== undefined) return standard;
    throw new DialectError({
      code: "DIALECT_DEFAULT_UNKNOWN",
      message: `field "${field.name}" uses the default "${name}", which has no entry for ${this.name}`,
      hint: suggestion(
        name,
        Object.keys(declared),
        `Add "${name}" to the defaults of ${this.name}, or write {sql: "..."} or a quoted literal.`,
      ),
    });
  }

  /** The current moment in the precision of the field. */
  currentTime(field: Field, schema: Schema): string {
    const names: Readonly<Record<string, string>> = { date: "today", time: "current_time" };
    return this.namedDefault(names[field.type] ?? "now", field, schema);
  }

  /** The SQL of a field's default, undefined for none; `DEFAULT NULL` is none. */
  defaultSql(field: Field, schema: Schema): string | undefined {
    if (field.generated !== undefined) return undefined;
    const sql = this.#defaultText(field, schema);
    return sql === undefined || sql.trim() === "" || /^null$/i.test(sql.trim()) ? undefined : sql;
  }

  #defaultText(field: Field, schema: Schema): string | undefined {
    const given = field.default;
    if (given === undefined) {
      return field.autoCreate || field.autoUpdate ? this.currentTime(field, schema) : undefined;
    }
    switch (given.kind) {
      case "literal":
        return this.defaultLiteral(given.value, field);
      case "named":
        return this.namedDefault(given.name, field, schema);
      case "sql":
        return given.sql;
      default:
        return given satisfies never;
    }
  }

  /** A literal default; the field's type may change how it is written. */
  protected defaultLiteral(value: string | number | bigint | boolean | null, field: Field): string {
    if (field.type === "boolean" && typeof value === "number") return this.literal(value !== 0);
    return this.literal(value);
  }

  /** What `ON DELETE` and `ON UPDATE` are followed by. */
  action(action: ReferentialAction): string {
    return (action === "PROTECT" ? "RESTRICT" : action).replace("_", " ");
  }

  expected(schema: Schema, horizon: Schema = schema): Schema {
    return new this.expectation(this, schema, horizon).schema();
  }

  protected readonly expectation: typeof Expected = Expected;

  abstract createSchemaEditor(context: EditorContext): SchemaEditor;

  protected readonly rowReader: typeof RowReader = RowReader;

  createRowReader(place: FieldPlace): RowReader {
    return new this.rowReader(this, place);
  }

  abstract createDriver(): Driver;

  scriptBatch(_sql: string, _options: { readonly executeRows: boolean }): string | undefined {
    return undefined;
  }
}

/**
 * Fills `{{.Length}}`, `{{.Precision}}` and `{{.Scale}}` of an entry of `type_mappings`.
 *
 * @throws DialectError when the template holds anything else in braces, or asks for a number that
 * the field does not have: a type that is only nearly right is worse than none.
 */
function renderTypeTemplate(template: string, field: Field): string {
  const facts: Readonly<Record<string, number | undefined>> = {
    Length: field.length,
    Precision: field.precision,
    Scale: field.scale,
  };
  const text = template.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (whole, name: string) => {
    if (!Object.hasOwn(facts, name)) throw broken(template, field, `does not know "${whole}"`);
    const value = facts[name];
    if (value === undefined) {
      throw broken(template, field, `needs the ${name.toLowerCase()} of the field, which has none`);
    }
    return String(value);
  });
  if (text.includes("{{") || text.includes("}}")) throw broken(template, field, "has open braces");
  if (text.trim() === "") throw broken(template, field, "is empty");
  return text;
}

function broken(template: string, field: Field, what: string): DialectError {
  return new DialectError({
    code: "DIALECT_TYPE_TEMPLATE",
    message: `the type mapping "${template}" of type "${field.type}", used by field "${field.name}", ${what}`,
    hint: "Write the SQL type with {{.Length}}, {{.Precision}} and {{.Scale}} only, and give the field what the template asks for.",
  });
}
