import type { SqlRules } from "./sql-rules.js";

/**
 * One piece of SQL; all pieces in their order are the text. `word` is a name or keyword without
 * quotes, `quoted` a name in quotes, `string` a text with its prefix (`E'...'`, `$$...$$`),
 * `variable` a parameter or variable (`$1`, `@x`), `comment` includes its marks, `symbol` is an
 * operator or one character. A `mark` opens or closes an executable comment (`/*!40101`): what
 * stands between is SQL.
 */
export interface SqlToken {
  readonly kind: TokenKind;
  readonly text: string;
  /** Offset of the first character in the whole text. */
  readonly start: number;
  /** Offset behind the last character. */
  readonly end: number;
}

export type TokenKind =
  | "word"
  | "quoted"
  | "string"
  | "number"
  | "variable"
  | "space"
  | "comment"
  | "mark"
  | "symbol";

const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const MARK = /\/\*M?!(?:\d{5,6})?/y;
/** A version that no server has: what stands behind it is for the eyes of a client. */
const NO_VERSION = "999999";

/**
 * Cuts SQL into tokens. Never fails: what is not closed goes to the end of the text, so that the
 * database gives the error about its own grammar. Linear in the length of the text.
 */
export function* sqlTokens(sql: string, rules: SqlRules): Generator<SqlToken> {
  const lexer = new SqlLexer(sql, rules);
  for (let token = lexer.next(); token !== undefined; token = lexer.next()) yield token;
}

/** The tokens that mean something: without blanks, comments and marks. */
export function* solidTokens(sql: string, rules: SqlRules): Generator<SqlToken> {
  for (const token of sqlTokens(sql, rules)) if (isSolid(token)) yield token;
}

/** Each token with the number of pairs of brackets that it stands in, or is part of. */
export function* withDepth(
  tokens: Iterable<SqlToken>,
): Generator<readonly [token: SqlToken, depth: number]> {
  let depth = 0;
  for (const token of tokens) {
    if (token.text === "(") depth += 1;
    yield [token, depth];
    if (token.text === ")") depth -= 1;
  }
}

/** Is it more than a blank, a comment or the mark of one? */
export function isSolid({ kind }: SqlToken): boolean {
  return kind !== "space" && kind !== "comment" && kind !== "mark";
}

/** Is it this keyword? Given in lower case. */
export function isWord(token: SqlToken | undefined, word: string): boolean {
  return token?.kind === "word" && token.text.toLowerCase() === word;
}

/** The same for callers that have to step over what is no SQL, such as the commands of a client. */
export class SqlLexer {
  readonly #sql: string;
  readonly #rules: SqlRules;
  #at = 0;
  /** Are we inside an executable comment? */
  #executable = false;
  /** Did a name end right here? Then a dot is the one before a member. */
  #behindName = false;

  constructor(sql: string, rules: SqlRules) {
    this.#sql = sql;
    this.#rules = rules;
  }

  /** Goes on at another place; outside of executable comments. */
  moveTo(offset: number): void {
    this.#at = offset;
    this.#executable = false;
    this.#behindName = false;
  }

  next(): SqlToken | undefined {
    const start = this.#at;
    if (start >= this.#sql.length) return undefined;
    const [kind, end] = this.#read(start);
    this.#at = end;
    this.#behindName = kind === "word" || kind === "quoted";
    return { kind, text: this.#sql.slice(start, end), start, end };
  }

  #read(at: number): readonly [TokenKind, number] {
    const char = this.#sql[at] ?? "";
    if (this.#isBlank(at)) return ["space", this.#blanksEnd(at)];
    switch (char) {
      case "-":
        if (this.#isDashComment(at)) return ["comment", this.#lineEnd(at)];
        break;
      case "#":
        if (this.#rules.hashComments) return ["comment", this.#lineEnd(at)];
        break;
      case "/":
        if (this.#sql[at + 1] === "*") return this.#comment(at);
        break;
      case "*":
        if (this.#executable && this.#sql[at + 1] === "/") {
          this.#executable = false;
          return ["mark", at + 2];
        }
        break;
      default:
    }
    return this.#quote(at, at) ?? this.#name(at) ?? this.#symbol(at);
  }

  #isBlank(at: number): boolean {
    const char = this.#sql[at] ?? "";
    // In front of the text it is the mark of an encoding, whatever the database.
    return this.#rules.blanks.includes(char) || (at === 0 && char === "\ufeff");
  }

  #blanksEnd(at: number): number {
    let end = at + 1;
    while (end < this.#sql.length && this.#isBlank(end)) end += 1;
    return end;
  }

  #isDashComment(at: number): boolean {
    if (this.#sql[at + 1] !== "-") return false;
    if (!this.#rules.spacedDashes) return true;
    const code = this.#sql.charCodeAt(at + 2);
    return Number.isNaN(code) || code <= 0x20 || code === 0x7f;
  }

  #lineEnd(at: number): number {
    const end = /[\n\r]/g;
    end.lastIndex = at;
    for (let found = end.exec(this.#sql); found !== null; found = end.exec(this.#sql)) {
      if (found[0] === "\n" || this.#rules.returnEndsComment) return found.index;
    }
    return this.#sql.length;
  }

  #comment(at: number): readonly [TokenKind, number] {
    const { executableComments, nestedComments } = this.#rules;
    const mark = executableComments ? match(MARK, this.#sql, at) : at;
    if (mark === at) return ["comment", this.#blockEnd(at, nestedComments)];
    if (this.#sql.startsWith(NO_VERSION, mark - NO_VERSION.length)) {
      return ["comment", this.#blockEnd(at, true)];
    }
    this.#executable = true;
    return ["mark", mark];
  }

  #blockEnd(at: number, nested: boolean): number {
    let depth = 1;
    const mark = /\/\*|\*\//g;
    mark.lastIndex = at + 2;
    for (let found = mark.exec(this.#sql); found !== null; found = mark.exec(this.#sql)) {
      if (found[0] === "*/") depth -= 1;
      else if (nested) depth += 1;
      if (depth === 0) return mark.lastIndex;
    }
    return this.#sql.length;
  }

  /** A string or a name in quotes; `start` is where its prefix begins. */
  #quote(at: number, start: number): readonly [TokenKind, number] | undefined {
    const { backslashes, backticks, brackets, dollarQuotes, doubleQuotes } = this.#rules;
    const escapes =
      backslashes === "always" || (backslashes === "prefixed" && /e/i.test(this.#sql[start] ?? ""));
    switch (this.#sql[at]) {
      case "'":
        return ["string", this.#quoteEnd(at, { close: "'", escapes, doubled: true })];
      case '"': {
        const isText = doubleQuotes === "string";
        const style = { close: '"', escapes: isText && escapes, doubled: true };
        return [isText ? "string" : "quoted", this.#quoteEnd(at, style)];
      }
      case "`":
        if (!backticks) return undefined;
        return ["quoted", this.#quoteEnd(at, { close: "`", escapes: false, doubled: true })];
      case "[": {
        if (brackets === "none" || (brackets === "names" && !this.#isBracketName(at)))
          return undefined;
        const doubled = brackets === "doubled";
        return ["quoted", this.#quoteEnd(at, { close: "]", escapes: false, doubled })];
      }
      case "$":
        return dollarQuotes ? this.#dollarQuote(at) : undefined;
      default:
        return undefined;
    }
  }

  #isBracketName(at: number): boolean {
    return !this.#behindName && /[\p{L}_]/u.test(this.#sql[at + 1] ?? "");
  }

  #dollarQuote(at: number): readonly [TokenKind, number] | undefined {
    const open = match(DOLLAR_TAG, this.#sql, at);
    if (open === at) return undefined;
    const tag = this.#sql.slice(at, open);
    const close = this.#sql.indexOf(tag, open);
    return ["string", close < 0 ? this.#sql.length : close + tag.length];
  }

  #quoteEnd(at: number, style: QuoteStyle): number {
    const { close, escapes, doubled } = style;
    let end = at + 1;
    while (end < this.#sql.length) {
      const char = this.#sql[end];
      if (char === "\\" && escapes) end += 2;
      else if (char !== close) end += 1;
      else if (doubled && this.#sql[end + 1] === close) end += 2;
      else return end + 1;
    }
    return this.#sql.length;
  }

  #name(at: number): readonly [TokenKind, number] | undefined {
    const { number, prefixes, variable, word, wordsFromDigits } = this.#rules;
    const sql = this.#sql;
    if (variable !== undefined) {
      const end = match(variable, sql, at);
      if (end > at) return ["variable", end];
    }
    const char = sql[at] ?? "";
    if (/\d/.test(char) || (char === "." && !this.#behindName)) {
      const end = match(number, sql, at);
      const whole = wordsFromDigits ? wordFromDigit(sql, at, end) : end;
      if (end > at) return whole > end ? ["word", whole] : ["number", end];
    }
    const end = match(word, sql, at);
    if (end !== at + 1) return end > at ? ["word", end] : undefined;
    const prefix = sql[end] === "&" ? `${char}&` : char;
    const quote = at + prefix.length;
    if (!prefixes.includes(prefix.toLowerCase())) return ["word", end];
    if (sql[quote] !== "'" && (sql[quote] !== '"' || prefix === char)) return ["word", end];
    return this.#quote(quote, at) ?? ["word", end];
  }

  #symbol(at: number): readonly [TokenKind, number] {
    const end = match(this.#rules.operator, this.#sql, at);
    if (end > at) return ["symbol", end];
    return ["symbol", at + ((this.#sql.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)];
  }
}

interface QuoteStyle {
  readonly close: string;
  readonly escapes: boolean;
  /** Does the closing quote stand for itself when it is doubled? */
  readonly doubled: boolean;
}

/** MySQL: digits with a letter behind them are a name, unless they are a number with an exponent. */
function wordFromDigit(sql: string, at: number, end: number): number {
  const name = /[\w$\u0080-\uffff]+/y;
  const digits = sql.slice(at, end);
  return /^\d+$|^0x/i.test(digits) ? match(name, sql, at) : end;
}

function match(pattern: RegExp, sql: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : at;
}
