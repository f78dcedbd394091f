import { withoutBrackets } from "../../text/sql-brackets.js";
import { sqlTokens, withDepth } from "../../text/sql-lexer.js";
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

/** What the server calls the types of the model whose defaults are numbers. */
const NUMERIC: ReadonlyMap<string, string> = new Map([
  ["smallint", "smallint"],
  ["integer", "integer"],
  ["bigint", "bigint"],
  ["float", "real"],
  ["double", "double precision"],
  ["decimal", "numeric"],
]);

/**
 * A default as PostgreSQL reports it, without the cast that it adds to every constant and without the
 * brackets that it can do without: `'new'::character varying` is `'new'`, `'-1'::integer` is `-1`,
 * `'0'::bigint` is `0`; `(now() AT TIME ZONE 'utc')` is what it was. A number of another type than the
 * column's, and than it would be without the cast, keeps that: `1e10` is reported as `'10000000000'::numeric`.
 *
 * @param type the word that the model has for the column's
 */
export function simplifyDefault(sql: string, type: string): string {
  const text = withoutParentheses(sql);
  if (needsBrackets(text)) return `(${text})`;
  const match =
    /^(E?'(?:[^']|'')*'|-?[\d.]+|\(-[\d.]+\)|true|false)::(?:[^'"()]|"(?:[^"]|"")*"(?!"))+(?:\([\d, ]+\)[^'()]*)?$/i.exec(
      text,
    );
  const constant = plainText(match?.[1] ?? text);
  if (/^(?:true|false)$/i.test(constant)) return constant.toLowerCase();
  if (/^current_(?:date|time|timestamp)$/i.test(constant)) return constant.toUpperCase();
  const own = NUMERIC.get(type);
  if (own === undefined) return constant;
  const number =
    /^'(-?\d+(?:\.\d+)?)'$/.exec(constant)?.[1] ?? /^\((-[\d.]+)\)$/.exec(constant)?.[1];
  const cast = /'::([a-z ]+)$/.exec(text)?.[1];
  if (number === undefined || cast === undefined) return number ?? constant;
  return [own, typeOfNumber(number)].includes(cast) ? number : text;
}

/** With the sign; more are no `bigint`. */
const MOST_DIGITS = 20;

/** The type that the server gives a number without a cast. */
function typeOfNumber(number: string): string {
  if (number.includes(".") || number.length > MOST_DIGITS) return "numeric";
  const value = BigInt(number);
  if (BigInt.asIntN(32, value) === value) return "integer";
  return BigInt.asIntN(64, value) === value ? "bigint" : "numeric";
}

function needsBrackets(sql: string): boolean {
  const tokens = [...withDepth(sqlTokens(sql, postgresqlSql))];
  return tokens.some(
    ([{ kind, text }, depth]) =>
      depth === 0 && kind === "word" && BRACKETED.has(text.toLowerCase()),
  );
}

/** `E'a\\b'` as the standard writes it, `'a\b'`, when the whole text is that one constant. */
function plainText(constant: string): string {
  const match = /^E'((?:[^'\\]|''|\\\\)*)'$/i.exec(constant);
  return match === null ? constant : `'${(match[1] ?? "").replaceAll("\\\\", "\\")}'`;
}
