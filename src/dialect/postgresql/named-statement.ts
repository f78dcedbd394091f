import { isWord, type SqlToken, solidTokens } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { cutName } from "../kept-names.js";
import { LONGEST_NAME } from "./longest-name.js";
import { postgresqlSql } from "./sql-rules.js";

/** A name as it stands in a statement. */
export interface Written {
  readonly start: number;
  readonly end: number;
  /** The token behind it. */
  readonly next: number;
  readonly bare: string;
  readonly text: string;
  /** The schema, where it is written. */
  readonly space?: string | undefined;
}

/** What stands in the place of a piece of a statement. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A statement as tokens, in which names are found and changed; places are those of tokens. */
export class NamedStatement {
  readonly sql: string;
  readonly tokens: readonly SqlToken[];

  constructor(sql: string) {
    this.sql = sql;
    this.tokens = [...solidTokens(sql, postgresqlSql)];
  }

  is(at: number, ...words: readonly string[]): boolean {
    return words.every((word, offset) => isWord(this.tokens[at + offset], word));
  }

  has(word: string): boolean {
    return this.tokens.some((token) => isWord(token, word));
  }

  isSymbol(at: number, symbol: string): boolean {
    return this.tokens[at]?.kind === "symbol" && this.tokens[at]?.text === symbol;
  }

  /** Behind `IF NOT EXISTS` or `IF EXISTS`, where that stands. */
  behindExists(at: number): number {
    if (!this.is(at, "if")) return at;
    return at + (this.is(at + 1, "not") ? 3 : 2);
  }

  /** The place of a word; behind all tokens where there is none. */
  find(from: number, word: string): number {
    const at = this.tokens.findIndex((token, index) => index >= from && isWord(token, word));
    return at < 0 ? this.tokens.length : at;
  }

  /** `app.users`; undefined where there is none, or one of more parts. */
  name(at: number): Written | undefined {
    const isDotted = this.isSymbol(at + 1, ".");
    const last = this.tokens[isDotted ? at + 2 : at];
    if (last === undefined || !isName(last) || (isDotted && !isName(this.tokens[at]))) {
      return undefined;
    }
    return this.#written(at, at + (isDotted ? 3 : 1), bareName(last));
  }

  /** `app.===`: operators have signs for their name. */
  operator(at: number): Written | undefined {
    const isDotted = this.isSymbol(at + 1, ".");
    const signs = this.tokens[isDotted ? at + 2 : at];
    if (signs?.kind !== "symbol" || signs.text === "(") return undefined;
    return this.#written(at, at + (isDotted ? 3 : 1), signs.text);
  }

  #written(at: number, next: number, bare: string): Written | undefined {
    const [first, last] = [this.tokens[at], this.tokens[next - 1]];
    if (first === undefined || last === undefined || this.isSymbol(next, ".")) return undefined;
    const { start } = first;
    const { end } = last;
    const space = next - at > 1 ? bareName(first) : undefined;
    return { start, end, next, bare, text: this.sql.slice(start, end), space };
  }

  /** The place of the bracket that closes this one. */
  closing(open: number): number {
    let depth = 0;
    for (let at = open; at < this.tokens.length; at += 1) {
      if (this.isSymbol(at, "(")) depth += 1;
      if (this.isSymbol(at, ")")) depth -= 1;
      if (depth === 0) return at;
    }
    return this.tokens.length;
  }

  /** The members of a list in brackets: from which token to which, the last one not among them. */
  members(open: number): readonly (readonly [from: number, to: number])[] {
    const found: [number, number][] = [];
    const close = this.closing(open);
    let from = open + 1;
    for (let at = from; at <= close; at += 1) {
      if (this.isSymbol(at, "(") && at < close) at = this.closing(at);
      else if (at === close || this.isSymbol(at, ",")) {
        found.push([from, at]);
        from = at + 1;
      }
    }
    return found;
  }

  /** What stands from one token to another, the last one not among them. */
  text(from: number, to: number): string {
    const [first, last] = [this.tokens[from], this.tokens[to - 1]];
    return first === undefined || last === undefined || from >= to
      ? ""
      : this.sql.slice(first.start, last.end);
  }

  /** `AS SELECT ... WITH NO DATA` behind a name: where the query begins and ends in the text, the last words not in it. */
  query(from: number): { readonly start: number; readonly end: number } | undefined {
    const { tokens, sql } = this;
    let at = from;
    while (at < tokens.length && !this.is(at, "as")) {
      at = this.isSymbol(at, "(") ? this.closing(at) + 1 : at + 1;
    }
    const as = tokens[at];
    if (as === undefined) return undefined;
    const last = tokens.length - 1;
    const isSaid = this.is(last, "data");
    const tail = isSaid && this.is(last - 2, "with", "no") ? last - 2 : last - 1;
    const end = isSaid && this.is(tail, "with") ? tokens[tail]?.start : undefined;
    return { start: as.start, end: end ?? sql.length };
  }

  /** The statement with these changes, which do not overlap. */
  with(...changes: readonly Change[]): string {
    const sorted = [...changes].sort((a, b) => b.start - a.start);
    return sorted.reduce(
      (sql, { start, end, text }) => sql.slice(0, start) + text + sql.slice(end),
      this.sql,
    );
  }

  /** The statement with these names in the temporary schema. */
  moved(...names: readonly Written[]): string {
    return this.with(...names.map((name) => ({ ...name, text: temporaryName(name.bare) })));
  }
}

/** An operator is not put in quotes. */
export function temporaryName(bare: string): string {
  return `pg_temp.${/^[-+*/<>=~!@#%^&|`?]+$/.test(bare) ? bare : quoted(bare)}`;
}

/** The server makes small letters of a name without quotes, and cuts a long one. */
export function bareName(token: SqlToken): string {
  const name = token.kind === "word" ? token.text.toLowerCase() : nameOf(token);
  return cutName(name, LONGEST_NAME);
}

function isName(token: SqlToken | undefined): boolean {
  return token?.kind === "word" || token?.kind === "quoted";
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
