import { symbols } from "../../symbols/index.js";
import { isBuiltIn } from "../../symbols/is-built-in.js";
import { RemoteSymbols } from "../interp/remote.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import {
  type LoadedRegistry,
  type LoadRegistryOptions as LoaderOptions,
  loadRegistry as load,
} from "../loader/loader.js";

/** What {@link loadRegistry} may be told beside the folder. */
export type LoadRegistryOptions = Partial<Omit<LoaderOptions, "directory" | "symbols">> & {
  /** The migrations folder. */
  readonly directory: string;
  /** What the files can import beside each other: `symbols.snapshot()`, or those of another thread. */
  readonly symbols?: SymbolMap | RemoteSymbols;
};

/**
 * Loads a migrations folder in the sandbox: reads it once, evaluates each migration, validates what
 * they register. Left out, `symbols` are those of this process, with what plugins have registered, and
 * the profile is `open`: the folder is the program's own. Keep the result until nothing runs any more:
 * `RunScript` and the authors' own operations live in its guest.
 *
 * @throws LoaderError for the folder and for what is registered, InterpError for what the files
 * do; both with file, line, column and a code frame where there is one.
 * @example
 * const { registry, dispose } = await loadRegistry("migrations");
 */
export function loadRegistry(from: string | LoadRegistryOptions): Promise<LoadedRegistry> {
  const options = typeof from === "string" ? { directory: from } : from;
  const map = options.symbols ?? symbols.snapshot();
  return load({
    literals: !(map instanceof RemoteSymbols) && isBuiltIn(map),
    ...options,
    symbols: map,
    profile: options.profile ?? "open",
  });
}
