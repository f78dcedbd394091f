import { type SqlToken, sqlTokens, withDepth } from "../../text/sql-lexer.js";
import { nameOf } from "../../text/sql-name.js";
import { sqliteSql } from "./sql-rules.js";

/** Walks over SQL that SQLite has accepted, so that what is not expected cannot be there. */
export class TokenCursor {
  readonly #sql: string;
  readonly #tokens: readonly SqlToken[];
  #at = 0;
  /** Offset behind the last token that was taken. */
  #end = 0;

  constructor(sql: string) {
    this.#sql = sql;
    this.#tokens = [...sqlTokens(sql, sqliteSql)].filter(({ kind }) => kind !== "space");
  }

  get done(): boolean {
    return this.peek() === undefined;
  }

  /** The next token that is no comment; `ahead` skips so many of those. */
  peek(ahead = 0): SqlToken | undefined {
    let left = ahead;
    for (let at = this.#at; at < this.#tokens.length; at += 1) {
      const token = this.#tokens[at];
      if (token?.kind === "comment") continue;
      if (left === 0) return token;
      left -= 1;
    }
    return undefined;
  }

  next(): SqlToken | undefined {
    while (this.#tokens[this.#at]?.kind === "comment") this.#at += 1;
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token !== undefined) this.#end = token.start + token.text.length;
    return token;
  }

  /** Offset of the next token that is no comment. */
  get start(): number {
    return this.peek()?.start ?? this.#sql.length;
  }

  /** The text from there to the end of the last token that was taken. */
  since(start: number): string {
    return this.#sql.slice(start, Math.max(start, this.#end));
  }

  /** The comment between slashes and stars that stands right here, if there is one. */
  comment(): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "comment" || !token.text.startsWith("/*")) return undefined;
    this.#at += 1;
    return token.text;
  }

  /** Are these the next words or symbols? In lower case. */
  sees(...texts: readonly string[]): boolean {
    return texts.every((text, ahead) => {
      const token = this.peek(ahead);
      return (
        token?.kind !== "quoted" && token?.kind !== "string" && token?.text.toLowerCase() === text
      );
    });
  }

  /** Steps over these words if they are next. */
  takes(...texts: readonly string[]): boolean {
    if (!this.sees(...texts)) return false;
    for (const _ of texts) this.next();
    return true;
  }

  /** A name in any of SQLite's quotes, single ones included, or without. */
  name(): string {
    const token = this.next();
    return token === undefined
      ? ""
      : nameOf(token.kind === "string" ? { ...token, kind: "quoted" } : token);
  }

  /** The text between brackets, the opening one being next. */
  bracketed(): string {
    const open = this.next();
    const from = (open?.start ?? 0) + 1;
    let depth = 1;
    for (let token = this.next(); token !== undefined; token = this.next()) {
      if (token.text === "(") depth += 1;
      if (token.text === ")") depth -= 1;
      if (depth === 0) return this.#sql.slice(from, token.start);
    }
    return this.#sql.slice(from);
  }

  /** Names in brackets, separated by commas. What follows a name (COLLATE, DESC) is left out. */
  names(): string[] {
    return splitMembers(this.bracketed()).map((member) => new TokenCursor(member).name());
  }
}

/** Cuts at the commas that are in no brackets. */
export function splitMembers(sql: string): string[] {
  const members: string[] = [];
  let from = 0;
  for (const [{ text, start }, depth] of withDepth(sqlTokens(sql, sqliteSql))) {
    if (text !== "," || depth > 0) continue;
    members.push(sql.slice(from, start));
    from = start + 1;
  }
  return [...members, sql.slice(from)];
}
