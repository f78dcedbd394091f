import { isSource, type SymbolMap } from "../interp/symbol-map.js";
import type { MigrationFolder } from "./folder.js";

const GLOBALS = "globalThis";

/** A module of a symbol map, as far as it matters here. */
interface OfferedModule {
  readonly specifier: string;
  /** JavaScript; undefined when the module is nothing but exports. */
  readonly code: string | undefined;
  readonly names: readonly string[];
}

/**
 * The map without the module of globals when nothing names one of them: unlike other modules, which
 * are evaluated when they are imported, that one is evaluated for every load.
 */
export function neededSymbols(symbols: SymbolMap, folder: MigrationFolder): SymbolMap {
  const modules = Object.entries(symbols).map(([specifier, module]) => ({
    specifier,
    code: isSource(module) ? module.code : undefined,
    names: isSource(module) ? module.exports : Object.keys(module),
  }));
  if (neededModules(modules, folder).length === modules.length) return symbols;
  return Object.fromEntries(Object.entries(symbols).filter(([name]) => name !== GLOBALS));
}

/** The same for modules that are described one by one. */
export function neededModules<M extends OfferedModule>(
  modules: readonly M[],
  folder: MigrationFolder,
): readonly M[] {
  const globals = modules.find(({ specifier }) => specifier === GLOBALS);
  if (globals?.code === undefined || globals.names.length === 0) return modules;
  const named = new RegExp(`\\b(?:${globals.names.join("|")})\\b`);
  if (texts(modules, folder).some((text) => named.test(text))) return modules;
  return modules.filter((module) => module !== globals);
}

/** Everything that may run: the files, and the sources of the map that plugins brought. */
function texts(modules: readonly OfferedModule[], folder: MigrationFolder): readonly string[] {
  const files = [...folder.files.values()];
  const imported = modules.flatMap(({ specifier, code }) =>
    code !== undefined && specifier !== GLOBALS && files.some((text) => text.includes(specifier))
      ? [code]
      : [],
  );
  return [...files, ...imported];
}
