import { withoutBrackets } from "../../text/sql-brackets.js";
import { sqlTokens } from "../../text/sql-lexer.js";
import { postgresqlSql } from "./sql-rules.js";

/**
 * The expression without parentheses that hold all of it: `((a > 0))` is `a > 0`, but
 * `(a) + (b)` stays.
 */
export function withoutParentheses(sql: string): string {
  return withoutBrackets(sql, postgresqlSql);
}

const TEXT_LIST = /\(\(ARRAY\[((?:(?:, )?E?'(?:[^']|'')*'::character varying)+)\]\)::text\[\]\)/y;

/**
 * An expression as PostgreSQL reports it, in the form that it takes when that text is read again.
 * `code IN ('a', 'b')` of a `varchar` is reported as `ANY ((ARRAY['a'::character varying, ...])::text[])`,
 * and this in turn as `ANY (ARRAY[('a'::character varying)::text, ...])`; then it stays.
 */
export function stableExpression(sql: string): string {
  const text = withoutParentheses(sql);
  if (!text.includes("::character varying])::text[]")) return text;
  let stable = "";
  let done = 0;
  for (const token of sqlTokens(text, postgresqlSql)) {
    if (token.text !== "(" || token.start < done) continue;
    TEXT_LIST.lastIndex = token.start;
    const [whole, list] = TEXT_LIST.exec(text) ?? [];
    if (whole === undefined || list === undefined) continue;
    const texts = [...sqlTokens(list, postgresqlSql)]
      .filter(({ kind }) => kind === "string")
      .map((constant) => `(${constant.text}::character varying)::text`);
    stable += `${text.slice(done, token.start)}(ARRAY[${texts.join(", ")}])`;
    done = token.start + whole.length;
  }
  return stable + text.slice(done);
}

/** What a DEFAULT may not say without brackets: the grammar's `b_expr` has fewer operators. */
const BRACKETED: ReadonlySet<string> = new Set(
  "all and any at between collate ilike in is isnull like not notnull or overlaps similar some".split(
    " ",
  ),
);

/**
 * A default as PostgreSQL reports it, without the cast that it adds to every constant and without the
 * brackets that it can do without: `'new'::character varying` is `'new'`, `'-1'::integer` is `-1`,
 * `'0'::bigint` is `0`; `(now() AT TIME ZONE 'utc')` is what it was.
 */
export function simplifyDefault(sql: string, numeric: boolean): string {
  const text = withoutParentheses(sql);
  if (needsBrackets(text)) return `(${text})`;
  const match =
    /^(E?'(?:[^']|'')*'|-?[\d.]+|\(-[\d.]+\)|true|false)::(?:[^'"()]|"(?:[^"]|"")*"(?!"))+(?:\([\d, ]+\)[^'()]*)?$/i.exec(
      text,
    );
  const constant = plainText(match?.[1] ?? text);
  if (/^(?:true|false)$/i.test(constant)) return constant.toLowerCase();
  if (/^current_(?:date|time|timestamp)$/i.test(constant)) return constant.toUpperCase();
  if (!numeric) return constant;
  const number = /^'(-?\d+(?:\.\d+)?)'$/.exec(constant) ?? /^\((-[\d.]+)\)$/.exec(constant);
  return number?.[1] ?? constant;
}

function needsBrackets(sql: string): boolean {
  let depth = 0;
  for (const { kind, text } of sqlTokens(sql, postgresqlSql)) {
    if (text === "(") depth += 1;
    else if (text === ")") depth -= 1;
    else if (depth === 0 && kind === "word" && BRACKETED.has(text.toLowerCase())) return true;
  }
  return false;
}

/** `E'a\\b'` as the standard writes it, `'a\b'`, when the whole text is that one constant. */
function plainText(constant: string): string {
  const match = /^E'((?:[^'\\]|''|\\\\)*)'$/i.exec(constant);
  return match === null ? constant : `'${(match[1] ?? "").replaceAll("\\\\", "\\")}'`;
}
