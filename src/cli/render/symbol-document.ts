import {
  type HostSymbol,
  isSource,
  type SymbolMap,
  type SymbolModule,
} from "../../interp/symbol-map.js";
import { sortedEntries } from "../../text/record.js";

/** One export of a module, as data. */
interface ExportDocument {
  readonly name: string;
  /** `async` is not told apart: a host function may be either. */
  readonly kind: HostSymbol["kind"] | "source";
  readonly doc?: string;
  /** For a class: what of it a migration may touch. */
  readonly members?: readonly string[];
}

/** One importable module, as data. */
export interface ModuleDocument {
  readonly specifier: string;
  /** `source`: JavaScript that runs inside the sandbox; `host`: functions and values from outside. */
  readonly kind: "source" | "host";
  readonly doc?: string;
  readonly exports: readonly ExportDocument[];
}

/** The map, sorted by specifier and export. Its own helper modules are not listed. */
export function symbolDocuments(map: SymbolMap): readonly ModuleDocument[] {
  return Object.entries(map)
    .map(([specifier, module]) => moduleDocument(specifier, module))
    .sort((a, b) => (a.specifier < b.specifier ? -1 : 1));
}

function moduleDocument(specifier: string, module: SymbolModule): ModuleDocument {
  if (isSource(module)) {
    return {
      specifier,
      kind: "source",
      ...(module.doc === undefined ? {} : { doc: module.doc }),
      exports: [...module.exports].sort().map((name) => ({ name, kind: "source" })),
    };
  }
  const exports = sortedEntries(module);
  return {
    specifier,
    kind: "host",
    exports: exports.map(([name, symbol]) => exportDocument(name, symbol)),
  };
}

function exportDocument(name: string, symbol: HostSymbol): ExportDocument {
  return {
    name,
    kind: symbol.kind,
    ...(symbol.doc === undefined ? {} : { doc: symbol.doc }),
    ...(symbol.kind === "type"
      ? { members: [...symbol.methods, ...symbol.properties, ...symbol.statics].sort() }
      : {}),
  };
}
