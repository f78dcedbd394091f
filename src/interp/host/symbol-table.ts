import type { HostObject } from "../guest-reference.js";
import { InterpError } from "../interp-error.js";
import type { Limits } from "../limits.js";
import { limitError } from "../limits.js";
import type { ExportPayload, ModulePayload, SymbolPayload } from "../protocol.js";
import {
  exportNames,
  type HostClass,
  type HostSymbol,
  isSource,
  type SymbolMap,
  type TypeSymbol,
} from "../symbol-map.js";
import { encodeForGuest, type HostEncoding, isAsyncFunction } from "./encode.js";

/** A host symbol with the name that posts and errors show. */
export interface TableEntry {
  readonly symbol: HostSymbol;
  readonly label: string;
}

/**
 * The symbol map of one load, flattened: symbols by number, host objects by handle. Nothing in it
 * is shared with another load.
 */
export class SymbolTable {
  readonly payload: readonly SymbolPayload[];
  readonly modules: readonly ModulePayload[];
  readonly #entries: TableEntry[] = [];
  readonly #types = new Map<object, number>();
  readonly #objects: object[] = [];
  readonly #handles = new Map<object, number>();
  readonly #limits: Limits;

  constructor(map: SymbolMap, limits: Limits) {
    this.#limits = limits;
    this.modules = Object.keys(map).map((specifier) => this.#addModule(specifier, map));
    this.payload = this.#entries.map(({ symbol, label }) => this.#describe(symbol, label));
  }

  /** The symbol behind a number that came from a guest. */
  at(index: unknown): TableEntry | undefined {
    return typeof index === "number" ? this.#entries[index] : undefined;
  }

  /** How values are encoded for this load's guest. */
  encoding(facade: (object: HostObject) => number | undefined): HostEncoding {
    return { limits: this.#limits, handle: (object) => this.#handleOf(object), facade };
  }

  /** Remembers a host object for the guest and returns its number. */
  addObject(object: object): number {
    const known = this.#handles.get(object);
    if (known !== undefined) return known;
    if (this.#objects.length >= this.#limits.handles) {
      throw limitError({ limit: "handles", limits: this.#limits });
    }
    this.#objects.push(object);
    this.#handles.set(object, this.#objects.length - 1);
    return this.#objects.length - 1;
  }

  /** The host object behind a handle, when it is of that type. */
  object(type: number, id: number): object | undefined {
    const symbol = this.at(type)?.symbol;
    const object = this.#objects[id];
    if (symbol?.kind !== "type" || object === undefined) return undefined;
    return object instanceof symbol.hostClass ? object : undefined;
  }

  #addModule(specifier: string, map: SymbolMap): ModulePayload {
    const module = map[specifier];
    if (module === undefined) throw new TypeError(`no module ${specifier}`);
    const source = isSource(module) ? module : undefined;
    const exports: ExportPayload[] = [];
    const symbols: Readonly<Record<string, HostSymbol>> = isSource(module) ? module.host : module;
    for (const name of Object.keys(symbols)) {
      const symbol = symbols[name];
      if (symbol === undefined) continue;
      exports.push([name, this.#entries.length]);
      const label = symbolLabel({ specifier, name, code: source?.code });
      this.#entries.push({ symbol, label });
      if (symbol.kind === "type")
        this.#types.set(symbol.hostClass.prototype, this.#entries.length - 1);
    }
    return { specifier, code: source?.code, exports, names: exportNames(module) };
  }

  #describe(symbol: HostSymbol, label: string): SymbolPayload {
    const name = label.split(/[.#]/).pop() ?? "";
    const base = {
      kind: symbol.kind,
      name,
      async: false,
      oneWay: false,
      callables: false,
      text: "",
      construct: false,
      methods: [],
      properties: [],
      statics: [],
    } as const;
    if (symbol.kind === "fn") {
      const { oneWay, callables } = symbol;
      return { ...base, oneWay, callables, async: isAsyncFunction(symbol.call) };
    }
    if (symbol.kind === "type") {
      const { construct, methods, properties, statics } = symbol;
      return { ...base, construct, methods, properties, statics };
    }
    return { ...base, text: this.#encodeConstant(symbol.value, label) };
  }

  #encodeConstant(value: unknown, label: string): string {
    try {
      return encodeForGuest(
        value,
        this.encoding(() => undefined),
      );
    } catch (error) {
      throw new InterpError({
        code: "INTERP_SYMBOL_INVALID",
        message: `the constant "${label}" can not be copied into the sandbox`,
        hint: "symbols.value() takes data; use symbols.fn() for functions and symbols.type() for classes.",
        cause: error,
      });
    }
  }

  #handleOf(object: object): readonly [number, number] | undefined {
    let prototype: object | null = Object.getPrototypeOf(object);
    while (prototype !== null) {
      const type = this.#types.get(prototype);
      if (type !== undefined) return [type, this.addObject(object)];
      prototype = Object.getPrototypeOf(prototype);
    }
    return undefined;
  }
}

/** The name of a symbol in posts and errors: `specifier.name`, `#` before what a source has to itself. */
export function symbolLabel(about: {
  readonly specifier: string;
  readonly name: string;
  readonly code: string | undefined;
}): string {
  return `${about.specifier}${about.code === undefined ? "." : "#"}${about.name}`;
}

/** Makes an instance for the guest. */
export function construct(symbol: TypeSymbol, args: readonly unknown[]): object {
  const Class: HostClass = symbol.hostClass;
  return Reflect.construct(Class, args);
}
