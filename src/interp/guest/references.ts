import { exceed, limits } from "./host.js";

type GuestFunction = (...args: unknown[]) => unknown;

interface BoundFunction {
  readonly fn: GuestFunction;
  readonly self: object | undefined;
}

/** A host object, as the guest holds it. */
export interface Handle {
  readonly type: number;
  readonly id: number;
}

const callables: BoundFunction[] = [];
const bases = new Map<object, string>();
const handles = new WeakMap<object, Handle>();
let added = 0;

/** Remembers a function for the host and returns its number. */
export function addCallable(fn: unknown, self: object | undefined): number {
  if (++added > limits.callables) exceed("callables");
  callables.push({ fn: fn as GuestFunction, self });
  return callables.length - 1;
}

/** How many functions the current file has passed. */
export function callableCount(): number {
  return added;
}

/** Starts counting afresh: the limit is per file. */
export function resetCallableCount(): void {
  added = 0;
}

/** The function behind a number; undefined for a number never given out. */
export function callableAt(id: number): BoundFunction | undefined {
  return callables[id];
}

/**
 * Lets instances of classes that extend `base` cross to the host: own data properties and the
 * methods found below the base.
 */
export function declareBase(base: { readonly prototype: object; readonly name: string }): void {
  bases.set(base.prototype, base.name);
}

/** The declared base of an instance. */
export function baseOf(value: object): { name: string; prototype: object } | undefined {
  let prototype: object | null = Object.getPrototypeOf(value);
  for (let i = 0; prototype !== null && i < 64; i++) {
    const name = bases.get(prototype);
    if (name !== undefined) return { name, prototype };
    prototype = Object.getPrototypeOf(prototype);
  }
  return undefined;
}

/** The handle that an object of the guest stands for. */
export function handleOf(value: object): Handle | undefined {
  return handles.get(value);
}

/** Ties an object of the guest to an object of the host. */
export function setHandle(value: object, handle: Handle): void {
  handles.set(value, handle);
}
