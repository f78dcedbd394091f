import type { SymbolMap } from "../src/interp/symbol-map.js";
import { createSymbols, type Symbols } from "../src/interp/symbols.js";
import { globals } from "./globals.js";
import { makemigrations } from "./makemigrations.js";
import { nodeAssert } from "./node-assert.js";
import { nodeCrypto } from "./node-crypto.js";
import { nodePath } from "./node-path.js";
import { nodeUtil } from "./node-util.js";

export type { HostSymbol, SymbolMap, SymbolModule } from "../src/interp/symbol-map.js";
export type { RegisterOptions, Symbols } from "../src/interp/symbols.js";

/** The allow-list: everything that a migration can reach without a plugin. */
const builtInSymbols: SymbolMap = Object.freeze({
  globalThis: globals,
  makemigrations,
  "node:assert": nodeAssert,
  "node:crypto": nodeCrypto,
  "node:path": nodePath,
  "node:util": nodeUtil,
});

/** A symbol map of its own that holds the built-in modules. */
export function builtIn(): Symbols {
  return createSymbols({
    base: builtInSymbols,
    protect: ["makemigrations", "makemigrations/schema"],
  });
}

/**
 * The symbol map of this process: the built-in modules and what plugins register.
 *
 * @example
 * import { symbols } from "makemigrations/symbols";
 * import * as uuid from "uuid";
 *
 * symbols.register({ uuid: { v7: symbols.fn(() => uuid.v7()) } });
 */
export const symbols: Symbols = builtIn();

/** What the default export of a plugin is called with. */
export interface PluginApi {
  readonly symbols: Symbols;
}
