import { RemoteSymbols } from "../interp/remote.js";
import { isSource, type SymbolMap } from "../interp/symbol-map.js";
import { type MigrationFolder, runnableFiles } from "./folder.js";

const GLOBALS = "globalThis";

/** A module of a symbol map, as far as it matters here. */
interface OfferedModule {
  readonly specifier: string;
  /** JavaScript; undefined when the module is nothing but exports. */
  readonly code: string | undefined;
  readonly names: readonly string[];
}

/**
 * The symbols without the module of globals when nothing names one of them: unlike other modules,
 * which are evaluated when they are imported, that one is evaluated for every load.
 */
export function neededSymbols(
  symbols: SymbolMap | RemoteSymbols,
  folder: MigrationFolder,
): SymbolMap | RemoteSymbols {
  if (symbols instanceof RemoteSymbols) {
    return needsGlobals(symbols.modules, folder)
      ? symbols
      : symbols.restrictedTo(symbols.modules.filter(({ specifier }) => specifier !== GLOBALS));
  }
  const modules = Object.entries(symbols).map(([specifier, module]) => ({
    specifier,
    code: isSource(module) ? module.code : undefined,
    names: isSource(module) ? module.exports : Object.keys(module),
  }));
  if (needsGlobals(modules, folder)) return symbols;
  return Object.fromEntries(Object.entries(symbols).filter(([name]) => name !== GLOBALS));
}

function needsGlobals(modules: readonly OfferedModule[], folder: MigrationFolder): boolean {
  const globals = modules.find(({ specifier }) => specifier === GLOBALS);
  if (globals?.code === undefined || globals.names.length === 0) return true;
  const named = new RegExp(`\\b(?:${globals.names.join("|")})\\b`);
  return texts(modules, folder).some((text) => named.test(text));
}

/** Everything that may run: the files, and the sources of the map that plugins brought. */
function texts(modules: readonly OfferedModule[], folder: MigrationFolder): readonly string[] {
  const files = [...runnableFiles(folder).values()];
  const imported = modules.flatMap(({ specifier, code }) =>
    code !== undefined && specifier !== GLOBALS && files.some((text) => text.includes(specifier))
      ? [code]
      : [],
  );
  return [...files, ...imported];
}
