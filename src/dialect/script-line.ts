import { DialectError } from "./dialect-error.js";

interface ScriptProblem {
  readonly line: number;
  readonly text: string;
  readonly why: string;
  readonly hint: string;
}

/** One statement of a script, without what ends it. */
export interface ScriptStatement {
  readonly sql: string;
  /** 1-based line of the script on which it begins, comments in front of it left aside. */
  readonly line: number;
}

/** From some offset to the end of its line, without what ends it. */
export interface Line {
  readonly text: string;
  readonly start: number;
  /** Offset of the line feed. */
  readonly end: number;
}

export function lineFrom(text: string, start: number): Line {
  const found = text.indexOf("\n", start);
  const end = found < 0 ? text.length : found;
  const bare = text[end - 1] === "\r" && end > start ? end - 1 : end;
  return { text: text.slice(start, bare), start, end };
}

/** Line numbers of growing offsets; the text is walked through once. */
export class LineCounter {
  readonly #text: string;
  #line = 1;
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#next = text.indexOf("\n");
  }

  /** 1-based. */
  at(offset: number): number {
    while (this.#next >= 0 && this.#next < offset) {
      this.#line += 1;
      this.#next = this.#text.indexOf("\n", this.#next + 1);
    }
    return this.#line;
  }
}

/** Something in a script of SQL that cannot be run as a statement. */
export function scriptError({ line, text, why, hint }: ScriptProblem): DialectError {
  const shown = text.trim().replaceAll(/\s+/g, " ");
  const excerpt = shown.length > 80 ? `${shown.slice(0, 77)}...` : shown;
  return new DialectError({
    code: "DIALECT_SCRIPT",
    message: `line ${line} of the SQL ${why}: "${excerpt}"`,
    hint,
  });
}
