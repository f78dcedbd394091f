import { isSource, type SymbolMap, type SymbolModule } from "../interp/symbol-map.js";
import { nearestName } from "../text/nearest-name.js";
import { CheckError } from "./check-error.js";

/** Without these there is nothing to check: the author's API, and the globals of the language. */
const ALWAYS: readonly string[] = ["makemigrations", "globalThis"];

/**
 * The part of a symbol map that a policy allows: whole modules, or `module#export` for modules whose
 * exports are described one by one.
 *
 * @throws CheckError CHECK_POLICY_SYMBOL for a name that is not in the map, and for an export of a
 * module that comes as one piece of source.
 */
export function allowedSymbols(map: SymbolMap, allowed: readonly string[] | undefined): SymbolMap {
  if (allowed === undefined) return map;
  const chosen = new Map<string, SymbolModule>();
  for (const specifier of ALWAYS) {
    const module = map[specifier];
    if (module !== undefined) chosen.set(specifier, module);
  }
  for (const entry of allowed) {
    const [specifier = "", name] = entry.split("#");
    const module = Object.hasOwn(map, specifier) ? map[specifier] : undefined;
    if (module === undefined) throw unknownName(entry, specifier, Object.keys(map));
    const known = chosen.get(specifier);
    if (name === undefined) chosen.set(specifier, module);
    // An entry for the whole module counts, whatever stands beside it.
    else if (known !== module) chosen.set(specifier, withExport(entry, module, known));
  }
  return Object.freeze(Object.assign(Object.create(null), Object.fromEntries(chosen)));
}

function withExport(
  entry: string,
  module: SymbolModule,
  known: SymbolModule | undefined,
): SymbolModule {
  const [specifier = "", name = ""] = entry.split("#");
  if (isSource(module) || (known !== undefined && isSource(known))) {
    throw new CheckError({
      code: "CHECK_POLICY_SYMBOL",
      message: `the policy allows "${entry}", but "${specifier}" is one piece of source and cannot be cut`,
      hint: `Allow "${specifier}" as a whole, or leave it out.`,
    });
  }
  const symbol = Object.hasOwn(module, name) ? module[name] : undefined;
  if (symbol === undefined) throw unknownName(entry, name, Object.keys(module));
  return Object.freeze(Object.assign(Object.create(null), known, { [name]: symbol }));
}

function unknownName(entry: string, wanted: string, known: readonly string[]): CheckError {
  const near = nearestName(wanted, known);
  const hint = near === undefined ? "" : `Did you mean "${near}"? `;
  return new CheckError({
    code: "CHECK_POLICY_SYMBOL",
    message: `the policy allows "${entry}", which is not in the symbol map`,
    hint: `${hint}Known are ${[...known].sort().join(", ")}.`,
  });
}
