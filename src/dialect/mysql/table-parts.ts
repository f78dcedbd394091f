import { isSolid, type SqlToken, sqlTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { mysqlSql } from "./sql-rules.js";

/** One line of CREATE TABLE: a column, an index or a constraint. */
export interface TablePart {
  readonly sql: string;
  /** The name, when it is a column. */
  readonly column: string | undefined;
  /** Those that mean something. */
  readonly tokens: readonly SqlToken[];
}

/** What stands in the brackets of CREATE TABLE, cut at its commas, and what stands behind them. */
export interface CutTable {
  readonly parts: readonly TablePart[];
  readonly tail: readonly SqlToken[];
}

/** Cuts the answer of `SHOW CREATE TABLE`. */
export function cutTable(text: string): CutTable {
  const parts: TablePart[] = [];
  const tail: SqlToken[] = [];
  let [depth, closed]: [number, boolean] = [0, false];
  let tokens: SqlToken[] = [];
  for (const token of sqlTokens(text, mysqlSql)) {
    if (closed) {
      if (isSolid(token)) tail.push(token);
      continue;
    }
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    closed = depth === 0 && token.text === ")";
    if (closed || (depth === 1 && token.text === ",")) {
      parts.push(partOf(text, tokens));
      tokens = [];
    } else if (isSolid(token) && (depth > 1 || (depth === 1 && !isOpening(token, tokens)))) {
      tokens.push(token);
    }
  }
  return { parts, tail };
}

/** The bracket that all the parts stand in. */
function isOpening(token: SqlToken, tokens: readonly SqlToken[]): boolean {
  return token.text === "(" && tokens.length === 0;
}

function partOf(text: string, tokens: readonly SqlToken[]): TablePart {
  const [first] = tokens;
  const column = first?.kind === "quoted" ? nameOf(first) : undefined;
  return { sql: text.slice(first?.start, tokens.at(-1)?.end), column, tokens };
}

/** Where the bracket that opens at this place is closed. */
export function closingOf(tokens: readonly SqlToken[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at]?.text === "(") depth += 1;
    if (tokens[at]?.text === ")") depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length - 1;
}
