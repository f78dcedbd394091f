import type { Token, TokenNumbers } from "./sucrase-token.js";

/**
 * Does a parsed text hold nothing that stripping types would change? Most migrations are such, and
 * copying all of their tokens costs as much as parsing them. Whatever may depend on more than a
 * look at the tokens (classes, exports, dynamic imports) counts as not plain.
 */
export function isPlain(code: string, tokens: readonly Token[], numbers: TokenNumbers): boolean {
  if (code.startsWith("#!")) return false;
  return new PlainCheck(code, tokens, numbers).holds();
}

class PlainCheck {
  readonly #code: string;
  readonly #tokens: readonly Token[];
  readonly #numbers: TokenNumbers;
  readonly #touched: ReadonlySet<number>;
  /** What imports declare; each name must be used, or the import would be dropped as a type. */
  readonly #imported = new Set<string>();

  constructor(code: string, tokens: readonly Token[], numbers: TokenNumbers) {
    this.#code = code;
    this.#tokens = tokens;
    this.#numbers = numbers;
    this.#touched = touchedBy(numbers.TokenType);
  }

  holds(): boolean {
    const { _import } = this.#numbers.TokenType;
    for (let i = 0; i < this.#tokens.length; i++) {
      const token = this.#tokens[i];
      if (token === undefined || token.isType || this.#touched.has(token.type)) return false;
      if (token.type === _import && !this.#takeImport(i)) return false;
    }
    return this.#imported.size === 0 || this.#areUsed();
  }

  /** `import "x"`, `import d from "x"`, `import * as n from "x"`, `import { a, b as c } from "x"`. */
  #takeImport(start: number): boolean {
    const { string, name, star, braceL, semi, parenL, dot } = this.#numbers.TokenType;
    const { _as, _from } = this.#numbers.Keyword;
    const { ImportDeclaration } = this.#numbers.IdentifierRole;
    const first = this.#tokens[start + 1]?.type;
    if (first === string) return true;
    if (first === parenL || first === dot) return false;
    // A default beside other names: the comma between them is written anew.
    if (first === name && this.#word(start + 2) !== "from") return false;
    if (first !== name && first !== star && first !== braceL) return false;
    const before = this.#imported.size;
    for (let i = start + 1; i < this.#tokens.length; i++) {
      const token = this.#tokens[i];
      if (token === undefined || token.type === semi) return false;
      if (token.type === string && this.#word(i - 1) === "from") break;
      if (token.type !== name) continue;
      const keyword = token.contextualKeyword;
      if (keyword !== 0 && keyword !== _as && keyword !== _from) return false;
      if (token.identifierRole === ImportDeclaration) this.#imported.add(this.#word(i));
    }
    return this.#imported.size > before;
  }

  /** Is each imported name used as a value, and declared by nothing else? */
  #areUsed(): boolean {
    const { Access, ImportDeclaration, ImportAccess, ObjectKey } = this.#numbers.IdentifierRole;
    const unused = new Set(this.#imported);
    for (let i = 0; i < this.#tokens.length; i++) {
      const token = this.#tokens[i];
      if (token?.type !== this.#numbers.TokenType.name) continue;
      const role = token.identifierRole;
      if (role === undefined || role === null || role === ObjectKey) continue;
      if (role === ImportDeclaration || role === ImportAccess) continue;
      const word = this.#word(i);
      if (!this.#imported.has(word)) continue;
      if (role !== Access) return false;
      unused.delete(word);
    }
    return unused.size === 0;
  }

  #word(index: number): string {
    const token = this.#tokens[index];
    return token === undefined ? "" : this.#code.slice(token.start, token.end);
  }
}

/** Tokens that the transformer may touch, or in whose neighbourhood it may touch others. */
function touchedBy(type: TokenNumbers["TokenType"]): ReadonlySet<number> {
  return new Set([
    type._class,
    type._export,
    type._enum,
    type._public,
    type._protected,
    type._private,
    type._abstract,
    type._readonly,
    type._override,
    type._declare,
    type.nonNullAssertion,
  ]);
}
