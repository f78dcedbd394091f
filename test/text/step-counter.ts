import { type AST, parseRegExpLiteral } from "@eslint-community/regexpp";

/** What is tried where a node has matched; false = go back and try otherwise. */
type Next = (at: number) => boolean;
type Matcher = (at: number, next: Next) => boolean;

/** Thrown when an expression has used up its steps. */
export class TooManySteps extends Error {}

/**
 * An expression, matched as a backtracking engine does, with every look at a character counted: what
 * it costs, on any machine, however busy. The text is taken by UTF-16 unit.
 */
export class StepCounter {
  readonly pattern: AST.Pattern;
  readonly #flags: AST.Flags;
  readonly #matcher: Matcher;
  readonly #groups = new Map<AST.CapturingGroup, string>();
  readonly #characters = new Map<string, boolean>();
  #text = "";
  #steps = 0;
  #most = 0;

  constructor(source: string, flags: string) {
    const literal = parseRegExpLiteral(`/${source}/${flags}`);
    this.pattern = literal.pattern;
    this.#flags = literal.flags;
    this.#matcher = this.#alternatives(literal.pattern.alternatives);
  }

  /**
   * The steps that it takes to find the first match, or every one.
   * @throws TooManySteps when they are more than `most`
   */
  steps(text: string, options: { readonly every: boolean; readonly most: number }): number {
    this.#text = text;
    this.#steps = 0;
    this.#most = options.most;
    let at = 0;
    while (at <= text.length) {
      const end = this.#search(at);
      if (end === undefined) {
        if (this.#flags.sticky) break;
        at += 1;
      } else {
        if (!options.every) break;
        at = Math.max(end, at + 1);
      }
    }
    return this.#steps;
  }

  /** Does the class, the set or the character of a node fit this character? */
  fits(node: AST.Node, character: string): boolean {
    const key = `${node.raw}\n${character}`;
    const known = this.#characters.get(key);
    if (known !== undefined) return known;
    const flags = [...this.#flags.raw].filter((flag) => "iusv".includes(flag)).join("");
    const fits = new RegExp(`^${node.raw}$`, flags).test(character);
    this.#characters.set(key, fits);
    return fits;
  }

  #search(at: number): number | undefined {
    let found: number | undefined;
    this.#groups.clear();
    this.#matcher(at, (end) => {
      found = end;
      return true;
    });
    return found;
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps > this.#most) throw new TooManySteps();
  }

  #alternatives(alternatives: readonly AST.Alternative[]): Matcher {
    const matchers = alternatives.map(({ elements }) => this.#sequence(elements));
    const [only] = matchers;
    if (matchers.length === 1 && only !== undefined) return only;
    return (at, next) => matchers.some((matcher) => matcher(at, next));
  }

  #sequence(elements: readonly AST.Element[]): Matcher {
    return elements
      .map((element) => this.#element(element))
      .reduceRight<Matcher>(
        (rest, first) => (at, next) => first(at, (end) => rest(end, next)),
        (at, next) => next(at),
      );
  }

  #element(element: AST.Element): Matcher {
    switch (element.type) {
      case "Character":
      case "CharacterSet":
      case "CharacterClass":
        return (at, next) => this.#takes(element, at) && next(at + 1);
      case "Group":
        return this.#alternatives(element.alternatives);
      case "CapturingGroup":
        return this.#capturing(element);
      case "Quantifier":
        return this.#quantifier(element);
      case "Backreference":
        return (at, next) => this.#again(element, at, next);
      case "Assertion":
        return this.#assertion(element);
      default:
        throw new TypeError(`the step counter does not know ${element.type}`);
    }
  }

  #takes(node: AST.Node, at: number): boolean {
    this.#step();
    const character = this.#text[at];
    return character !== undefined && this.fits(node, character);
  }

  #capturing(group: AST.CapturingGroup): Matcher {
    const inner = this.#alternatives(group.alternatives);
    return (at, next) =>
      inner(at, (end) => {
        const before = this.#groups.get(group);
        this.#groups.set(group, this.#text.slice(at, end));
        if (next(end)) return true;
        if (before === undefined) this.#groups.delete(group);
        else this.#groups.set(group, before);
        return false;
      });
  }

  #again({ resolved }: AST.Backreference, at: number, next: Next): boolean {
    const group = Array.isArray(resolved) ? resolved[0] : resolved;
    const text = (group && this.#groups.get(group)) ?? "";
    for (let index = 0; index < text.length; index += 1) {
      this.#step();
      if (this.#text[at + index] !== text[index]) return false;
    }
    return next(at + text.length);
  }

  #quantifier({ element, min, max, greedy }: AST.Quantifier): Matcher {
    if (element.type.startsWith("Character")) {
      return greedy ? this.#run(element, min, max) : this.#lazyRun(element, min, max);
    }
    const one = this.#element(element);
    const repeat = (at: number, count: number, next: Next): boolean => {
      const more = () =>
        count < max && one(at, (end) => (end > at || count < min) && repeat(end, count + 1, next));
      if (count < min) return more();
      return greedy ? more() || next(at) : next(at) || more();
    };
    return (at, next) => repeat(at, 0, next);
  }

  /** The same for single characters, without a frame of the stack for each. */
  #run(node: AST.Node, min: number, max: number): Matcher {
    return (at, next) => {
      let count = 0;
      while (count < max && this.#takes(node, at + count)) count += 1;
      for (; count >= min; count -= 1) if (next(at + count)) return true;
      return false;
    };
  }

  #lazyRun(node: AST.Node, min: number, max: number): Matcher {
    return (at, next) => {
      for (let count = 0; ; count += 1) {
        if (count >= min && next(at + count)) return true;
        if (count >= max || !this.#takes(node, at + count)) return false;
      }
    };
  }

  #assertion(assertion: AST.Assertion): Matcher {
    switch (assertion.kind) {
      case "start":
        return (at, next) => this.#isEdge(at - 1, at === 0) && next(at);
      case "end":
        return (at, next) => this.#isEdge(at, at === this.#text.length) && next(at);
      case "word":
        return (at, next) =>
          (this.#isWord(at - 1) !== this.#isWord(at)) !== assertion.negate && next(at);
      case "lookahead": {
        const inner = this.#alternatives(assertion.alternatives);
        return (at, next) => inner(at, () => true) !== assertion.negate && next(at);
      }
      case "lookbehind": {
        const inner = this.#alternatives(assertion.alternatives);
        return (at, next) => this.#behind(inner, at) !== assertion.negate && next(at);
      }
      default: {
        const never: never = assertion;
        return never;
      }
    }
  }

  /** From the nearest place backwards, as far as one that fits. */
  #behind(inner: Matcher, at: number): boolean {
    for (let from = at; from >= 0; from -= 1) {
      this.#step();
      if (inner(from, (end) => end === at)) return true;
      if (at - from > 8) return false;
    }
    return false;
  }

  #isEdge(lineEnd: number, edge: boolean): boolean {
    this.#step();
    return edge || (this.#flags.multiline && /[\n\r]/.test(this.#text[lineEnd] ?? ""));
  }

  #isWord(at: number): boolean {
    this.#step();
    return /\w/.test(this.#text[at] ?? "");
  }
}
