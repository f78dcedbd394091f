/** 1-based; the column counts UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const OPEN = "([{";
const CLOSE = ")]}";
/** Names that stand for names are followed so far. */
const MOST_HOPS = 8;

/** A key, or an element of a list of so many: behind a spread elements are counted from the end. */
export type Step = string | { readonly index: number; readonly of: number | undefined };

/** Where the value at `path` (`$.operations[0].fields[2].default`) is written, see {@link Literal}. */
export function locatePath(text: string, call: Place, path: string): Place {
  const steps = [...path.matchAll(/\.([\p{L}\p{N}_$]+)|\[(\d+)\]/gu)].map(
    ([, key, index]): Step => key ?? { index: Number(index), of: undefined },
  );
  return new Literal(text, call).place(steps);
}

/**
 * What is written literally behind a call: follows keys and elements through brackets,
 * `new m.X(...)` and constants of the same file. Where the source computes a value, the place of
 * what computes it comes out. Each pair of brackets is read once, however many places are asked for.
 */
export class Literal {
  readonly #text: string;
  readonly #call: Place;
  readonly #scanner: Scanner;
  readonly #argument: number | undefined;
  #lineStarts: readonly number[] | undefined;

  constructor(text: string, call: Place) {
    this.#text = text;
    this.#call = call;
    this.#scanner = new Scanner(text);
    this.#argument = this.#scanner.enter(offsetOf(text, call), "(");
  }

  /** The place of a value; of its key, where that is what is meant. */
  place(steps: readonly Step[], atKey = false): Place {
    let at = this.#argument;
    let found = at;
    for (const [number, step] of steps.entries()) {
      if (at === undefined) break;
      const isMeant = atKey && number === steps.length - 1;
      at =
        typeof step === "string"
          ? this.#scanner.value(at, step, isMeant)
          : this.#scanner.element(at, step);
      found = at ?? found;
    }
    return found === undefined ? this.#call : this.#placeAt(this.#scanner.skipSpace(found));
  }

  #placeAt(offset: number): Place {
    this.#lineStarts ??= [0, ...[...this.#text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    let [line, behind] = [0, this.#lineStarts.length];
    while (behind - line > 1) {
      const middle = (line + behind) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) line = middle;
      else behind = middle;
    }
    return { line: line + 1, column: offset - (this.#lineStarts[line] ?? 0) + 1 };
  }
}

/** Where the name in front of a call's bracket begins: the engine reports the bracket. */
export function calleeOf(text: string, call: Place): Place {
  const offset = offsetOf(text, call);
  const [callee = ""] =
    /[\p{L}\p{N}_$.]*\s*$/u.exec(text.slice(Math.max(0, offset - 200), offset)) ?? [];
  return callee.includes("\n") ? call : { line: call.line, column: call.column - callee.length };
}

interface ScannedList {
  /** The offset of each element. */
  readonly items: readonly number[];
  /** Which element is the first `...spread`; -1 = none. */
  readonly spread: number;
  /** How many elements stand behind the last one. */
  readonly behind: number;
}

interface ScannedObject {
  readonly members: ReadonlyMap<string, Member>;
  /** The offset of the first `...spread`. */
  readonly spread: number | undefined;
}

interface Member {
  readonly key: number;
  readonly value: number;
}

/** Reads as much of JavaScript as it takes to find brackets, commas and keys. */
class Scanner {
  readonly #text: string;
  readonly #lists = new Map<number, ScannedList>();
  readonly #objects = new Map<number, ScannedObject>();
  #constants: ReadonlyMap<string, number> | undefined;

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

  element(from: number, { index, of }: Exclude<Step, string>): number | undefined {
    const { items, spread, behind } = this.#list(this.#meant(from));
    if (spread === -1 || index < spread) return items[index];
    return of !== undefined && of - index <= behind ? items.at(index - of) : items[spread];
  }

  /** The offset behind `key:` in the object that begins here, or that of the key. */
  value(from: number, key: string, atKey: boolean): number | undefined {
    const { members, spread } = this.#object(this.#meant(from));
    const member = members.get(key);
    return member === undefined ? spread : atKey ? member.key : member.value;
  }

  #list(from: number): ScannedList {
    const known = this.#lists.get(from);
    if (known !== undefined) return known;
    const items: number[] = [];
    for (let at = this.enter(from, "["); at !== undefined; at = this.#afterComma(at))
      items.push(at);
    const isSpread = (at: number): boolean => this.#isSpread(this.skipSpace(at));
    const behind = items.length - 1 - items.findLastIndex(isSpread);
    const list = { items, spread: items.findIndex(isSpread), behind };
    this.#lists.set(from, list);
    return list;
  }

  #object(from: number): ScannedObject {
    const known = this.#objects.get(from);
    if (known !== undefined) return known;
    const members = new Map<string, Member>();
    let spread: number | undefined;
    for (let at = this.enter(from, "{"); at !== undefined; at = this.#afterComma(at)) {
      const start = this.skipSpace(at);
      if (this.#isSpread(start)) spread ??= start;
      const [, quoted, plain] =
        /^(?:["']([^"']*)["']|([\p{L}\p{N}_$]+))/u.exec(this.#text.slice(start, start + 200)) ?? [];
      const name = quoted ?? plain;
      if (name === undefined || members.has(name)) continue;
      const behind = this.skipSpace(start + name.length + (quoted === undefined ? 0 : 2));
      members.set(name, { key: start, value: this.#text[behind] === ":" ? behind + 1 : start });
    }
    const object = { members, spread };
    this.#objects.set(from, object);
    return object;
  }

  #isSpread(at: number): boolean {
    return this.#text.startsWith("...", at);
  }

  /** Where a name stands for a constant of the file, its value; else the same offset. */
  #meant(from: number): number {
    let at = from;
    for (let hops = 0; hops < MOST_HOPS; hops += 1) {
      const start = this.skipSpace(at);
      const [name = ""] =
        /^[\p{L}_$][\p{L}\p{N}_$]*/u.exec(this.#text.slice(start, start + 200)) ?? [];
      const next = this.#text[this.skipSpace(start + name.length)] ?? "";
      const value = "(.".includes(next) && next !== "" ? undefined : this.#constant(name);
      if (value === undefined) break;
      at = value;
    }
    return at;
  }

  #constant(name: string): number | undefined {
    if (this.#constants === undefined) {
      const constants = new Map<string, number>();
      for (const found of this.#text.matchAll(/\bconst\s+([\p{L}_$][\p{L}\p{N}_$]*)/gu)) {
        const behind = found.index + found[0].length;
        const sign = /^[^;=]*=(?![=>])/.exec(this.#text.slice(behind, behind + 200));
        if (sign !== null) constants.set(found[1] ?? "", behind + sign[0].length);
      }
      this.#constants = constants;
    }
    return this.#constants.get(name);
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
