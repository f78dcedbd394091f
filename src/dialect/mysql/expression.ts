import { withoutBrackets } from "../../text/sql-brackets.js";
import { type SqlToken, solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { mysqlSql } from "./sql-rules.js";
import { mysqlText, quoted, readMysqlText } from "./text-literal.js";

/** Charset of a literal, which the server adds by itself. */
const INTRODUCER = /^_(?:utf8mb4|utf8mb3|utf8|latin1|ascii|binary)$/i;
/** Symbols that stand without spaces. */
const TIGHT = new Set(["(", ")", ",", "."]);
const SIGNS = new Set(["+", "-", "*", "/", "%", "<", ">", "=", "!", "|", "&", "^", "~", ":"]);
/** `<=>`, `->>` and a sign behind it: longer is no operator. */
const LONGEST_OPERATOR = 4;

/**
 * An SQL expression in one spelling, near to how the servers print it: words in lower case, names of
 * fields in backquotes, one space around operators, no charset introducers, no brackets around the
 * whole. What only the server's parser knows (`LOWER` is `lcase`, which brackets matter) is left to
 * `withServerExpressions`.
 */
export function mysqlExpression(sql: string, fields: readonly string[] = []): string {
  const pieces = piecesOf(unescapeCatalogue(sql), fields);
  let text = "";
  for (const [at, piece] of pieces.entries()) {
    const before = pieces[at - 1];
    if (before !== undefined && spaceBetween(before, piece, pieces[at - 2])) text += " ";
    text += piece;
  }
  return withoutParentheses(text);
}

/** The expression without brackets that go around all of it. */
export function withoutParentheses(sql: string): string {
  return withoutBrackets(sql, mysqlSql);
}

/** MySQL's catalogue escapes the quotes of the literals in an expression once more. */
function unescapeCatalogue(sql: string): string {
  return /(?<!\w)_\w+\\'/.test(sql) ? sql.replace(/\\([\\'])/g, "$1") : sql;
}

function piecesOf(sql: string, fields: readonly string[]): readonly string[] {
  const tokens = [...solidTokens(sql, mysqlSql)].filter(({ text }) => !INTRODUCER.test(text));
  const pieces: string[] = [];
  for (const [at, token] of tokens.entries()) {
    const piece = pieceOf(token, tokens[at + 1], fields);
    const previous = pieces.at(-1);
    const short = previous !== undefined && previous.length < LONGEST_OPERATOR;
    const joined = short && isOperator(previous) && isOperator(piece);
    if (joined && tokens[at - 1]?.end === token.start) pieces[pieces.length - 1] = previous + piece;
    else pieces.push(piece);
  }
  return pieces.map((piece) => (piece === "!=" ? "<>" : piece));
}

function pieceOf(token: SqlToken, next: SqlToken | undefined, fields: readonly string[]): string {
  if (token.kind === "string") return mysqlText(readMysqlText(token.text));
  if (token.kind === "quoted") return quoted(nameOf(token));
  if (token.kind !== "word") return token.text;
  const field = fields.find((name) => name.toLowerCase() === token.text.toLowerCase());
  return field === undefined || next?.text === "(" ? token.text.toLowerCase() : quoted(field);
}

function isOperator(piece: string): boolean {
  return [...piece].every((char) => SIGNS.has(char));
}

function spaceBetween(before: string, piece: string, earlier: string | undefined): boolean {
  if (piece === "(") return isOperator(before) || isKeyword(before);
  if (
    before === "-" &&
    (earlier === undefined || isOperator(earlier) || earlier === "(" || earlier === ",")
  ) {
    return false;
  }
  return (!TIGHT.has(before) && !TIGHT.has(piece)) || (before === ")" && !TIGHT.has(piece));
}

/** Words that are followed by a bracket and are no function. */
function isKeyword(piece: string): boolean {
  return /^(?:and|or|xor|not|in|is|like|regexp|between|when|then|else|case|as|div|mod)$/.test(
    piece,
  );
}
