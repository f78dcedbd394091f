import type { HostFunction } from "./symbol-map.js";

/**
 * A function that stays in the guest; the host holds its number. Call it with `Interpreter.call`
 * or `callSync` of the interpreter it came from; it dies with that interpreter's load.
 */
export class Callable {
  readonly id: number;
  /** The guest's name for it; text from a guest. */
  readonly name: string;

  constructor(id: number, name: string) {
    this.id = id;
    this.name = name;
    Object.freeze(this);
  }
}

/** An instance of a guest class, as copied data and methods bound when it crossed. */
export class GuestInstance {
  /** The guest's name for its class; text from a guest. */
  readonly className: string;
  /** The declared base class that it extends. */
  readonly base: string;
  /** Own enumerable data properties; no prototype. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Methods found below the declared base, bound to the instance; no prototype. */
  readonly methods: Readonly<Record<string, Callable>>;
  /** Getters found below the declared base, as functions without arguments; no prototype. */
  readonly getters: Readonly<Record<string, Callable>>;

  constructor(init: GuestInstance) {
    this.className = init.className;
    this.base = init.base;
    this.data = init.data;
    this.methods = init.methods;
    this.getters = init.getters;
    Object.freeze(this);
  }
}

/** Methods that a guest may call during one call; see {@link hostObject}. */
export class HostObject {
  readonly methods: ReadonlyMap<string, HostFunction>;

  constructor(methods: ReadonlyMap<string, HostFunction>) {
    this.methods = methods;
    Object.freeze(this);
  }
}

/**
 * An argument for `call`/`callSync` that stays on the host: in the guest a frozen object with these
 * methods, usable only until that call returns. Asynchronous methods give the guest promises, without
 * a limit of time: the resource behind them (a database) has its own.
 */
export function hostObject(methods: Readonly<Record<string, HostFunction>>): HostObject {
  return new HostObject(new Map(Object.entries(methods)));
}
