/** What no migration of data alone holds, or what parsers may read in more than one way. */
const DOUBTFUL = /[^\P{Cc}\t\n\r]|[\u2028\u2029\ufeff]|\r(?!\n)/u;
const SPACE = /[ \t\r\n]*/y;
const WORD = /[A-Za-z_$][\w$]*/y;
/** No more digits than a double has when it is written in full. */
const NUMBER = /-?(?:0|[1-9]\d{0,20})(?:\.\d{1,25})?(?:[eE][+-]?\d{1,3})?/y;
const BIG = /-?(?:0|[1-9]\d{0,99})n/y;
/** Up to what must be looked at, by what closes the text. */
const UP_TO: Readonly<Record<string, RegExp>> = {
  '"': /[^"\\\n]*/y,
  "'": /[^'\\\n]*/y,
  "`": /[^`\\$]*/y,
};
const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "`": "`",
  $: "$",
};
const HEXADECIMAL = /x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}/y;

class NotLiteral extends Error {}

/** Made once: the place where it was made is of no interest, and finding that out takes time. */
const notLiteral = new NotLiteral("the file holds more than literals");

/** Ends the reading: the file is left to the sandbox. */
export function refuse(): never {
  throw notLiteral;
}

/** What `read` comes to; undefined when it refused. */
export function unlessRefused<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotLiteral) return undefined;
    throw error;
  }
}

/**
 * The text of a file, read from its beginning to its end, a token at a time. It knows the tokens of
 * which data is made, as they are written by hand and by the writer, and refuses all others.
 */
export class LiteralText {
  readonly #text: string;
  #at = 0;
  #line = 1;
  /** Up to here lines are counted. */
  #lineStart = 0;

  constructor(text: string) {
    if (DOUBTFUL.test(text)) refuse();
    this.#text = text;
  }

  /** The next character, whatever it is; empty at the end. */
  get next(): string {
    return this.#text[this.#at] ?? "";
  }

  /** Where the next character is: 1-based; columns count UTF-16 units. It must not go back. */
  place(): { readonly line: number; readonly column: number } {
    for (;;) {
      const end = this.#text.indexOf("\n", this.#lineStart);
      if (end === -1 || end >= this.#at) break;
      this.#line += 1;
      this.#lineStart = end + 1;
    }
    return { line: this.#line, column: this.#at - this.#lineStart + 1 };
  }

  /** Goes on to the next token. */
  skip(): void {
    for (;;) {
      const { next } = this;
      if (isSpace(next)) this.#pass(SPACE);
      else if (next !== "/" || !this.#passComment()) return;
    }
  }

  /** The same. @returns whether a line ended before it. */
  skipLines(): boolean {
    const from = this.#at;
    this.skip();
    return this.#at !== from && this.#text.slice(from, this.#at).includes("\n");
  }

  /** Takes a character that stands exactly here, if it does. */
  takeHere(character: string): boolean {
    if (this.next !== character) return false;
    this.#at += 1;
    return true;
  }

  /** Takes the next token, if it is this character. */
  take(character: string): boolean {
    this.skip();
    return this.takeHere(character);
  }

  /** Takes the next token, which must be this character. */
  expect(character: string): void {
    if (!this.take(character)) refuse();
  }

  /** Takes a name that stands exactly here. */
  word(): string {
    return this.#match(WORD) || refuse();
  }

  /** Compared, as in {@link isSpace}: an expression is slow for so little, and it is asked at every token. */
  isWordNext(): boolean {
    const { next } = this;
    return (
      (next >= "a" && next <= "z") || (next >= "A" && next <= "Z") || next === "_" || next === "$"
    );
  }

  /** Takes a text in quotes or, where it may be one, a template without substitutions. */
  string(mayBeTemplate = true): string {
    const quote = this.next;
    const upTo = mayBeTemplate || quote !== "`" ? UP_TO[quote] : undefined;
    if (upTo === undefined) refuse();
    this.#at += 1;
    let text = this.#written(quote, upTo);
    while (!this.takeHere(quote)) text += this.#escaped(quote) + this.#written(quote, upTo);
    // Half a character does not survive the way out of the engine.
    if (!text.isWellFormed()) refuse();
    return text;
  }

  /** Takes a number as it is written in decimals. */
  number(): number | bigint {
    const big = this.#match(BIG);
    const small = big === "" ? this.#match(NUMBER) : "";
    if ((big === "" && small === "") || /[\w$.\\]/.test(this.next)) refuse();
    if (big !== "") return BigInt(big.slice(0, -1));
    const value = Number(small);
    return Number.isFinite(value) ? value : refuse();
  }

  /** In a template a line that ends as on Windows ends as everywhere; an escaped \r stays. */
  #written(quote: string, upTo: RegExp): string {
    const text = this.#match(upTo);
    return quote === "`" ? text.replaceAll("\r\n", "\n") : text;
  }

  /** What a backslash stands for, or a dollar that begins no substitution. */
  #escaped(quote: string): string {
    if (quote === "`" && this.takeHere("$")) return this.next === "{" ? refuse() : "$";
    if (!this.takeHere("\\")) refuse();
    const one = ESCAPES[this.next];
    if (one !== undefined) {
      this.#at += 1;
      return one;
    }
    if (this.takeHere("0")) return /\d/.test(this.next) ? refuse() : "\0";
    const hexadecimal = this.#match(HEXADECIMAL).replace(/[xu{}]/g, "");
    const code = hexadecimal === "" ? Number.NaN : Number.parseInt(hexadecimal, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : refuse();
  }

  /** Takes what matches here. */
  #match(pattern: RegExp): string {
    const from = this.#at;
    this.#pass(pattern);
    return this.#text.slice(from, this.#at);
  }

  /** Goes behind what matches here; makes nothing of it. */
  #pass(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    if (pattern.test(this.#text)) this.#at = pattern.lastIndex;
  }

  #passComment(): boolean {
    if (this.#text.startsWith("//", this.#at)) this.#behind("\n", false);
    else if (this.#text.startsWith("/*", this.#at)) this.#behind("*/", true);
    else return false;
    return true;
  }

  #behind(end: string, mustCome: boolean): void {
    const at = this.#text.indexOf(end, this.#at + 2);
    if (at === -1 && mustCome) refuse();
    this.#at = at === -1 ? this.#text.length : at + end.length;
  }
}

function isSpace(next: string): boolean {
  return next === " " || next === "\n" || next === "\t" || next === "\r";
}
