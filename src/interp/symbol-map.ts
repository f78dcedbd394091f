import { memberOf } from "../text/record.js";
import { InterpError } from "./interp-error.js";

/** A host function as an author writes it; arguments arrive as decoded copies. */
export type HostFunction = (...args: never[]) => unknown;

/** A host class whose instances a guest may hold by handle. */
export type HostClass = abstract new (...args: never[]) => object;

/** How a host function crosses the wall. */
export interface FnOptions {
  /** One paragraph for `mm symbols show` and for generated declarations. */
  readonly doc?: string;
  /**
   * The guest gets `undefined` at once; the calls are queued and reach the host in one message, in
   * order, each with the place it was written. For registrations: no thread round trip per call.
   */
  readonly oneWay?: boolean;
  /** Functions in the arguments cross as {@link Callable}, class instances as {@link GuestInstance}. */
  readonly callables?: boolean;
  /** How long an asynchronous call may take; default: the limit `hostCallMs`. */
  readonly timeoutMs?: number;
}

/** Made by {@link fn}. */
export interface FnSymbol {
  readonly kind: "fn";
  readonly call: HostFunction;
  readonly doc: string | undefined;
  readonly oneWay: boolean;
  readonly callables: boolean;
  readonly timeoutMs: number | undefined;
}

/** Made by {@link value}. */
export interface ValueSymbol {
  readonly kind: "value";
  readonly value: unknown;
  readonly doc: string | undefined;
}

/** What of a host class a guest may touch; everything not named does not exist for it. */
export interface TypeOptions {
  readonly methods?: readonly string[];
  readonly properties?: readonly string[];
  readonly statics?: readonly string[];
  /** Whether `new` works in the guest; default true. */
  readonly construct?: boolean;
  readonly doc?: string;
}

/** Made by {@link type}. */
export interface TypeSymbol {
  readonly kind: "type";
  readonly hostClass: HostClass;
  readonly methods: readonly string[];
  readonly properties: readonly string[];
  readonly statics: readonly string[];
  readonly construct: boolean;
  readonly doc: string | undefined;
}

/** What a {@link SymbolMap} holds per export. */
export type HostSymbol = FnSymbol | ValueSymbol | TypeSymbol;

/** Options of {@link source}. */
export interface SourceOptions {
  /** Importable by this source only, as `import { name } from "host"`. */
  readonly host?: Readonly<Record<string, HostSymbol>>;
  readonly doc?: string;
  /** The names it exports; when given, a file can import no other. */
  readonly exports?: readonly string[];
}

/** Made by {@link source}. */
export interface SourceSymbol {
  readonly kind: "source";
  readonly code: string;
  readonly host: Readonly<Record<string, HostSymbol>>;
  readonly doc: string | undefined;
  readonly exports: readonly string[];
}

/** One importable module: either exports by name, or JavaScript evaluated inside the sandbox. */
export type SymbolModule = SourceSymbol | Readonly<Record<string, HostSymbol>>;

/**
 * Everything a guest can import: specifier -> export -> symbol. Plain data. To add a module:
 *
 * 1. choose the specifier that guests will import;
 * 2. describe each export with {@link fn}, {@link value} or {@link type}, or the whole module with
 *    {@link source};
 * 3. hand the map to `register()` of {@link createSymbols}, or to `Interpreter.use()`.
 *
 * The specifier `globalThis` is special: a source whose exports become globals of the guest.
 * Inside a source the specifiers `host` (its own host functions) and `membrane` (`bytes`,
 * `declareBase`) are importable, by that source alone.
 */
export type SymbolMap = Readonly<Record<string, SymbolModule>>;

/** Describes a host function, synchronous or asynchronous (then the guest gets a promise). */
export function fn(call: HostFunction, options: FnOptions = {}): FnSymbol {
  return Object.freeze({
    kind: "fn",
    call,
    doc: options.doc,
    oneWay: options.oneWay ?? false,
    callables: options.callables ?? false,
    timeoutMs: options.timeoutMs,
  });
}

/** Describes a constant: copied in, frozen. */
export function value(constant: unknown, options: { readonly doc?: string } = {}): ValueSymbol {
  return Object.freeze({ kind: "value", value: constant, doc: options.doc });
}

/** Describes a host class: instances stay on the host, the guest holds an opaque handle. */
export function type(hostClass: HostClass, options: TypeOptions = {}): TypeSymbol {
  return Object.freeze({
    kind: "type",
    hostClass,
    methods: Object.freeze([...(options.methods ?? [])]),
    properties: Object.freeze([...(options.properties ?? [])]),
    statics: Object.freeze([...(options.statics ?? [])]),
    construct: options.construct ?? true,
    doc: options.doc,
  });
}

/** Describes a module of pure JavaScript, evaluated inside the sandbox before any user file. */
export function source(code: string, options: SourceOptions = {}): SourceSymbol {
  return Object.freeze({
    kind: "source",
    code,
    host: Object.freeze({ ...options.host }),
    doc: options.doc,
    exports: Object.freeze([...(options.exports ?? [])]),
  });
}

/** Whether a module of a map is a source rather than a record of exports. */
export function isSource(module: SymbolModule): module is SourceSymbol {
  return typeof module.kind === "string";
}

/** Whether the value was made by {@link fn}, {@link value} or {@link type}. */
function isHostSymbol(candidate: unknown): candidate is HostSymbol {
  const kind = memberOf(candidate, "kind");
  if (kind === "fn") return typeof memberOf(candidate, "call") === "function";
  if (kind === "type") return typeof memberOf(candidate, "hostClass") === "function";
  return kind === "value";
}

/** The names a module exports, sorted; for a source, those it declares. */
export function exportNames(module: SymbolModule): readonly string[] {
  return isSource(module) ? [...module.exports].sort() : Object.keys(module).sort();
}

/**
 * Checks one module of a map and returns a frozen copy.
 * @throws InterpError INTERP_SYMBOL_INVALID
 */
export function checkModule(specifier: string, module: unknown): SymbolModule {
  if (specifier === "" || specifier === "host" || specifier === "membrane") {
    throw invalid(`"${specifier}" can not be registered as a module`);
  }
  if (/^[./]|\p{Cc}/u.test(specifier) || specifier.length > 200) {
    throw invalid(`"${specifier}" is not a module name that a file could import`);
  }
  if (typeof module !== "object" || module === null) {
    throw invalid(`the module "${specifier}" is not an object of symbols`);
  }
  const candidate = module as SymbolModule;
  if (isSource(candidate)) {
    if (candidate.kind !== "source" || typeof candidate.code !== "string") {
      throw invalid(
        `the module "${specifier}" must be made by source() or be an object of symbols`,
      );
    }
    return source(candidate.code, {
      host: checkExports(`${specifier} (host)`, candidate.host),
      exports: candidate.exports,
      ...(candidate.doc === undefined ? {} : { doc: candidate.doc }),
    });
  }
  if (specifier === "globalThis") throw invalid('the module "globalThis" must be a source');
  return checkExports(specifier, candidate);
}

function checkExports(
  specifier: string,
  exports: Readonly<Record<string, HostSymbol>>,
): Readonly<Record<string, HostSymbol>> {
  const copy: Record<string, HostSymbol> = Object.create(null);
  for (const name of Object.keys(exports)) {
    const symbol = exports[name];
    if (name !== "default" && !/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) {
      throw invalid(`"${name}" of module "${specifier}" is not a name that a file could import`);
    }
    if (!isHostSymbol(symbol)) {
      throw invalid(`"${name}" of module "${specifier}" is not made by fn(), value() or type()`);
    }
    copy[name] = symbol;
  }
  return Object.freeze(copy);
}

function invalid(message: string): InterpError {
  return new InterpError({
    code: "INTERP_SYMBOL_INVALID",
    message,
    hint: "Describe each export with symbols.fn(), symbols.value() or symbols.type(), or the whole module with symbols.source().",
  });
}
