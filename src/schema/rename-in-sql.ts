import { isSolid, type SqlToken, sqlTokens } from "../text/sql-lexer.js";
import { requote, tokenIs } from "../text/sql-name.js";
import { anySql, type SqlRules } from "../text/sql-rules.js";
import { StateError } from "./state-error.js";

/** Something of a table that gets another name. */
export interface Rename {
  readonly table: string;
  readonly from: string;
  readonly to: string;
}

/** What is renamed: a field of `table`, or the table itself; it is that of the expression, by its bare name. */
export interface SqlRename extends Rename {
  readonly kind: "field" | "table";
}

/** Names that mean the same with and without quotes in every database. */
const BARE = /^[a-z_][a-z0-9_]*$/;

/** MySQL ends a string elsewhere than the others where a backslash stands before a quote. */
const BACKSLASHED = { ...anySql, backslashes: "always", doubleQuotes: "string" } as const;

/** Words that are no names without quotes. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    "all and any as asc between by case check collate column constraint create current_date " +
    "current_time current_timestamp default delete desc distinct drop else end except exists " +
    "false for foreign from full group having in index inner insert intersect into is join key " +
    "left like limit not null offset on or order outer primary references right select set " +
    "table then to true union unique update user using values when where with"
  ).split(" "),
);

/**
 * The expression after the rename, as a database that keeps parsed expressions would have it:
 * names are exchanged token by token, strings, comments and functions are left alone.
 *
 * @throws StateError when an unquoted name would have to become one that needs quotes: which
 * quotes, only the database knows; and when databases disagree about where a string ends.
 */
export function renameInSql(sql: string, rename: SqlRename): string {
  const renamed = renameIn(sql, rename, anySql);
  if (/\\['"]/.test(sql) && renameIn(sql, rename, BACKSLASHED) !== renamed) {
    throw differentlyRead(sql, rename);
  }
  return renamed;
}

function renameIn(sql: string, rename: SqlRename, rules: SqlRules): string {
  const tokens = [...sqlTokens(sql, rules)];
  return tokens
    .map((token, at) => {
      if (!tokenIs(token, rename.from) || !isSubject(tokens, at, rename)) return token.text;
      if (token.kind === "quoted") return requote(token, rename.to);
      if (BARE.test(rename.to) && !RESERVED.has(rename.to)) return rename.to;
      throw needsQuotes(sql, rename);
    })
    .join("");
}

/** Does the expression name this field of the table? */
export function namesField(sql: string, field: string, table: string): boolean {
  const tokens = [...sqlTokens(sql, anySql)];
  const subject: SqlRename = { kind: "field", table, from: field, to: field };
  return tokens.some((token, at) => tokenIs(token, field) && isSubject(tokens, at, subject));
}

function isSubject(tokens: readonly SqlToken[], at: number, rename: SqlRename): boolean {
  const next = solid(tokens, at, 1);
  if (rename.kind === "table") return tokens[next]?.text === ".";
  if (tokens[next]?.text === "(" && tokens[at]?.kind === "word") return false;
  const previous = solid(tokens, at, -1);
  const text = tokens[previous]?.text.toLowerCase();
  if (text === "::" || text === "collate") return false;
  return text !== "." || tokenIs(tokens[solid(tokens, previous, -1)], rename.table);
}

/** The position of the nearest token in that direction that means something. */
function solid(tokens: readonly SqlToken[], at: number, step: 1 | -1): number {
  for (let position = at + step; ; position += step) {
    const token = tokens[position];
    if (token === undefined || isSolid(token)) return position;
  }
}

function differentlyRead(sql: string, { table, from, to }: SqlRename): StateError {
  return new StateError({
    code: "SCHEMA_RENAME_IN_EXPRESSION",
    message: `"${from}" cannot become "${to}" in the expression "${sql}" of table "${table}": databases read the backslash in it differently`,
    hint: "Write a quote inside a text twice instead of a backslash before it.",
    table,
    member: from,
  });
}

function needsQuotes(sql: string, rename: SqlRename): StateError {
  return new StateError({
    code: "SCHEMA_RENAME_IN_EXPRESSION",
    message: `"${rename.from}" cannot become "${rename.to}" in the expression "${sql}" of table "${rename.table}": the new name needs quotes there`,
    hint: "Choose a plain lower-case name, or drop what holds the expression before the rename and make it again after.",
    table: rename.table,
    member: rename.from,
  });
}
