/** 1-based; the column counts UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const OPEN = "([{";
const CLOSE = ")]}";

/**
 * Where the value at `path` (`$.operations[0].fields[2].default`) is written, as far as it is
 * written literally behind a call of `register`: follows keys and elements through brackets and
 * `new m.X(...)`. Where the source computes a value, the place of what computes it comes out.
 */
export function locatePath(text: string, call: Place, path: string): Place {
  const scanner = new Scanner(text);
  let at = scanner.enter(offsetOf(text, call), "(");
  let found = at;
  for (const [, key, index] of path.matchAll(/\.([\p{L}\p{N}_$]+)|\[(\d+)\]/gu)) {
    if (at === undefined) break;
    at = key === undefined ? scanner.element(at, Number(index)) : scanner.value(at, key);
    found = at ?? found;
  }
  return found === undefined ? call : placeAt(text, scanner.skipSpace(found));
}

/** Where the name in front of a call's bracket begins: the engine reports the bracket. */
export function calleeOf(text: string, call: Place): Place {
  const offset = offsetOf(text, call);
  const [callee = ""] =
    /[\p{L}\p{N}_$.]*\s*$/u.exec(text.slice(Math.max(0, offset - 200), offset)) ?? [];
  return callee.includes("\n") ? call : { line: call.line, column: call.column - callee.length };
}

/** Reads as much of JavaScript as it takes to find brackets, commas and keys. */
class Scanner {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The offset behind the next `bracket` of this expression. */
  enter(from: number, bracket: string): number | undefined {
    for (let at = from; at < this.#text.length; at = this.#next(at)) {
      const character = this.#text[at] ?? "";
      if (character === bracket) return at + 1;
      // A call around the value, as in new m.CreateTable({ ... }), is stepped into.
      if (character === "(" && bracket !== "(") continue;
      if (character === "," || character === ";" || CLOSE.includes(character)) return undefined;
      if (OPEN.includes(character)) return undefined;
    }
    return undefined;
  }

  element(from: number, index: number): number | undefined {
    let at = this.enter(from, "[");
    for (let left = index; at !== undefined && left > 0; left -= 1) at = this.#afterComma(at);
    return at;
  }

  /** The offset behind `key:` in the object that begins here. */
  value(from: number, key: string): number | undefined {
    for (let at = this.enter(from, "{"); at !== undefined; at = this.#afterComma(at)) {
      const start = this.skipSpace(at);
      const [, quoted, plain] =
        /^(?:["']([^"']*)["']|([\p{L}\p{N}_$]+))/u.exec(this.#text.slice(start, start + 200)) ?? [];
      const found = quoted ?? plain;
      if (found !== key) continue;
      const behind = this.skipSpace(start + found.length + (quoted === undefined ? 0 : 2));
      return this.#text[behind] === ":" ? behind + 1 : start;
    }
    return undefined;
  }

  /** The offset of the next thing that is neither space nor a comment. */
  skipSpace(from: number): number {
    for (let at = from; ; ) {
      while (/\s/.test(this.#text[at] ?? "")) at += 1;
      const end = this.#commentEnd(at);
      if (end === at) return at;
      at = end;
    }
  }

  /** The offset behind the comma that ends this element; undefined when it was the last one. */
  #afterComma(from: number): number | undefined {
    let depth = 0;
    for (let at = from; at < this.#text.length; at = this.#next(at)) {
      const character = this.#text[at] ?? "";
      if (OPEN.includes(character)) depth += 1;
      else if (CLOSE.includes(character)) {
        depth -= 1;
        if (depth < 0) return undefined;
      } else if (character === "," && depth === 0) {
        const next = this.skipSpace(at + 1);
        return CLOSE.includes(this.#text[next] ?? ")") ? undefined : at + 1;
      }
    }
    return undefined;
  }

  /** The offset behind one character, one string or one comment. */
  #next(at: number): number {
    const character = this.#text[at] ?? "";
    if (character === '"' || character === "'" || character === "`") {
      for (let end = at + 1; end < this.#text.length; end += 1) {
        if (this.#text[end] === "\\") end += 1;
        else if (this.#text[end] === character) return end + 1;
      }
      return this.#text.length;
    }
    return Math.max(this.#commentEnd(at), at + 1);
  }

  #commentEnd(at: number): number {
    if (this.#text.startsWith("//", at)) {
      const end = this.#text.indexOf("\n", at);
      return end === -1 ? this.#text.length : end + 1;
    }
    if (!this.#text.startsWith("/*", at)) return at;
    const end = this.#text.indexOf("*/", at + 2);
    return end === -1 ? this.#text.length : end + 2;
  }
}

function offsetOf(text: string, { line, column }: Place): number {
  let start = 0;
  for (let left = line - 1; left > 0; left -= 1) {
    const end = text.indexOf("\n", start);
    if (end === -1) break;
    start = end + 1;
  }
  return start + column - 1;
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - start + 1 };
}
