import { isDeepStrictEqual } from "node:util";
import type { Connection, Row } from "../../driver/driver.js";
import { assertNothingLost } from "../dialect-error.js";
import { quoteText } from "../literals.js";
import { runStatement } from "../run-statement.js";
import type { LiveColumn, Statement } from "../statement.js";
import { textOf } from "./catalogue.js";
import { typeText } from "./introspector.js";
import { sqlserverText } from "./text-literal.js";
import { readSqlserverType } from "./type-reader.js";

type Altered = Extract<LiveColumn, { readonly kind: "altered" }>;
type Replaced = Extract<LiveColumn, { readonly kind: "replaced" }>;

/** What a column is besides its place; the collation of the database is none of its own. */
const COLUMN = `SELECT y.name AS type_name, c.max_length AS bytes, c.precision AS digits, c.scale AS scale, c.is_nullable AS nullable,
    CASE WHEN c.collation_name = CONVERT(NVARCHAR(128), DATABASEPROPERTYEX(DB_NAME(), N'Collation')) THEN NULL ELSE c.collation_name END AS collation_name,
    CASE WHEN y.is_user_defined = 1 THEN QUOTENAME(SCHEMA_NAME(y.schema_id)) + N'.' + QUOTENAME(y.name) ELSE NULL END AS own_type,
    CASE WHEN x.xml_collection_id IS NULL THEN NULL ELSE N'xml(' + CASE WHEN c.is_xml_document = 1 THEN N'DOCUMENT ' ELSE N'' END + QUOTENAME(SCHEMA_NAME(x.schema_id)) + N'.' + QUOTENAME(x.name) + N')' END AS xml_type,
    c.is_sparse AS sparse, c.is_rowguidcol AS guid, c.is_filestream AS filestream, c.encryption_type_desc AS encryption,
    m.masking_function AS mask, d.name AS default_name, d.definition AS default_text
  FROM sys.columns AS c
  INNER JOIN sys.types AS y ON y.user_type_id = c.user_type_id
  LEFT JOIN sys.xml_schema_collections AS x ON x.xml_collection_id = c.xml_collection_id AND c.xml_collection_id <> 0
  LEFT JOIN sys.masked_columns AS m ON m.object_id = c.object_id AND m.column_id = c.column_id AND m.is_masked = 1
  LEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id
  WHERE c.object_id = OBJECT_ID(@p1) AND c.name = @p2`;

/** What stands beside a column and goes with it. */
const BESIDES = `SELECT N'check' AS kind, k.name AS name, k.definition AS definition
  FROM sys.check_constraints AS k
  INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
  WHERE c.object_id = OBJECT_ID(@p1) AND c.name = @p2
  UNION ALL SELECT N'property' AS kind, e.name AS name, N'' AS definition
  FROM sys.extended_properties AS e
  INNER JOIN sys.columns AS c ON e.class = 1 AND c.object_id = e.major_id AND c.column_id = e.minor_id
  WHERE c.object_id = OBJECT_ID(@p1) AND c.name = @p2
  UNION ALL SELECT N'permission' AS kind, p.state_desc + N' ' + p.permission_name AS name, USER_NAME(p.grantee_principal_id) AS definition
  FROM sys.database_permissions AS p
  INNER JOIN sys.columns AS c ON p.class = 1 AND c.object_id = p.major_id AND c.column_id = p.minor_id
  WHERE c.object_id = OBJECT_ID(@p1) AND c.name = @p2`;

/** Texts of the questions, for the parser in the tests. */
export const columnQueries: readonly string[] = [COLUMN, BESIDES];

interface RealColumnRequest<Live> {
  readonly statement: Statement;
  readonly live: Live;
  quote(name: string): string;
}

/**
 * `ALTER COLUMN` takes from a column what it does not say. Said is what the migrations want, and of
 * all the rest what the column of the database has.
 *
 * @throws DialectError `DIALECT_TABLE_DIFFERS` for what cannot be said.
 */
export async function alterRealColumn(
  connection: Connection,
  { statement, live, quote }: RealColumnRequest<Altered>,
): Promise<number> {
  const [real] = await connection.query(COLUMN, [live.table, live.field]);
  if (real === undefined) return await runStatement(connection, statement);
  const column = definitionOf(live, real);
  const lost = [
    ...(column.isSparse && !column.nullable ? ["SPARSE"] : []),
    ...(real.guid === true && !isGuid(column.type) ? ["ROWGUIDCOL"] : []),
    ...storageOf(real),
    ...(typeof real.xml_type === "string" && column.type !== real.xml_type ? [real.xml_type] : []),
  ];
  requireNone(lost, live);
  const alter = `ALTER TABLE ${live.table} ALTER COLUMN ${quote(live.field)}`;
  const given = live.keeps.includes("default") ? textOf(real.default_name) : undefined;
  const preset = given === undefined ? undefined : quote(given);
  const steps = [
    ...(preset === undefined ? [] : [`ALTER TABLE ${live.table} DROP CONSTRAINT ${preset}`]),
    `${alter} ${column.words.join(" ")}`,
    ...(real.guid === true ? [unless("is_rowguidcol", live, `${alter} ADD ROWGUIDCOL`)] : []),
    ...(typeof real.mask === "string"
      ? [unless("is_masked", live, `${alter} ADD MASKED WITH (FUNCTION = ${quoteText(real.mask)})`)]
      : []),
    ...(preset === undefined
      ? []
      : [
          `ALTER TABLE ${live.table} ADD CONSTRAINT ${preset} DEFAULT ${String(real.default_text)} FOR ${quote(live.field)}`,
        ]),
  ];
  for (const sql of steps) await connection.execute(sql);
  return 0;
}

interface Definition {
  readonly type: string;
  readonly nullable: boolean;
  readonly isSparse: boolean;
  readonly words: readonly string[];
}

/** What the migrations leave as it is stays as the database has it. */
function definitionOf(live: Altered, real: Row): Definition {
  const keeps = (what: Altered["keeps"][number]): boolean => live.keeps.includes(what);
  const type = keeps("type") ? keptType(live.type, real) : live.type;
  const nullable = keeps("null") ? real.nullable === true : live.nullable;
  const kept = isText(type) ? textOf(real.collation_name) : undefined;
  const collated = keeps("collation") ? kept : live.collation;
  const isSparse = real.sparse === true;
  const words = [
    type,
    ...(collated === undefined ? [] : [`COLLATE ${collated}`]),
    nullable ? "NULL" : "NOT NULL",
    ...(isSparse ? ["SPARSE"] : []),
  ];
  return { type, nullable, isSparse, words };
}

/** The text of the plan where it says the same as the database. */
function keptType(wanted: string, real: Row): string {
  const special = textOf(real.xml_type) ?? textOf(real.own_type);
  if (special !== undefined) return special;
  const text = typeText(real);
  return isDeepStrictEqual(readSqlserverType(text), readSqlserverType(wanted)) ? wanted : text;
}

/** Looks, before a column is dropped and made again, for what it has and would lose. */
export async function requireNothingLost(connection: Connection, live: Replaced): Promise<void> {
  const [real] = await connection.query(COLUMN, [live.table, live.field]);
  if (real === undefined) return;
  const knows = (what: Replaced["knows"][number]): boolean => live.knows.includes(what);
  const { type } = live;
  const besides = await connection.query(BESIDES, [live.table, live.field]);
  requireNone(
    [
      ...(type === undefined ? [] : attributesOf(real, type, knows)),
      ...besides.flatMap((row) => besideOf(row, live)),
    ],
    live,
  );
}

/** A new type may have no place for what the column had; then it is not lost, but meant. */
function attributesOf(
  real: Row,
  type: string,
  knows: (what: Replaced["knows"][number]) => boolean,
): readonly string[] {
  const collation = isText(type) && !knows("collation") ? textOf(real.collation_name) : undefined;
  return [
    ...(collation === undefined ? [] : [`COLLATE ${collation}`]),
    ...(real.sparse === true ? ["SPARSE"] : []),
    ...(real.guid === true && isGuid(type) ? ["ROWGUIDCOL"] : []),
    ...storageOf(real),
    ...(typeof real.mask === "string" ? [`MASKED WITH (FUNCTION = ${quoteText(real.mask)})`] : []),
    ...(typeof real.default_name === "string" && !knows("default")
      ? [`CONSTRAINT [${real.default_name}] DEFAULT ${String(real.default_text)}`]
      : []),
  ];
}

function storageOf(real: Row): readonly string[] {
  return [
    ...(real.filestream === true ? ["FILESTREAM"] : []),
    ...(typeof real.encryption === "string" ? [`ENCRYPTED (${real.encryption})`] : []),
  ];
}

function besideOf(row: Row, { knows, checks }: Replaced): readonly string[] {
  const name = String(row.name);
  switch (row.kind) {
    case "check":
      return checks.includes(name) ? [] : [`CONSTRAINT [${name}] CHECK ${String(row.definition)}`];
    case "property":
      return name === "MS_Description" && knows.includes("comment")
        ? []
        : [`extended property [${name}]`];
    default:
      return [`${name} to [${String(row.definition)}]`];
  }
}

/** @throws DialectError */
function requireNone(lost: readonly string[], { table, field }: Altered | Replaced): void {
  assertNothingLost(`column "${field}" of table ${table}`, lost);
}

/** Versions of the server differ in what ALTER COLUMN leaves a column. */
function unless(
  property: "is_rowguidcol" | "is_masked",
  { table, field }: Altered,
  sql: string,
): string {
  return `IF NOT EXISTS (SELECT 1 FROM sys.columns WHERE object_id = OBJECT_ID(${sqlserverText(table)}) AND name = ${sqlserverText(field)} AND ${property} = 1) ${sql}`;
}

function isText(type: string): boolean {
  return /^\[?(?:n?(?:var)?char|n?text|sysname)\b|^\[[^\]]*\]\./i.test(type);
}

function isGuid(type: string): boolean {
  return readSqlserverType(type).type === "uuid";
}
