// What a migration has beside the language: the tsconfig.json of `mm init` names this file, and nothing
// of Node or of a browser. The modules are declared by what the sandbox runs under their names.

declare module "node:assert" {
  type Module = typeof import("../dist/symbols/guest/node-assert.js");
  const assert: Module["default"];
  export const strict: Module["strict"];
  export const fail: Module["fail"];
  export const ok: Module["ok"];
  export const equal: Module["equal"];
  export const notEqual: Module["notEqual"];
  export const strictEqual: Module["strictEqual"];
  export const notStrictEqual: Module["notStrictEqual"];
  export const deepEqual: Module["deepEqual"];
  export const notDeepEqual: Module["notDeepEqual"];
  export const deepStrictEqual: Module["deepStrictEqual"];
  export const notDeepStrictEqual: Module["notDeepStrictEqual"];
  export const match: Module["match"];
  export const doesNotMatch: Module["doesNotMatch"];
  export const ifError: Module["ifError"];
  export const throws: Module["throws"];
  export const doesNotThrow: Module["doesNotThrow"];
  export const rejects: Module["rejects"];
  export const doesNotReject: Module["doesNotReject"];
  export const AssertionError: Module["AssertionError"];
  export default assert;
}

declare module "node:crypto" {
  type Module = typeof import("../dist/symbols/guest/node-crypto.js");
  const crypto: Module["default"];
  export const createHash: Module["createHash"];
  export const createHmac: Module["createHmac"];
  export const getHashes: Module["getHashes"];
  /** Refused in the locked profile, where loading twice has to give the same result. */
  export const randomUUID: Module["randomUUID"];
  export default crypto;
}

declare module "node:path" {
  type Module = typeof import("../dist/symbols/guest/node-path.js");
  const path: Module["default"];
  export const sep: Module["sep"];
  export const delimiter: Module["delimiter"];
  export const normalize: Module["normalize"];
  export const isAbsolute: Module["isAbsolute"];
  export const join: Module["join"];
  /** There is no current folder: some part has to be absolute. */
  export const resolve: Module["resolve"];
  export const relative: Module["relative"];
  export const dirname: Module["dirname"];
  export const basename: Module["basename"];
  export const extname: Module["extname"];
  export const parse: Module["parse"];
  export const format: Module["format"];
  export const toNamespacedPath: Module["toNamespacedPath"];
  export const posix: Module["posix"];
  export default path;
}

declare module "node:util" {
  type Module = typeof import("../dist/symbols/guest/node-util.js");
  const util: Module["default"];
  export const format: Module["format"];
  export const inspect: Module["inspect"];
  export const isDeepStrictEqual: Module["isDeepStrictEqual"];
  export default util;
}

/** Its lines are shown by the command that loads the migrations. */
declare const console: Readonly<
  Record<"debug" | "log" | "info" | "warn" | "error", (...values: unknown[]) => void>
>;

declare const atob: typeof import("../dist/symbols/guest/base64.js").atob;
declare const btoa: typeof import("../dist/symbols/guest/base64.js").btoa;
declare const structuredClone: typeof import("../dist/symbols/guest/structured-clone.js").structuredClone;

/** Not in the locked profile, which has no typed arrays. */
declare const TextEncoder: NonNullable<
  typeof import("../dist/symbols/guest/text-coding.js").TextEncoder
>;
type TextEncoder = InstanceType<typeof TextEncoder>;
/** Not in the locked profile, which has no typed arrays. */
declare const TextDecoder: NonNullable<
  typeof import("../dist/symbols/guest/text-coding.js").TextDecoder
>;
type TextDecoder = InstanceType<typeof TextDecoder>;

declare const URLSearchParams: typeof import("../dist/symbols/guest/url-search-params.js").URLSearchParams;
type URLSearchParams = InstanceType<typeof URLSearchParams>;

type URL = import("../dist/symbols/guest/url.js").URL & {
  -readonly [Part in Exclude<
    keyof import("../dist/symbols/guest/url.js").UrlParts,
    "origin"
  >]: string;
};
declare const URL: {
  new (url: string | URL, base?: string | URL): URL;
  canParse(url: string | URL, base?: string | URL): boolean;
};
