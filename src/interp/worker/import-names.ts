import type { Token, TokenNumbers } from "./sucrase-token.js";

/** One export that an import or re-export names. */
export interface FoundName {
  readonly name: string;
  readonly offset: number;
  /** What the file calls it; undefined when it only hands it on. */
  readonly local: string | undefined;
}

/** The tokens of a statement up to its specifier, and how to read them. */
export interface ImportTokens {
  readonly tokens: readonly Token[];
  readonly type: TokenNumbers["TokenType"];
  readonly text: (token: Token) => string;
}

/** The names of `import a, { b as c } from` and `export { b as c } from`; none of `import type`. */
export function importedNames({ tokens, type, text }: ImportTokens): readonly FoundName[] {
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
