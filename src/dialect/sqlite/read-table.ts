import { constraintName, namings } from "../../schema/constraint-name.js";
import { type Field, makeField } from "../../schema/field.js";
import {
  type ForeignKey,
  type Index,
  type IndexParts,
  makeIndex,
  makeTable,
  type Table,
} from "../../schema/table.js";
import { mapExpressions } from "../../schema/table-expressions.js";
import { solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { autoUpdateTrigger } from "./auto-update-trigger.js";
import type { ParsedColumn, ParsedTable } from "./create-table-parser.js";
import { enumValues } from "./enum-check.js";
import { traits } from "./key-traits.js";
import type { Entry } from "./objects.js";
import { sqliteSql } from "./sql-rules.js";
import { normalText, readComment, unqualified, withStrings } from "./sql-text.js";
import { splitMembers, TokenCursor } from "./token-cursor.js";
import { isTextAlone, readKeyType, readSqliteType } from "./types.js";

/** A table of the file, its text taken apart. */
export interface FoundTable {
  readonly name: string;
  readonly sql: string;
  readonly parsed: ParsedTable;
  readonly isStrict: boolean;
  readonly isWithoutRowid: boolean;
  /** Its indexes and triggers. */
  readonly members: readonly Entry[];
}

/** By their names in small letters: names have no case in SQLite. */
export type FoundTables = ReadonlyMap<string, FoundTable>;

/** Names of columns that every table has. */
const ROWID = ["rowid", "oid", "_rowid_"];

/** The table of the model that the text means. */
export function readTable(found: FoundTable, all: FoundTables): Table {
  const { name, members } = found;
  const parsed = asSpelled(found.parsed);
  const triggers = new Set(members.filter(({ type }) => type === "trigger").map((one) => one.name));
  const known = new Set([...ROWID, ...parsed.columns.map((column) => column.name.toLowerCase())]);
  const fresh = unusedNames(found);
  const unnamed = (prefix: "ck" | "fk" | "uq", parts: readonly string[]): string =>
    fresh(constraintName({ prefix, table: name, fields: parts }));
  const table = makeTable({
    name,
    fields: parsed.columns.map((column) =>
      readField(column, parsed, isAutoUpdated(column.name, name, triggers)),
    ),
    primaryKey: parsed.primaryKey,
    foreignKeys: parsed.foreignKeys.map((key) => ({
      ...key,
      name: key.name ?? unnamed("fk", key.fields),
      ...targetOf(key, all),
    })),
    indexes: members.filter(({ type }) => type === "index").map((one) => readIndex(one, parsed)),
    uniques: parsed.uniques.map((unique) => ({
      ...unique,
      name: unique.name ?? unnamed("uq", unique.fields),
    })),
    checks: readChecks(parsed).map((check, at) => ({
      name: check.name ?? unnamed("ck", [String(at + 1)]),
      expression: check.content,
    })),
    comment: parsed.comment === undefined ? undefined : readComment(parsed.comment),
    options: {
      ...(takesNull(found) === "all" ? { nullable_key: "true" } : {}),
      ...(found.isStrict ? { strict: "true" } : {}),
      ...(found.isWithoutRowid ? { without_rowid: "true" } : {}),
    },
  });
  return mapExpressions(table, (sql) => {
    const written = withStrings(sql, (column) => known.has(column.toLowerCase()));
    return unqualified(normalText(written), name);
  });
}

/**
 * Do members of the primary key take NULL? In a table that is neither STRICT nor WITHOUT ROWID they
 * do, unless they say NOT NULL; a name of the rowid never has one.
 * https://www.sqlite.org/lang_createtable.html#the_primary_key
 */
export function takesNull({
  parsed,
  isStrict,
  isWithoutRowid,
}: FoundTable): "all" | "some" | "none" {
  const key = asSpelled(parsed).primaryKey?.fields ?? [];
  const members = parsed.columns.filter(({ name }) => key.includes(name));
  const [first] = members;
  const isRowid =
    members.length === 1 &&
    first?.isDescending === false &&
    first.type.trim().toLowerCase() === "integer";
  const open = members.filter(({ nullable }) => nullable);
  if (isStrict || isWithoutRowid || isRowid || open.length === 0) return "none";
  return open.length === members.length ? "all" : "some";
}

/** Names of columns in keys as they are spelled where the column is made. */
function asSpelled(parsed: ParsedTable): ParsedTable {
  const spelled = (names: readonly string[]) => names.map((name) => spelledIn(parsed, name));
  return {
    ...parsed,
    primaryKey: parsed.primaryKey && {
      ...parsed.primaryKey,
      fields: spelled(parsed.primaryKey.fields),
    },
    uniques: parsed.uniques.map((one) => ({ ...one, fields: spelled(one.fields) })),
    foreignKeys: parsed.foreignKeys.map((key) => ({ ...key, fields: spelled(key.fields) })),
  };
}

function spelledIn({ columns }: ParsedTable, name: string): string {
  const small = name.toLowerCase();
  return columns.find((column) => column.name.toLowerCase() === small)?.name ?? name;
}

/** Constraints without a name may look alike, and each gets one of its own. */
function unusedNames({ parsed, members }: FoundTable): (name: string) => string {
  const { uniques, checks, foreignKeys, primaryKey } = parsed;
  const given = [...uniques, ...checks, ...foreignKeys, ...(primaryKey ? [primaryKey] : [])];
  const taken = new Set<string | undefined>([...given, ...members].map(({ name }) => name));
  return (name) => {
    let free = name;
    for (let turn = 2; taken.has(free); turn += 1) free = `${name}_${turn}`;
    taken.add(free);
    return free;
  };
}

/** A key that names no columns is one to the primary key. */
function targetOf(
  key: ParsedTable["foreignKeys"][number],
  all: FoundTables,
): Pick<ForeignKey, "table" | "targetFields"> {
  const target = all.get(key.table.toLowerCase());
  if (target === undefined) return { table: key.table, targetFields: key.targetFields };
  const named = key.targetFields.length > 0 ? key.targetFields : target.parsed.primaryKey?.fields;
  const targetFields = (named ?? []).map((name) => spelledIn(target.parsed, name));
  return { table: target.name, targetFields };
}

function readField(column: ParsedColumn, table: ParsedTable, autoUpdate: boolean): Field {
  const type = typeOf(column, table);
  const values = listedValues(column, type);
  return makeField({
    name: column.name,
    ...type,
    ...(column.autoincrement ? { type: "serial" } : {}),
    ...(values === undefined ? {} : { type: "enum", values }),
    nullable: column.nullable && table.primaryKey?.fields.includes(column.name) !== true,
    default: column.default === undefined ? undefined : readDefault(column.default),
    autoUpdate,
    generated: column.generated,
    collation: column.collation,
    comment: column.comment === undefined ? undefined : readComment(column.comment),
    ...traits(column.onConflict),
  });
}

function typeOf(column: ParsedColumn, { primaryKey }: ParsedTable) {
  const isKey = primaryKey?.fields.length === 1 && primaryKey.fields[0] === column.name;
  if (!isKey) return readSqliteType(column.type);
  const isInteger = column.type.trim().toLowerCase() === "integer";
  return readKeyType(column.isDescending && isInteger ? "INT" : column.type);
}

/** The values of an enum. */
function listedValues(
  column: ParsedColumn,
  type: ReturnType<typeof typeOf>,
): readonly string[] | undefined {
  if (!isTextAlone(type)) return undefined;
  return column.checks.map((check) => enumValues(check, column.name)).find(Boolean);
}

function isAutoUpdated(name: string, table: string, triggers: ReadonlySet<string>): boolean {
  return namings(name, "auto_update").some((one) => triggers.has(autoUpdateTrigger(table, one)));
}

/** `DEFAULT NULL` is no default. */
function readDefault(text: string): Field["default"] {
  const sql = normalText(text);
  return /^null$/i.test(sql) ? undefined : { kind: "sql", sql };
}

/** Checks that are not the list of an enum's values; of two lists the first is that. */
function readChecks(parsed: ParsedTable): ParsedTable["checks"] {
  const atColumns = parsed.columns.flatMap((column) => {
    const isEnum = listedValues(column, typeOf(column, parsed)) !== undefined;
    const list = column.checks.find((check) => enumValues(check, column.name) !== undefined);
    return column.checks
      .filter((check) => !isEnum || check !== list)
      .map((content) => ({ name: undefined, content }));
  });
  return [...parsed.checks, ...atColumns];
}

/** https://www.sqlite.org/lang_createindex.html */
function readIndex({ name, sql }: Entry, table: ParsedTable): Index {
  const cursor = new TokenCursor(sql);
  cursor.takes("create");
  const unique = cursor.takes("unique");
  while (!cursor.done && !cursor.takes("on")) cursor.next();
  cursor.name();
  const parts = splitMembers(cursor.bracketed()).map((part) => readIndexPart(part, table));
  const where = cursor.takes("where") ? sql.slice(cursor.start) : undefined;
  return makeIndex({ name, parts, unique, where });
}

function readIndexPart(member: string, table: ParsedTable): IndexParts["parts"][number] {
  const tokens = [...solidTokens(member, sqliteSql)];
  const isWord = (text: string, at = -1) =>
    tokens.at(at)?.kind === "word" && tokens.at(at)?.text.toLowerCase() === text;
  const order = tokens.length > 1 && isWord("desc") ? "desc" : "asc";
  if (tokens.length > 1 && (isWord("desc") || isWord("asc"))) tokens.pop();
  const collate = tokens.length > 2 && isWord("collate", -2) ? tokens.splice(-2)[1] : undefined;
  const [first, second] = tokens;
  const isField = first !== undefined && first.kind !== "number" && second === undefined;
  const end = tokens.at(-1);
  return {
    field: isField ? spelledIn(table, new TokenCursor(first.text).name()) : undefined,
    expression:
      isField || first === undefined || end === undefined
        ? undefined
        : member.slice(first.start, end.start + end.text.length),
    order,
    collation: collate && nameOf(collate),
  };
}
