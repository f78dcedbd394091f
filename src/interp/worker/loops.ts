import type { Token, TokenNumbers } from "./sucrase-token.js";

/** A loop of a file; offsets into its text. */
export interface Loop {
  readonly start: number;
  readonly end: number;
  readonly kind: LoopKind;
}

/**
 * The less likely it ends, the earlier: `for (;;)` and `while (true)` by nothing but their body,
 * `for (a; b; c)` mostly, `for ... of` and `in` by themselves.
 */
const KINDS = ["endless", "conditional", "counted", "iterating"] as const;

type LoopKind = (typeof KINDS)[number];

/** Every loop of a file that the parser has read. */
export function loopsIn(
  code: string,
  tokens: readonly Token[],
  numbers: TokenNumbers,
): readonly Loop[] {
  return new LoopFinder(code, tokens, numbers).loops();
}

/** The loops around a place, the innermost first. */
export function loopsAround(loops: readonly Loop[], offset: number): readonly Loop[] {
  return loops
    .filter(({ start, end }) => start <= offset && offset <= end)
    .sort((a, b) => b.start - a.start);
}

/**
 * The loop in which a program that did not end most likely was.
 *
 * @param around the loops around the places of its stack, the innermost first.
 */
export function stuckIn<Around extends Pick<Loop, "kind">>(
  around: readonly Around[],
): Around | undefined {
  const [kind] = KINDS.filter((one) => around.some((loop) => loop.kind === one));
  return around.find((loop) => loop.kind === kind);
}

class LoopFinder {
  readonly #code: string;
  readonly #tokens: readonly Token[];
  readonly #type: TokenNumbers["TokenType"];
  readonly #of: number;
  /** The index of the bracket that closes the one at an index. */
  readonly #closing = new Map<number, number>();
  /** By the index of its first token: the index of its last. */
  readonly #ends = new Map<number, number>();
  /** `while` behind the body of a `do`. */
  readonly #tails = new Set<number>();

  constructor(code: string, tokens: readonly Token[], numbers: TokenNumbers) {
    this.#code = code;
    this.#tokens = tokens;
    this.#type = numbers.TokenType;
    this.#of = numbers.Keyword._of;
    this.#matchBrackets();
  }

  loops(): readonly Loop[] {
    const { _do, _for, _while, dot, questionDot } = this.#type;
    const found: Loop[] = [];
    // From behind: where the body of a loop is a loop itself, its end is known by then.
    for (let at = this.#tokens.length - 1; at >= 0; at -= 1) {
      const type = this.#tokens[at]?.type;
      const before = this.#tokens[at - 1]?.type;
      if (before === dot || before === questionDot) continue;
      if (type === _do) found.push(...this.#doLoop(at));
      else if (type === _for || type === _while) found.push(...this.#headed(at));
    }
    return found.filter(({ start }) => !this.#tails.has(start));
  }

  #matchBrackets(): void {
    const { braceL, bracketL, dollarBraceL, parenL, braceR, bracketR, parenR } = this.#type;
    const open: number[] = [];
    for (const [at, { type }] of this.#tokens.entries()) {
      if (type === braceL || type === bracketL || type === dollarBraceL || type === parenL) {
        open.push(at);
      } else if (type === braceR || type === bracketR || type === parenR) {
        const opening = open.pop();
        if (opening !== undefined) this.#closing.set(opening, at);
      }
    }
  }

  #headed(at: number): readonly Loop[] {
    // `for await (`
    const head = this.#tokens[at + 1]?.type === this.#type.parenL ? at + 1 : at + 2;
    const close = this.#closing.get(head);
    if (close === undefined) return [];
    const isWhile = this.#tokens[at]?.type === this.#type._while;
    return [this.#loop(at, this.#bodyEnd(close + 1), this.#kind(head, close, isWhile))];
  }

  #doLoop(at: number): readonly Loop[] {
    const tail = this.#bodyEnd(at + 1) + 1;
    const token = this.#tokens[tail];
    const close = this.#closing.get(tail + 1);
    if (token?.type !== this.#type._while || close === undefined) return [];
    this.#tails.add(token.start);
    return [this.#loop(at, close, this.#kind(tail + 1, close, true))];
  }

  #loop(first: number, last: number, kind: LoopKind): Loop {
    this.#ends.set(first, last);
    const { start = 0 } = this.#tokens[first] ?? {};
    return { start, end: this.#tokens[last]?.end ?? this.#code.length, kind };
  }

  /** The last token of the statement that begins here. */
  #bodyEnd(start: number): number {
    const { braceL, semi } = this.#type;
    const nested = this.#ends.get(start);
    if (nested !== undefined) return nested;
    if (this.#tokens[start]?.type === braceL) return this.#closing.get(start) ?? start;
    for (let at = start; at < this.#tokens.length; at += 1) {
      if (this.#tokens[at]?.type === semi) return at;
      at = this.#closing.get(at) ?? at;
    }
    return this.#tokens.length - 1;
  }

  #kind(head: number, close: number, isWhile: boolean): LoopKind {
    const { _in, semi } = this.#type;
    const inside = this.#tokens.slice(head + 1, close);
    const [only] = inside;
    if (isWhile) {
      const text = only === undefined ? "" : this.#code.slice(only.start, only.end);
      return inside.length === 1 && /^(?:true|1)$/.test(text) ? "endless" : "conditional";
    }
    const first = inside.findIndex(({ type }) => type === semi);
    if (first >= 0) {
      if (inside[first + 1]?.type === semi) return "endless";
      // A condition, and something behind it that makes it end.
      return inside.at(-1)?.type === semi ? "conditional" : "counted";
    }
    const over = inside.some(
      ({ type, contextualKeyword }) => type === _in || contextualKeyword === this.#of,
    );
    return over ? "iterating" : "conditional";
  }
}
