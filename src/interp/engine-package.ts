import { createRequire } from "node:module";
import type { Variant } from "./protocol.js";

// The engine is one build of quickjs-emscripten, without the package of that name: it brings four of
// them, and loads them in its own way. Tests have the debug build beside it.
const require = createRequire(import.meta.url);

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
