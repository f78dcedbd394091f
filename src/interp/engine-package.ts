import { createRequire } from "node:module";
import type { Variant } from "./protocol.js";

/**
 * `require` as `quickjs-emscripten` itself sees it: the builds of the engine are dependencies of
 * that package, and its version decides theirs.
 */
const require = createRequire(
  createRequire(import.meta.url).resolve("quickjs-emscripten/package.json"),
);

/** The file of the engine's WebAssembly. */
export function engineWasm(variant: Variant): string {
  return require.resolve(`${packageOf(variant)}/wasm`);
}

/** The engine's glue code and its C interface; shapes are checked where they are used. */
export function engineGlue(variant: Variant): { readonly start: unknown; readonly Ffi: unknown } {
  const glue: { readonly default?: unknown } = require(`${packageOf(variant)}/emscripten-module`);
  const ffi: { readonly QuickJSFFI?: unknown } = require(`${packageOf(variant)}/ffi`);
  return { start: glue.default, Ffi: ffi.QuickJSFFI };
}

function packageOf(variant: Variant): string {
  return `@jitl/quickjs-wasmfile-${variant}-sync`;
}
