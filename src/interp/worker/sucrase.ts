import { createRequire } from "node:module";

/** A token of Sucrase, as far as we read it. */
export interface Token {
  readonly type: number;
  readonly contextualKeyword: number;
  readonly start: number;
  readonly end: number;
  readonly isType: boolean;
}

/** Token types and contextual keywords by name. */
export type Numbers<K extends string> = Readonly<Record<K, number>>;

export type TokenTypeName =
  | "string"
  | "name"
  | "eof"
  | "braceL"
  | "braceR"
  | "parenL"
  | "parenR"
  | "comma"
  | "semi"
  | "dot"
  | "questionDot"
  | "at"
  | "eq"
  | "star"
  | "colon"
  | "_import"
  | "_export"
  | "_default";

export type KeywordName =
  | "_from"
  | "_namespace"
  | "_module"
  | "_declare"
  | "_using"
  | "_accessor"
  | "_require"
  | "_as";

/** The result of stripping types. */
export interface Stripped {
  readonly code: string;
  readonly tokens: readonly Token[];
}

/** The parts of Sucrase that are used, loaded. */
export interface Sucrase {
  readonly TokenType: Numbers<TokenTypeName>;
  readonly Keyword: Numbers<KeywordName>;
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
  const { default: NameManager } = part("NameManager");
  const { HelperManager } = part("HelperManager");
  const { default: TokenProcessor } = part("TokenProcessor");
  const { default: RootTransformer } = part("transformers/RootTransformer");
  const { default: identifyShadowedGlobals } = part("identifyShadowedGlobals");
  const { default: getTSImportedNames } = part("util/getTSImportedNames");

  const run = (code: string) => {
    const { tokens, scopes } = parse(code, false, true, false);
    const nameManager = new NameManager(code, tokens);
    const helperManager = new HelperManager(nameManager);
    const tokenProcessor = new TokenProcessor(code, tokens, false, true, helperManager);
    identifyShadowedGlobals(tokenProcessor, scopes, getTSImportedNames(tokenProcessor));
    const context = { tokenProcessor, scopes, nameManager, importProcessor: null, helperManager };
    const transformer = new RootTransformer(context, OPTIONS.transforms, false, OPTIONS);
    return { result: transformer.transform(), tokens };
  };
  return {
    TokenType: part("parser/tokenizer/types").TokenType,
    Keyword: part("parser/tokenizer/keywords").ContextualKeyword,
    strip(code) {
      const { result, tokens } = run(code);
      return { code: result.code, tokens };
    },
    sourceMap(code) {
      const { result, tokens } = run(code);
      const { default: computeSourceMap } = part("computeSourceMap");
      return computeSourceMap(result, "file.ts", { compiledFilename: "file.js" }, code, tokens);
    },
  };
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
  parse(
    code: string,
    jsx: boolean,
    typescript: boolean,
    flow: boolean,
  ): { readonly tokens: readonly Token[]; readonly scopes: object };
  readonly TokenType: Numbers<TokenTypeName>;
  readonly ContextualKeyword: Numbers<KeywordName>;
}
