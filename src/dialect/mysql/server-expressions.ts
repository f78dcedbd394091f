import { createHash, randomBytes } from "node:crypto";
import { DriverError } from "../../driver/driver-error.js";
import type { Field } from "../../schema/field.js";
import { resolveFieldType } from "../../schema/resolve-field-type.js";
import { type Schema, tableKey } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import type { ExpectedRequest } from "../standard-session.js";
import { databaseOptions, isMariadb, usualCollations } from "./catalogue.js";
import { expectedDefault } from "./column-default.js";
import { plainType } from "./columns.js";
import { MysqlSchemaEditor } from "./editor.js";
import { mysqlExpression } from "./expression.js";
import { readShownTable, type ShownTable } from "./shown-table.js";

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
  for (const table of request.source.tables.values()) {
    const expected = tables.get(tableKey(table));
    if (expected === undefined || !hasExpressions(expected)) continue;
    tables.set(tableKey(table), await reported(request, table, expected));
  }
  if (await isMariadb(connection)) {
    for (const [key, table] of tables) tables.set(key, asMariadbShows(table));
  }
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

function hasExpressions({ fields, checks }: Table): boolean {
  return (
    checks.length > 0 ||
    fields.some(({ generated, default: preset }) => generated !== undefined || isCall(preset))
  );
}

function isCall(preset: Field["default"]): boolean {
  return preset?.kind === "sql" && !/^(?:'|[-+\d.]|[a-z_]+\(\d?\)$)/.test(preset.sql);
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
  try {
    await connection.execute(made.sql.replace(/^CREATE TABLE/, "CREATE TEMPORARY TABLE"));
  } catch (error) {
    if (error instanceof DriverError && !error.connectionLost) return expected;
    throw error;
  }
  const [row] = await connection.query(`SHOW CREATE TABLE ${dialect.quote(name)}`);
  await connection.execute(`DROP TEMPORARY TABLE ${dialect.quote(name)}`);
  return withExpressions(expected, readShownTable(String(row?.["Create Table"] ?? "")), name);
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
      ...plain,
      type: plainType(plain),
      comment: undefined,
      nullable: field.nullable && !isKey,
      autoUpdate: field.autoUpdate && ["timestamp", "timestamptz"].includes(plain.type),
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
    checks: table.checks.map((check) => ({ ...check, name: scratchName(name, check.name) })),
  };
}

function withExpressions(expected: Table, shown: ShownTable, name: string): Table {
  const names = expected.fields.map((field) => field.name);
  return {
    ...expected,
    fields: expected.fields.map((field) => {
      const column = shown.columns.get(field.name);
      if (column === undefined) return field;
      const { preset, expression } = column;
      return {
        ...field,
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
      const clause = shown.checks.get(scratchName(name, check.name));
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
