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
  | "string" | "name" | "eof" | "braceL" | "braceR" | "parenL" | "parenR" | "comma" | "semi"
  | "dot" | "questionDot" | "at" | "eq" | "star" | "colon" | "_import" | "_export" | "_default";

export type KeywordName =
  | "_from" | "_namespace" | "_module" | "_declare" | "_using" | "_accessor" | "_require" | "_as";

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

let loading: Promise<Sucrase> | undefined;

/**
 * Loads Sucrase's parser and transformer. They are imported one by one: the package's front door
 * costs half as much again to load, validates options on each call, and does not hand out tokens,
 * so that every file would be parsed twice.
 */
export function loadSucrase(): Promise<Sucrase> {
  loading ??= importSucrase();
  return loading;
}

async function importSucrase(): Promise<Sucrase> {
  const [parser, types, keywords, names, helpers, tokens, root, shadow, imported] =
    await Promise.all([
      import("sucrase/dist/parser/index.js"),
      import("sucrase/dist/parser/tokenizer/types.js"),
      import("sucrase/dist/parser/tokenizer/keywords.js"),
      import("sucrase/dist/NameManager.js"),
      import("sucrase/dist/HelperManager.js"),
      import("sucrase/dist/TokenProcessor.js"),
      import("sucrase/dist/transformers/RootTransformer.js"),
      import("sucrase/dist/identifyShadowedGlobals.js"),
      import("sucrase/dist/util/getTSImportedNames.js"),
    ]);
  const { parse } = parser.default;
  const NameManager = names.default.default;
  const { HelperManager } = helpers.default;
  const TokenProcessor = tokens.default.default;
  const RootTransformer = root.default.default;
  const identifyShadowedGlobals = shadow.default.default;
  const getTSImportedNames = imported.default.default;

  const run = (code: string) => {
    const file = parse(code, false, true, false);
    const nameManager = new NameManager(code, file.tokens);
    const helperManager = new HelperManager(nameManager);
    const processor = new TokenProcessor(code, file.tokens, false, true, helperManager);
    identifyShadowedGlobals(processor, file.scopes, getTSImportedNames(processor));
    const context = {
      tokenProcessor: processor,
      scopes: file.scopes,
      nameManager,
      importProcessor: null,
      helperManager,
    };
    const transformer = new RootTransformer(context, OPTIONS.transforms, false, OPTIONS);
    return { result: transformer.transform(), tokens: file.tokens };
  };
  const map = await import("sucrase/dist/computeSourceMap.js");
  return {
    TokenType: types.default.TokenType,
    Keyword: keywords.default.ContextualKeyword,
    strip(code) {
      const { result, tokens: list } = run(code);
      return { code: result.code, tokens: list };
    },
    sourceMap(code) {
      const { result, tokens: list } = run(code);
      return map.default.default(result, "file.ts", { compiledFilename: "file.js" }, code, list);
    },
  };
}
