import type { Token, TokenNumbers } from "./sucrase-token.js";

/** One `import` or `export ... from` of a file; offsets into its text. */
export interface FoundImport {
  /** Undefined when a dynamic import computes it. */
  readonly specifier: string | undefined;
  readonly offset: number;
  readonly dynamic: boolean;
  /** The `type` of its import attributes. */
  readonly attribute: string | undefined;
  /** The exports that it names as values, or so that they may be either. */
  readonly names: readonly FoundName[];
}

/** Syntax that types alone can not explain away and that the engine does not have. */
interface FoundSyntax {
  readonly what: string;
  readonly offset: number;
}

/** What a file asks for. */
export interface Scan {
  readonly imports: readonly FoundImport[];
  /** Every name that stands in a type somewhere. */
  readonly typeNames: ReadonlySet<string>;
  readonly unsupported: readonly FoundSyntax[];
}

/**
 * Reads imports off Sucrase's own tokens, before its transformer drops the unused ones: a forbidden
 * import is an error whether it is used or not, as a type or not.
 */
export function scanImports(code: string, tokens: readonly Token[], sucrase: TokenNumbers): Scan {
  return new Scanner(code, tokens, sucrase).scan();
}

class Scanner {
  readonly #code: string;
  readonly #tokens: readonly Token[];
  readonly #type: TokenNumbers["TokenType"];
  readonly #keyword: TokenNumbers["Keyword"];
  readonly #imports: FoundImport[] = [];
  readonly #typeNames = new Set<string>();
  readonly #unsupported: FoundSyntax[] = [];

  constructor(code: string, tokens: readonly Token[], sucrase: TokenNumbers) {
    this.#code = code;
    this.#tokens = tokens;
    this.#type = sucrase.TokenType;
    this.#keyword = sucrase.Keyword;
  }

  scan(): Scan {
    const { _import, _export, at, name } = this.#type;
    for (let i = 0; i < this.#tokens.length; i++) {
      const token = this.#tokens[i];
      if (token === undefined) break;
      if (token.type === _import) this.#scanImport(i);
      else if (token.type === _export) this.#scanExport(i);
      else if (token.type === at) this.#refuse("a decorator", token);
      else if (token.type === name) {
        if (token.isType) this.#typeNames.add(this.#word(i));
        if (token.contextualKeyword !== 0) i = this.#scanKeyword(i);
      }
    }
    return {
      imports: this.#imports,
      typeNames: this.#typeNames,
      unsupported: this.#unsupported,
    };
  }

  #scanImport(start: number): void {
    const { dot, questionDot, parenL, string } = this.#type;
    const before = this.#is(start - 1, dot) || this.#is(start - 1, questionDot);
    if (before || this.#is(start + 1, dot)) return;
    if (!this.#is(start + 1, parenL)) {
      this.#scanFrom(start, start + 1);
      return;
    }
    const argument = this.#tokens[start + 2];
    const literal =
      argument !== undefined && this.#is(start + 2, string) && this.#endsArgument(start + 3);
    this.#imports.push({
      specifier: literal ? this.#text(argument) : undefined,
      offset: (literal ? argument : this.#tokens[start])?.start ?? 0,
      dynamic: true,
      attribute: undefined,
      names: [],
    });
  }

  #endsArgument(index: number): boolean {
    return this.#is(index, this.#type.parenR) || this.#is(index, this.#type.comma);
  }

  #scanExport(start: number): void {
    const { star, braceL, eq, _import } = this.#type;
    const first = this.#tokens[start];
    if (first === undefined || this.#is(start - 1, this.#type.dot)) return;
    if (this.#is(start + 1, eq)) this.#refuse('"export ="', first);
    const typed = this.#word(start + 1) === "type" ? start + 2 : start + 1;
    if (this.#is(typed, star) || this.#is(typed, braceL)) this.#scanFrom(start, typed);
    else if (this.#is(start + 1, _import)) return;
  }

  /** From `import`/`export` to the specifier; quoted names within braces are not specifiers. */
  #scanFrom(start: number, from: number): void {
    const { braceL, braceR, string, eq, semi, eof, _import, _export } = this.#type;
    let depth = 0;
    for (let i = from; i < this.#tokens.length; i++) {
      const token = this.#tokens[i];
      if (token === undefined || token.type === eof || token.type === semi) return;
      if (token.type === braceL) depth++;
      else if (token.type === braceR) {
        depth--;
        if (depth === 0 && this.#word(i + 1) !== "from") return;
      } else if (depth > 0) continue;
      else if (token.type === string) {
        this.#addStatic(start, i, token);
        return;
      } else if (token.type === eq) {
        this.#refuse('"import ="', this.#tokens[start] ?? token);
        return;
      } else if (token.type === _import || token.type === _export) return;
    }
  }

  #addStatic(start: number, index: number, token: Token): void {
    this.#imports.push({
      specifier: this.#text(token),
      offset: token.start,
      dynamic: false,
      attribute: this.#attribute(index + 1),
      names: importedNames({
        tokens: this.#tokens.slice(start, index),
        type: this.#type,
        text: (one) => this.#code.slice(one.start, one.end),
      }),
    });
  }

  /** `with { type: "json" }` after a specifier. */
  #attribute(index: number): string | undefined {
    if (this.#word(index) !== "with" && this.#word(index) !== "assert") return undefined;
    for (let i = index + 2; i < this.#tokens.length; i++) {
      const token = this.#tokens[i];
      if (token === undefined || token.type === this.#type.braceR) return undefined;
      if (token.type === this.#type.string && this.#is(i - 1, this.#type.colon)) {
        return this.#text(token);
      }
    }
    return undefined;
  }

  /** Contextual keywords that start something unsupported; returns where to go on. */
  #scanKeyword(index: number): number {
    const token = this.#tokens[index];
    const next = this.#tokens[index + 1];
    if (token === undefined || next === undefined) return index;
    const { _namespace, _module, _using, _accessor } = this.#keyword;
    const { name, string, dot, eq, semi } = this.#type;
    const follows = next.type === name || next.type === string;
    if (!follows || this.#is(index - 1, dot)) return index;
    const keyword = token.contextualKeyword;
    if ((keyword === _namespace || keyword === _module) && this.#opensBlock(index + 2)) {
      if (this.#word(index - 1) === "declare") return this.#skipBlock(index);
      this.#refuse(`a "${this.#word(index)}" block`, token);
    } else if (keyword === _using && this.#is(index + 2, eq)) {
      this.#refuse('"using"', token);
    } else if (keyword === _accessor && (this.#is(index + 2, eq) || this.#is(index + 2, semi))) {
      this.#refuse('"accessor"', token);
    }
    return index;
  }

  #opensBlock(index: number): boolean {
    return this.#is(index, this.#type.braceL) || this.#is(index, this.#type.dot);
  }

  #skipBlock(index: number): number {
    let depth = 0;
    for (let i = index; i < this.#tokens.length; i++) {
      if (this.#is(i, this.#type.braceL)) depth++;
      else if (this.#is(i, this.#type.braceR) && --depth === 0) return i;
    }
    return index;
  }

  #is(index: number, type: number): boolean {
    return this.#tokens[index]?.type === type;
  }

  #word(index: number): string {
    const token = this.#tokens[index];
    return token === undefined ? "" : this.#code.slice(token.start, token.end);
  }

  #text(token: Token): string {
    return this.#code.slice(token.start + 1, token.end - 1);
  }

  #refuse(what: string, token: Token): void {
    this.#unsupported.push({ what, offset: token.start });
  }
}

/** One export that an import or re-export names. */
interface FoundName {
  readonly name: string;
  readonly offset: number;
  /** What the file calls it; undefined when it only hands it on. */
  readonly local: string | undefined;
}

/** The tokens of a statement up to its specifier, and how to read them. */
interface ImportTokens {
  readonly tokens: readonly Token[];
  readonly type: TokenNumbers["TokenType"];
  readonly text: (token: Token) => string;
}

/** The names of `import a, { b as c } from` and `export { b as c } from`; none of `import type`. */
function importedNames({ tokens, type, text }: ImportTokens): readonly FoundName[] {
  const [statement, first] = tokens;
  if (statement === undefined || first === undefined) return [];
  const isReexport = statement.type === type._export;
  // The type stripper takes the word as this whatever follows.
  if (text(first) === "type") return [];
  const names: FoundName[] = [];
  if (!isReexport && first.type === type.name) {
    names.push({ name: "default", offset: first.start, local: text(first) });
  }
  const open = tokens.findIndex((token) => token.type === type.braceL);
  if (open < 0) return names;
  let part: Token[] = [];
  for (const token of tokens.slice(open + 1)) {
    if (token.type !== type.comma && token.type !== type.braceR) {
      part.push(token);
      continue;
    }
    const found = nameOf(part, text);
    if (found !== undefined) names.push(isReexport ? { ...found, local: undefined } : found);
    part = [];
  }
  return names;
}

/** `a`, `a as b`; with `type` before it, it has two or four tokens and is no value. */
function nameOf(part: readonly Token[], text: ImportTokens["text"]): FoundName | undefined {
  const [imported] = part;
  const local = part.at(-1);
  if (imported === undefined || local === undefined || part.length % 2 === 0) return undefined;
  const name = text(imported).replace(/^(["'])(.*)\1$/, "$2");
  return { name, offset: imported.start, local: text(local) };
}
