/**
 * Symbols whose functions are in another thread than the interpreter: a server where the operator's
 * program runs, and what the other thread hands to the interpreter in place of a symbol map.
 */
export { RemoteSymbols } from "./remote/remote-symbols.js";
export { remoteSymbols } from "./remote/symbol-client.js";
export { describeSymbols, SymbolServer } from "./remote/symbol-server.js";
