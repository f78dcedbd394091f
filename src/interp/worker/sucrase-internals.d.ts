// Sucrase ships no declarations beside the files that worker/sucrase.ts imports.

interface SucraseToken {
  readonly type: number;
  readonly contextualKeyword: number;
  readonly start: number;
  readonly end: number;
  readonly isType: boolean;
}

declare module "sucrase/dist/parser/index.js" {
  const exports: {
    parse(
      code: string,
      jsx: boolean,
      typescript: boolean,
      flow: boolean,
    ): { readonly tokens: readonly SucraseToken[]; readonly scopes: object };
  };
  export default exports;
}

declare module "sucrase/dist/parser/tokenizer/types.js" {
  const exports: { readonly TokenType: Readonly<Record<string, number>> };
  export default exports;
}

declare module "sucrase/dist/parser/tokenizer/keywords.js" {
  const exports: { readonly ContextualKeyword: Readonly<Record<string, number>> };
  export default exports;
}

declare module "sucrase/dist/NameManager.js" {
  const exports: { default: new (code: string, tokens: readonly SucraseToken[]) => object };
  export default exports;
}

declare module "sucrase/dist/HelperManager.js" {
  const exports: { HelperManager: new (names: object) => object };
  export default exports;
}

declare module "sucrase/dist/TokenProcessor.js" {
  const exports: {
    default: new (
      code: string,
      tokens: readonly SucraseToken[],
      flow: boolean,
      disableESTransforms: boolean,
      helpers: object,
    ) => object;
  };
  export default exports;
}

declare module "sucrase/dist/transformers/RootTransformer.js" {
  const exports: {
    default: new (
      context: object,
      transforms: readonly string[],
      legacyInterop: boolean,
      options: object,
    ) => { transform(): { readonly code: string } };
  };
  export default exports;
}

declare module "sucrase/dist/identifyShadowedGlobals.js" {
  const exports: { default(tokens: object, scopes: object, names: Set<string>): void };
  export default exports;
}

declare module "sucrase/dist/util/getTSImportedNames.js" {
  const exports: { default(tokens: object): Set<string> };
  export default exports;
}

declare module "sucrase/dist/computeSourceMap.js" {
  const exports: {
    default(
      result: object,
      file: string,
      options: { readonly compiledFilename: string },
      code: string,
      tokens: readonly SucraseToken[],
    ): object;
  };
  export default exports;
}
