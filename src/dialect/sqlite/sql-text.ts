import { withoutBrackets } from "../../text/sql-brackets.js";
import { type SqlToken, sqlTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { sqliteSql } from "./sql-rules.js";

/** Names that mean the same without quotes, unless they are one of the words below. */
const PLAIN = /^[a-z_][a-z0-9_]*$/;

/** https://www.sqlite.org/lang_keywords.html */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "abort action add after all alter always analyze and as asc attach autoincrement before begin " +
    "between by cascade case cast check collate column commit conflict constraint create cross " +
    "current current_date current_time current_timestamp database default deferrable deferred " +
    "delete desc detach distinct do drop each else end escape except exclude exclusive exists " +
    "explain fail false filter first following for foreign from full generated glob group groups " +
    "having if ignore immediate in index indexed initially inner insert instead intersect into is " +
    "isnull join key last left like limit match materialized natural no not nothing notnull null " +
    "nulls of offset on or order others outer over partition plan pragma preceding primary query " +
    "raise range recursive references regexp reindex release rename replace restrict returning " +
    "right rollback row rows savepoint select set table temp temporary then ties to transaction " +
    "trigger true unbounded union unique update using vacuum values view virtual when where " +
    "window with without"
  ).split(" "),
);

/**
 * An expression in one normal form: SQLite keeps the text as it was written and puts quotes around
 * names when a column is renamed, so spacing, comments and needless quotes and brackets mean
 * nothing.
 */
export function normalText(sql: string): string {
  const pieces: string[] = [];
  for (const token of sqlTokens(sql, sqliteSql)) {
    const piece = tokenText(token);
    if (piece !== " " || pieces.at(-1) !== " ") pieces.push(piece);
  }
  return stripBrackets(pieces.join(""));
}

/**
 * The expression with texts where it has names in double quotes that name nothing: SQLite reads them
 * so in files from the time when every program could write that.
 * https://www.sqlite.org/quirks.html#dblquote
 */
export function withStrings(sql: string, isColumn: (name: string) => boolean): string {
  const tokens = [...sqlTokens(sql, sqliteSql)];
  return tokens
    .map((token, at) => {
      const isQuoted = token.kind === "quoted" && token.text.startsWith('"');
      const isPart = [tokens[at - 1]?.text, tokens[at + 1]?.text].includes(".");
      if (!isQuoted || isPart || /^collate$/i.test(wordBefore(tokens, at))) return token.text;
      return isColumn(nameOf(token)) ? token.text : textLiteral(nameOf(token));
    })
    .join("");
}

function wordBefore(tokens: readonly SqlToken[], at: number): string {
  const before = tokens[at - 1];
  return (before?.kind === "space" ? tokens[at - 2] : before)?.text ?? "";
}

/** A text of SQL. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function tokenText(token: SqlToken): string {
  if (token.kind === "space" || token.kind === "comment") return " ";
  if (token.kind !== "quoted") return token.text;
  const name = nameOf(token);
  return PLAIN.test(name) && !KEYWORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** `((a > 1))` without the brackets that enclose everything. */
export function stripBrackets(sql: string): string {
  return withoutBrackets(sql, sqliteSql);
}

/**
 * The expression without `table.` in front of names: inside a table it says nothing, and while the
 * table is rebuilt under another name it would be wrong.
 */
export function unqualified(sql: string, table: string): string {
  const tokens = [...sqlTokens(sql, sqliteSql)];
  const isTable = (token: SqlToken | undefined): boolean =>
    (token?.kind === "word" || token?.kind === "quoted") &&
    nameOf(token).toLowerCase() === table.toLowerCase();
  return tokens
    .filter((token, at) => {
      if (isTable(token) && tokens[at + 1]?.text === ".") return false;
      return token.text !== "." || !isTable(tokens[at - 1]);
    })
    .map(({ text }) => text)
    .join("");
}

/** A comment inside CREATE TABLE, where SQLite keeps it: how comments of the model are stored. */
export function commentText(comment: string): string {
  const safe = comment.replaceAll("\\", "\\\\").replaceAll("*/", "*\\/").replaceAll("\0", "");
  return `/* ${safe} */`;
}

/** The comment that {@link commentText} wrote. */
export function readComment(token: string): string {
  return token
    .replace(/^\/\* ?/, "")
    .replace(/ ?\*\/$/, "")
    .replaceAll(/\\([\\/])/g, "$1");
}
