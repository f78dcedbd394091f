import { createRequire } from "node:module";
import { isPlain } from "./plain-code.js";
import type { Token, TokenNumbers } from "./sucrase-token.js";

/** The result of stripping types. */
interface Stripped {
  readonly code: string;
  readonly tokens: readonly Token[];
}

/** The parts of Sucrase that are used, loaded. */
export interface Sucrase extends TokenNumbers {
  /** Parses and strips types; every line keeps its number. */
  strip(code: string): Stripped;
  /** The source map of `strip` for the same code. */
  sourceMap(code: string): object;
}

const OPTIONS = {
  transforms: ["typescript"],
  disableESTransforms: true,
  preserveDynamicImport: true,
} as const;

let loaded: Sucrase | undefined;

/**
 * Loads Sucrase's parser and transformer. They are taken one by one, with `require`: the package's
 * front door costs half as much again to load, validates options on each call and does not hand out
 * tokens, so that every file would be parsed twice; `import()` of its CommonJS files takes 85 ms
 * instead of 30.
 */
export function loadSucrase(): Sucrase {
  loaded ??= requireSucrase();
  return loaded;
}

function requireSucrase(): Sucrase {
  const require = createRequire(import.meta.url);
  const part = (path: string): Parts => require(`sucrase/dist/${path}.js`);
  const { parse } = part("parser/index");
  const numbers = {
    TokenType: part("parser/tokenizer/types").TokenType,
    Keyword: part("parser/tokenizer/keywords").ContextualKeyword,
    IdentifierRole: part("parser/tokenizer/index").IdentifierRole,
  };

  const read = (code: string) => parse(code, false, true, false);
  // Most projects have no types in their migrations and never need the rest.
  const loadTransform = () => {
    const { default: NameManager } = part("NameManager");
    const { HelperManager } = part("HelperManager");
    const { default: TokenProcessor } = part("TokenProcessor");
    const { default: RootTransformer } = part("transformers/RootTransformer");
    const { default: identifyShadowedGlobals } = part("identifyShadowedGlobals");
    const { default: getTSImportedNames } = part("util/getTSImportedNames");
    return (code: string, { tokens, scopes }: Parsed) => {
      const nameManager = new NameManager(code, tokens);
      const helperManager = new HelperManager(nameManager);
      const tokenProcessor = new TokenProcessor(code, tokens, false, true, helperManager);
      identifyShadowedGlobals(tokenProcessor, scopes, getTSImportedNames(tokenProcessor));
      const context = { tokenProcessor, scopes, nameManager, importProcessor: null, helperManager };
      return new RootTransformer(context, OPTIONS.transforms, false, OPTIONS).transform();
    };
  };
  let transformer: ReturnType<typeof loadTransform> | undefined;
  const transform = (code: string, parsed: Parsed) => {
    transformer ??= loadTransform();
    return transformer(code, parsed);
  };
  return {
    ...numbers,
    strip(code) {
      const parsed = read(code);
      const { tokens } = parsed;
      return { code: isPlain(code, tokens, numbers) ? code : transform(code, parsed).code, tokens };
    },
    sourceMap(code) {
      const parsed = read(code);
      const result = transform(code, parsed);
      const { default: computeSourceMap } = part("computeSourceMap");
      const options = { compiledFilename: "file.js" };
      return computeSourceMap(result, "file.ts", options, code, parsed.tokens);
    },
  };
}

interface Parsed {
  readonly tokens: readonly Token[];
  readonly scopes: object;
}

/**
 * Sucrase ships no declarations beside these files, so each answers for all: what a file does not
 * have is undefined, and the first use of it fails in the tests.
 */
interface Parts {
  readonly default: {
    new (...args: readonly unknown[]): { transform(): { readonly code: string } };
    (...args: readonly unknown[]): object;
  };
  readonly HelperManager: new (names: object) => object;
  parse(code: string, jsx: boolean, typescript: boolean, flow: boolean): Parsed;
  readonly TokenType: TokenNumbers["TokenType"];
  readonly ContextualKeyword: TokenNumbers["Keyword"];
  readonly IdentifierRole: TokenNumbers["IdentifierRole"];
}
