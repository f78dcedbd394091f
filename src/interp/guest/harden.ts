const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { ownKeys } = Reflect;

let early: unknown[] | undefined = [];

/** Hardens the language, and what waited for it: an object's prototypes are the language's. */
export function hardenRealm(roots: readonly unknown[]): void {
  const waiting = early ?? [];
  early = undefined;
  harden([...roots, ...waiting]);
}

/**
 * Freezes everything that can be reached from the roots: properties, accessors, prototypes. What is
 * frozen already and was walked before is not walked again. Waits until the language is complete.
 */
export function harden(roots: readonly unknown[]): void {
  if (early !== undefined) {
    early.push(...roots);
    return;
  }
  const queue: object[] = [];
  for (const root of roots) enqueue(root, queue);
  for (let i = 0; i < queue.length; i++) {
    const object = queue[i];
    if (object === undefined) continue;
    freeze(object);
    enqueue(getPrototypeOf(object), queue);
    for (const key of ownKeys(object)) {
      const descriptor = getOwnPropertyDescriptor(object, key);
      if (descriptor === undefined) continue;
      enqueue(descriptor.value, queue);
      enqueue(descriptor.get, queue);
      enqueue(descriptor.set, queue);
    }
  }
}

const walked = new WeakSet<object>();

function enqueue(value: unknown, queue: object[]): void {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return;
  if (walked.has(value)) return;
  walked.add(value);
  queue.push(value);
}

/**
 * A frozen data property on a prototype makes `instance.name = ...` throw. Turning it into an
 * accessor whose setter defines an own property keeps ordinary code working on a frozen realm.
 */
export function repairOverrides(prototype: object, keys?: readonly string[]): void {
  for (const key of keys ?? ownKeys(prototype)) {
    const descriptor = getOwnPropertyDescriptor(prototype, key);
    if (descriptor === undefined || !("value" in descriptor) || !descriptor.configurable) continue;
    const inherited: unknown = descriptor.value;
    defineProperty(prototype, key, {
      get: () => inherited,
      set(this: object, value: unknown) {
        if (this === prototype || (typeof this !== "object" && typeof this !== "function")) {
          throw new TypeError(`Cannot assign to "${String(key)}": it belongs to the language`);
        }
        defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true });
      },
      enumerable: descriptor.enumerable ?? false,
      configurable: false,
    });
  }
}
