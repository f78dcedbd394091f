/** What the SQL of one database may hold beyond the standard. */
export interface LexRules {
  /** `$tag$ ... $tag$` is a string (PostgreSQL). */
  readonly dollarQuotes?: boolean;
  /** A backslash escapes the next character of a string (MySQL; PostgreSQL in `E'...'`). */
  readonly backslashEscapes?: boolean;
  /** `[name]` is a name (SQL Server, SQLite). */
  readonly brackets?: boolean;
  /** `#` begins a comment (MySQL). */
  readonly hashComments?: boolean;
  /** Comments may be nested (PostgreSQL, SQL Server). */
  readonly nestedComments?: boolean;
}

/**
 * One piece of SQL. `word` is an unquoted name or keyword, `quoted` a name in quotes, `space` white
 * space, `comment` includes its marks, `symbol` is one character.
 */
export interface SqlToken {
  readonly kind: "word" | "quoted" | "string" | "number" | "space" | "comment" | "symbol";
  readonly text: string;
  /** Offset of the first character in the whole text. */
  readonly start: number;
}

const WORD_START = /[\p{L}_]/u;
const WORD = /[\p{L}\p{N}_$]*/uy;
const NUMBER = /(?:0x[0-9a-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?)/iy;
const SPACE = /\s+/y;
const DOLLAR_TAG = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;

/**
 * Cuts SQL into tokens; put together they are the text again. Never fails: what is not closed goes
 * to the end of the text, so that the database gives the error about its own grammar.
 */
export function* sqlTokens(sql: string, rules: LexRules = {}): Generator<SqlToken> {
  let start = 0;
  let previous: SqlToken | undefined;
  while (start < sql.length) {
    const kind = kindAt(sql, start, rules);
    const end = endOf(kind, { sql, start, rules, previous });
    const token: SqlToken = { kind, text: sql.slice(start, end), start };
    yield token;
    previous = token;
    start = end;
  }
}

/** The name that a `word` or `quoted` token stands for. */
export function nameOf(token: SqlToken): string {
  if (token.kind === "word") return token.text;
  const open = token.text[0] ?? "";
  const close = open === "[" ? "]" : open;
  return token.text.slice(1, -1).replaceAll(close + close, close);
}

/** The text that a `string` token in single quotes stands for. */
export function textOf(token: SqlToken): string {
  return token.text.slice(1, -1).replaceAll("''", "'");
}

function kindAt(sql: string, at: number, rules: LexRules): SqlToken["kind"] {
  const char = sql[at] ?? "";
  if (/\s/.test(char)) return "space";
  const next = sql[at + 1];
  if (char === "-" && next === "-") return "comment";
  if (char === "/" && next === "*") return "comment";
  if (char === "#" && rules.hashComments === true) return "comment";
  if (char === "'") return "string";
  if (char === '"' || char === "`" || (char === "[" && rules.brackets === true)) return "quoted";
  if (char === "$" && rules.dollarQuotes === true && match(DOLLAR_TAG, sql, at) > at)
    return "string";
  if (/\d/.test(char)) return "number";
  return WORD_START.test(String.fromCodePoint(sql.codePointAt(at) ?? 0)) ? "word" : "symbol";
}

interface Place {
  readonly sql: string;
  readonly start: number;
  readonly rules: LexRules;
  readonly previous: SqlToken | undefined;
}

function endOf(kind: SqlToken["kind"], place: Place): number {
  const { sql, start } = place;
  switch (kind) {
    case "space":
      return match(SPACE, sql, start);
    case "number":
      return match(NUMBER, sql, start);
    case "word":
      return match(WORD, sql, start);
    case "comment":
      return commentEnd(place);
    case "string":
      return sql[start] === "$" ? dollarEnd(sql, start) : quotedEnd(place, "'");
    case "quoted":
      return quotedEnd(place, sql[start] === "[" ? "]" : (sql[start] ?? '"'));
    case "symbol":
      return start + ((sql.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
    default:
      return kind satisfies never;
  }
}

function match(pattern: RegExp, sql: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : at;
}

function commentEnd({ sql, start, rules }: Place): number {
  if (sql[start] !== "/") {
    const line = sql.indexOf("\n", start);
    return line < 0 ? sql.length : line;
  }
  let depth = 1;
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start + 2;
  for (let found = mark.exec(sql); found !== null; found = mark.exec(sql)) {
    if (found[0] === "*/") depth -= 1;
    else if (rules.nestedComments === true) depth += 1;
    if (depth === 0) return mark.lastIndex;
  }
  return sql.length;
}

function dollarEnd(sql: string, start: number): number {
  const tag = sql.slice(start, match(DOLLAR_TAG, sql, start));
  const close = sql.indexOf(tag, start + tag.length);
  return close < 0 ? sql.length : close + tag.length;
}

/** A doubled closing quote stands for itself. */
function quotedEnd({ sql, start, rules, previous }: Place, close: string): number {
  const escapes =
    sql[start] !== "[" &&
    close !== "`" &&
    (rules.backslashEscapes === true || isEscapeString(rules, previous));
  let at = start + 1;
  while (at < sql.length) {
    const char = sql[at];
    if (char === "\\" && escapes) at += 2;
    else if (char !== close) at += 1;
    else if (sql[at + 1] === close) at += 2;
    else return at + 1;
  }
  return sql.length;
}

/** PostgreSQL's `E'it\'s'`. */
function isEscapeString(rules: LexRules, previous: SqlToken | undefined): boolean {
  return rules.dollarQuotes === true && /^e$/i.test(previous?.text ?? "");
}
