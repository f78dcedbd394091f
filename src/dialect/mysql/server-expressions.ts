import { createHash, randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { DriverError, orRefusal } from "../../driver/driver-error.js";
import type { Field } from "../../schema/field.js";
import { resolveFieldType } from "../../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import { uncounted } from "../../schema/uncounted.js";
import { isWord, solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import type { ColumnType } from "../expected.js";
import { isSpelledAlike } from "../spelled-alike.js";
import type { ExpectedRequest } from "../standard-session.js";
import { databaseOptions, usualCollations } from "./catalogue.js";
import { expectedDefault, withoutDatabase } from "./column-default.js";
import { MysqlSchemaEditor } from "./editor.js";
import { mysqlExpression } from "./expression.js";
import { readColumnText } from "./merge-column.js";
import { beginningOf } from "./server.js";
import { shownTables } from "./shown-tables.js";
import { mysqlSql } from "./sql-rules.js";
import { asCounted, counterStates } from "./start-values.js";
import { closingOf, cutTable } from "./table-parts.js";
import { withoutWidth } from "./type-reader.js";

/**
 * An expected schema with its expressions as this server spells them (`LOWER(a) != b` comes back as
 * ``lcase(`a`) <> `b` ``). Every table that has expressions is made once as a temporary one, which
 * commits nothing, and shown. A table that cannot be made keeps its text.
 */
export async function withServerExpressions(request: ExpectedRequest): Promise<Schema> {
  const { connection } = request;
  const own = await databaseOptions(connection);
  const usual = await usualCollations(connection);
  const tables = new Map(
    [...request.expected.tables].map(([key, table]) => [key, withoutOptions(table, own, usual)]),
  );
  const { server, database } = await beginningOf(connection);
  const mariadb = server === "mariadb";
  const asked = [...request.source.tables.values()].filter((table) => {
    const expected = tables.get(tableKey(table));
    return (
      expected !== undefined && hasExpressions(expected) && !isSpelledAlike(expected, request.live)
    );
  });
  const names = asked.map((table) => ({ name: tableKey(table) }));
  const live = asked.length === 0 ? new Map() : await shownTables(connection, mariadb, names);
  for (const table of asked) {
    const expected = tables.get(tableKey(table));
    if (expected === undefined) continue;
    const shown = live.get(tableKey(table));
    const text = shown && withoutDatabase(shown, database);
    if (text !== undefined && isShown(expected, readShownTable(text))) continue;
    tables.set(tableKey(table), await reported(request, table, expected));
  }
  const counters = await counterStates(connection);
  const shows = mariadb ? asMariadbShows : asMysqlShows;
  for (const [key, table] of tables) tables.set(key, asCounted(shows(table), counters.get(key)));
  return { ...request.expected, tables };
}

/** What a table has because the database or its charset has it was not asked for. */
function withoutOptions(table: Table, own: Table["options"], usual: ReadonlySet<string>): Table {
  const charset = table.options.charset ?? own.charset ?? "";
  // A charset that is named alone brings the collation that it has by itself.
  const named = table.options.charset && [...usual].find((one) => one.startsWith(`${charset}_`));
  const collate = table.options.collate ?? named ?? own.collate ?? "";
  const given = { ...table.options, collate };
  const options = Object.entries(given).filter(([key, value]) => {
    const text = value.toLowerCase();
    if (key === "collate" && charset !== own.charset && usual.has(text)) return false;
    return own[key]?.toLowerCase() !== text;
  });
  const fields = table.fields.map((field) =>
    field.collation?.toLowerCase() === collate.toLowerCase()
      ? { ...field, collation: undefined }
      : field,
  );
  return { ...table, fields, options: Object.fromEntries(options) };
}

/** MariaDB's catalogue is written in three bytes a character; what is beyond is shown as `?`. */
function asMariadbShows(table: Table): Table {
  const shown = (text: string): string => text.replace(/[\u{10000}-\u{10ffff}]/gu, "?");
  return {
    ...table,
    comment: table.comment && shown(table.comment),
    fields: table.fields.map((field) => ({
      ...field,
      comment: field.comment && shown(field.comment),
      values: field.values?.map(shown),
      default:
        field.default?.kind === "sql"
          ? { kind: "sql", sql: shown(field.default.sql) }
          : field.default,
    })),
  };
}

function asMysqlShows(table: Table): Table {
  return {
    ...table,
    fields: table.fields.map((field) => ({ ...field, ...withoutWidth(typeOf(field)) })),
  };
}

function typeOf({ type, native, length, precision, scale, values }: Field): ColumnType {
  return { type, native, length, precision, scale, values };
}

function hasExpressions({ fields, checks }: Table): boolean {
  return (
    checks.length > 0 ||
    fields.some(
      ({ generated, default: preset, options }) =>
        generated !== undefined || options?.check !== undefined || isCall(preset),
    )
  );
}

/** Does a table that is there have these very expressions? Then they are as the server spells them. */
function isShown(expected: Table, shown: ShownTable): boolean {
  const same = withExpressions(expected, shown, (name) => name);
  return (
    isDeepStrictEqual(same, expected) &&
    expected.checks.every(({ name }) => shown.checks.has(name)) &&
    expected.fields.every(({ name }) => shown.columns.has(name))
  );
}

function isCall(preset: Field["default"]): boolean {
  return preset?.kind === "sql" && !/^(?:[xb]?'|[-+\d.]|[a-z_]+\(\d?\)$|null$)/i.test(preset.sql);
}

async function reported(request: ExpectedRequest, table: Table, expected: Table): Promise<Table> {
  const { connection, dialect } = request;
  const name = `mm_scratch_${randomBytes(6).toString("hex")}`;
  const copy = scratchTable({ ...request, table, name });
  const editor = new MysqlSchemaEditor(
    dialect,
    { horizon: request.horizon, rowsTable: "" },
    undefined,
  );
  const after: Schema = { ...request.source, tables: new Map([[name, copy]]) };
  const [made] = editor.createTable({ before: after, after, table: copy });
  if (made === undefined) return expected;
  const temporary = made.sql.replace(/^CREATE TABLE/, "CREATE TEMPORARY TABLE");
  const refusal = await orRefusal(connection.execute(temporary));
  if (refusal instanceof DriverError) {
    request.asText(tableKey(table), refusal.message.replaceAll(name, table.name));
    return expected;
  }
  const [row] = await connection.query(`SHOW CREATE TABLE ${dialect.quote(name)}`);
  await connection.execute(`DROP TEMPORARY TABLE ${dialect.quote(name)}`);
  const { database } = await beginningOf(connection);
  const shown = readShownTable(withoutDatabase(String(row?.["Create Table"] ?? ""), database));
  return withExpressions(expected, shown, (check) => scratchName(name, check));
}

/** No keys and no counters: only columns and checks, the latter under names of its own. */
function scratchTable(
  request: ExpectedRequest & { readonly table: Table; readonly name: string },
): Table {
  const { table, source, horizon, name } = request;
  const place = { table, schema: source, horizon };
  const fields = table.fields.map((field) => {
    const plain = resolveFieldType(field, place);
    const isKey = table.primaryKey?.fields.includes(field.name) === true;
    return {
      ...uncounted(plain),
      comment: undefined,
      nullable: field.nullable && !isKey,
      autoUpdate: field.autoUpdate && ["timestamp", "timestamptz"].includes(plain.type),
      options: field.options?.check === undefined ? {} : { check: field.options.check },
    };
  });
  return {
    ...table,
    name,
    namespace: undefined,
    fields,
    primaryKey: undefined,
    foreignKeys: [],
    indexes: [],
    uniques: [],
    exclusions: [],
    comment: undefined,
    options: onlyTexts(table.options),
    checks: table.checks.map((check) => ({ ...check, name: scratchName(name, check.name) })),
  };
}

/** Partitions and the like would not be taken of a temporary table, and change no expression. */
function onlyTexts({ charset, collate }: Table["options"]): Table["options"] {
  return { ...(charset !== undefined && { charset }), ...(collate !== undefined && { collate }) };
}

function withExpressions(
  expected: Table,
  shown: ShownTable,
  checkName: (name: string) => string,
): Table {
  const names = expected.fields.map((field) => field.name);
  return {
    ...expected,
    fields: expected.fields.map((field) => {
      const column = shown.columns.get(field.name);
      if (column === undefined) return field;
      const { preset, expression, check } = column;
      const options =
        field.options?.check === undefined || check === undefined
          ? field.options
          : { ...field.options, check: mysqlExpression(check, names) };
      return {
        ...field,
        ...(options !== undefined && { options }),
        default:
          isCall(field.default) && preset !== undefined
            ? { kind: "sql", sql: expectedDefault(preset, column.type) }
            : field.default,
        generated:
          field.generated && expression !== undefined
            ? { ...field.generated, expression: mysqlExpression(expression, names) }
            : field.generated,
      };
    }),
    checks: expected.checks.map((check) => {
      const clause = shown.checks.get(checkName(check.name));
      return clause === undefined
        ? check
        : { ...check, expression: mysqlExpression(clause, names) };
    }),
  };
}

/** MySQL keeps the names of checks apart in the whole database. */
function scratchName(table: string, check: string): string {
  return `${table}_${createHash("sha256").update(check).digest("hex").slice(0, 16)}`;
}

/** What `SHOW CREATE TABLE` tells about expressions. */
interface ShownTable {
  readonly columns: ReadonlyMap<string, ShownColumn>;
  /** Named checks of the table: name -> expression. */
  readonly checks: ReadonlyMap<string, string>;
}

interface ShownColumn {
  readonly type: string;
  /** The SQL behind DEFAULT. */
  readonly preset: string | undefined;
  /** The SQL of a generated column. */
  readonly expression: string | undefined;
  /** The SQL of a check of its own; absent: it has none. */
  readonly check?: string;
}

/** Reads the answer of `SHOW CREATE TABLE`. */
export function readShownTable(text: string): ShownTable {
  const columns = new Map<string, ShownColumn>();
  const checks = new Map<string, string>();
  for (const { sql, column, tokens } of cutTable(text).parts) {
    const [first, name, third] = tokens;
    if (column !== undefined) columns.set(column, readColumn(sql));
    else if (isWord(first, "constraint") && name !== undefined && isWord(third, "check")) {
      checks.set(nameOf(name), inBrackets(sql) ?? "");
    }
  }
  return { columns, checks };
}

function readColumn(sql: string): ShownColumn {
  const text = readColumnText(sql);
  const check = inBrackets(text.get("check"));
  return {
    type: text.get("type") ?? "",
    preset: text.get("default")?.replace(/^default\s+/i, ""),
    expression: inBrackets(text.get("generated")),
    ...(check !== undefined && { check }),
  };
}

function inBrackets(sql = ""): string | undefined {
  const tokens = [...solidTokens(sql, mysqlSql)];
  const open = tokens.findIndex(({ text }) => text === "(");
  if (open < 0) return undefined;
  return sql.slice(tokens[open]?.end, tokens[closingOf(tokens, open)]?.start);
}
