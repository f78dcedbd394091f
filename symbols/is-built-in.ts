import { isSource, type SymbolMap, type SymbolModule } from "../src/interp/symbol-map.js";
import { builtIn } from "./index.js";

/** Whether a map is the built-in one, to which no plugin has added anything. */
export function isBuiltIn(map: SymbolMap): boolean {
  const own = builtIn().snapshot();
  const specifiers = Object.keys(own);
  return (
    Object.keys(map).length === specifiers.length &&
    specifiers.every((specifier) => isSame(map[specifier], own[specifier]))
  );
}

/** Maps copy their modules, but never the symbols. */
function isSame(a: SymbolModule | undefined, b: SymbolModule | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (!isSource(a) || !isSource(b)) return sameSymbols(a, b);
  return a.code === b.code && sameSymbols(a.host, b.host);
}

function sameSymbols(a: object, b: object): boolean {
  const names = Object.keys(b);
  return (
    Object.keys(a).length === names.length &&
    names.every((name) => Reflect.get(a, name) === Reflect.get(b, name))
  );
}
