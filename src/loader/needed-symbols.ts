import { isSource, type SymbolMap } from "../interp/symbol-map.js";
import type { MigrationFolder } from "./folder.js";

const GLOBALS = "globalThis";

/**
 * The map without the module of globals when nothing names one of them: unlike other modules, which
 * are evaluated when they are imported, that one is evaluated for every load.
 */
export function neededSymbols(symbols: SymbolMap, folder: MigrationFolder): SymbolMap {
  const globals = symbols[GLOBALS];
  if (globals === undefined || !isSource(globals) || globals.exports.length === 0) return symbols;
  const named = new RegExp(`\\b(?:${globals.exports.join("|")})\\b`);
  if (texts(symbols, folder).some((text) => named.test(text))) return symbols;
  return Object.fromEntries(Object.entries(symbols).filter(([name]) => name !== GLOBALS));
}

/** Everything that may run: the files, and the sources of the map that plugins brought. */
function texts(symbols: SymbolMap, folder: MigrationFolder): readonly string[] {
  const sources = Object.entries(symbols).flatMap(([specifier, module]) =>
    specifier === GLOBALS || !isSource(module) ? [] : [{ specifier, code: module.code }],
  );
  const files = [...folder.files.values()];
  const imported = sources.filter(({ specifier }) =>
    files.some((text) => text.includes(specifier)),
  );
  return [...files, ...imported.map(({ code }) => code)];
}
