import { type SqlToken, sqlTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { mysqlSql } from "./sql-rules.js";

/** What `SHOW CREATE TABLE` tells about expressions. */
export interface ShownTable {
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

/** Words that end a default. */
const AFTER_DEFAULT = new Set([
  "on",
  "comment",
  "collate",
  "check",
  "invisible",
  "not",
  "null",
  "auto_increment",
]);

/** Reads the answer of `SHOW CREATE TABLE`, which has one line for each column and check. */
export function readShownTable(text: string): ShownTable {
  const columns = new Map<string, ShownColumn>();
  const checks = new Map<string, string>();
  for (const line of text.split("\n").slice(1)) {
    const tokens = [...sqlTokens(line, mysqlSql)].filter(({ kind }) => kind !== "space");
    const [first, second] = tokens;
    if (first?.kind === "quoted") columns.set(nameOf(first), readColumn(line, tokens));
    if (first?.text === "CONSTRAINT" && second?.kind === "quoted") {
      const check = inBrackets(line, tokens, wordAfter(tokens, "check"));
      if (check !== undefined) checks.set(nameOf(second), check);
    }
  }
  return { columns, checks };
}

function readColumn(line: string, tokens: readonly SqlToken[]): ShownColumn {
  const start = tokens[1]?.start ?? 0;
  const end = tokens.find(
    (token, at) => at > 1 && (isAside(token) || (token.kind === "word" && isUpper(token.text))),
  )?.start;
  const check = inBrackets(line, tokens, wordAfter(tokens, "check"));
  return {
    type: line.slice(start, end).trim().replace(/,$/, ""),
    preset: presetOf(line, tokens),
    expression: inBrackets(line, tokens, wordAfter(tokens, "as")),
    ...(check !== undefined && { check }),
  };
}

function presetOf(line: string, tokens: readonly SqlToken[]): string | undefined {
  const from = wordAfter(tokens, "default");
  const first = tokens[from];
  if (first === undefined) return undefined;
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    const ends = isAside(token) || isAfterDefault(token);
    const isEnd = at > from && ends;
    const isLast = token.text === "," && at === tokens.length - 1;
    if (depth === 0 && (isEnd || isLast)) return line.slice(first.start, token.start).trim();
  }
  return line.slice(first.start).trim();
}

/** A comment, or the mark of what newer servers alone understand (`/*!80023 INVISIBLE`). */
function isAside({ kind }: SqlToken): boolean {
  return kind === "comment" || kind === "mark";
}

function isUpper(text: string): boolean {
  return /^[A-Z]+$/.test(text);
}

function isAfterDefault({ kind, text }: SqlToken): boolean {
  return kind === "word" && AFTER_DEFAULT.has(text.toLowerCase());
}

/** Index of the token behind a keyword that stands outside brackets; -1 when it is not there. */
function wordAfter(tokens: readonly SqlToken[], word: string): number {
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth === 0 && token.kind === "word" && token.text.toLowerCase() === word) return at + 1;
  }
  return -1;
}

function inBrackets(line: string, tokens: readonly SqlToken[], from: number): string | undefined {
  const open = tokens[from];
  if (open?.text !== "(") return undefined;
  let depth = 0;
  for (const token of tokens.slice(from)) {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth === 0) return line.slice(open.start + 1, token.start);
  }
  return undefined;
}
