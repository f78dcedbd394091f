import { InterpError } from "./interp-error.js";
import type { HostSymbol, SymbolMap, SymbolModule } from "./symbol-map.js";
import { checkModule, fn, isSource, source, type, value } from "./symbol-map.js";

/** Options of {@link Symbols.register}. */
export interface RegisterOptions {
  /** Replace what is registered already; never possible for a protected module. */
  readonly override?: boolean;
}

/** A growing symbol map; what plugins call. */
export interface Symbols {
  readonly fn: typeof fn;
  readonly value: typeof value;
  readonly type: typeof type;
  readonly source: typeof source;
  /**
   * Merges a map into this one. All or nothing: an error leaves it unchanged.
   * @throws InterpError INTERP_SYMBOL_INVALID, INTERP_SYMBOL_DUPLICATE, INTERP_SYMBOL_PROTECTED
   */
  register(map: SymbolMap, options?: RegisterOptions): void;
  /** A frozen copy; later registrations do not change it. */
  snapshot(): SymbolMap;
}

/** Options of {@link createSymbols}. */
export interface CreateSymbolsOptions {
  /** What is there from the start. */
  readonly base?: SymbolMap;
  /** Modules that `register` may neither replace nor extend. */
  readonly protect?: readonly string[];
}

/** Makes an independent, growing symbol map. */
export function createSymbols(options: CreateSymbolsOptions = {}): Symbols {
  const protectedNames = new Set(options.protect ?? []);
  let modules = new Map<string, SymbolModule>();
  const merge = (map: SymbolMap, override: boolean, guarded: ReadonlySet<string>): void => {
    const next = new Map(modules);
    for (const specifier of Object.keys(map)) {
      if (guarded.has(specifier)) throw protectedModule(specifier);
      const added = checkModule(specifier, map[specifier]);
      next.set(specifier, mergeModule(specifier, next.get(specifier), added, override));
    }
    modules = next;
  };
  merge(options.base ?? {}, false, new Set());
  return Object.freeze({
    fn,
    value,
    type,
    source,
    register: (map: SymbolMap, register: RegisterOptions = {}) =>
      merge(map, register.override ?? false, protectedNames),
    snapshot: () => toSymbolMap(modules),
  });
}

/** Turns own-key entries into a frozen map without a prototype. */
function toSymbolMap(modules: ReadonlyMap<string, SymbolModule>): SymbolMap {
  const copy: Record<string, SymbolModule> = Object.create(null);
  for (const [specifier, module] of modules) copy[specifier] = module;
  return Object.freeze(copy);
}

function mergeModule(
  specifier: string,
  present: SymbolModule | undefined,
  added: SymbolModule,
  override: boolean,
): SymbolModule {
  if (present === undefined) return added;
  if (isSource(present) || isSource(added)) {
    if (override) return added;
    throw duplicate(specifier, undefined);
  }
  const merged: Record<string, HostSymbol> = Object.assign(Object.create(null), present);
  for (const name of Object.keys(added)) {
    const symbol = added[name];
    if (symbol === undefined) continue;
    if (Object.hasOwn(merged, name) && !override) throw duplicate(specifier, name);
    merged[name] = symbol;
  }
  return Object.freeze(merged);
}

function duplicate(specifier: string, name: string | undefined): InterpError {
  const what = name === undefined ? "" : `"${name}" of `;
  return new InterpError({
    code: "INTERP_SYMBOL_DUPLICATE",
    message: `${what}module "${specifier}" is registered already`,
    hint: "Register it once, or pass { override: true } to replace it on purpose.",
  });
}

function protectedModule(specifier: string): InterpError {
  return new InterpError({
    code: "INTERP_SYMBOL_PROTECTED",
    message: `the module "${specifier}" can not be overridden or extended`,
    hint: "Register your symbols under a specifier of their own.",
  });
}
