const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf, isFrozen } = Object;
const { ownKeys } = Reflect;

let early: unknown[] | undefined = [];

/** Hardens the language, and what waited for it: an object's prototypes are the language's. */
export function hardenRealm(roots: readonly unknown[]): void {
  const waiting = early ?? [];
  early = undefined;
  freezeAll(reached([...roots, ...waiting], () => {}));
}

/**
 * Freezes everything that can be reached from the roots: properties, accessors, prototypes. What is
 * frozen already and was walked before is not walked again. Waits until the language is complete.
 *
 * The prototypes of a package's classes are repaired first: `this.total = 0` in a constructor, and
 * `this.constructor = Money`, may have a name that the prototype has too.
 */
export function harden(roots: readonly unknown[]): void {
  if (early === undefined) freezeAll(reached(roots, repairPrototypeOf));
  else early.push(...roots);
}

/** Frozen last, because a prototype may be found before its function is and be repaired then. */
function freezeAll(objects: readonly object[]): void {
  for (const object of objects) freeze(object);
}

function reached(
  roots: readonly unknown[],
  visit: (object: object, queue: object[]) => void,
): readonly object[] {
  const queue: object[] = [];
  for (const root of roots) enqueue(root, queue);
  for (let i = 0; i < queue.length; i++) {
    const object = queue[i];
    if (object === undefined) continue;
    visit(object, queue);
    enqueue(getPrototypeOf(object), queue);
    enqueueMembers(object, queue);
  }
  return queue;
}

function enqueueMembers(object: object, queue: object[]): void {
  for (const key of ownKeys(object)) {
    const descriptor = getOwnPropertyDescriptor(object, key);
    if (descriptor === undefined) continue;
    enqueue(descriptor.value, queue);
    enqueue(descriptor.get, queue);
    enqueue(descriptor.set, queue);
  }
}

/** The accessors that a repair makes are objects too, and reachable: they are walked as well. */
function repairPrototypeOf(callable: object, queue: object[]): void {
  if (typeof callable !== "function") return;
  const prototype: unknown = getOwnPropertyDescriptor(callable, "prototype")?.value;
  if (typeof prototype !== "object" || prototype === null || isFrozen(prototype)) return;
  enqueueMembers(prototype, queue);
  repairOverrides(prototype);
  enqueueMembers(prototype, queue);
}

const walked = new WeakSet<object>();

function enqueue(value: unknown, queue: object[]): void {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return;
  if (walked.has(value)) return;
  walked.add(value);
  queue.push(value);
}

/** The getters that a repair made, with what they give: code of a guest has no part in them. */
const repaired = new WeakMap<object, unknown>();

/** The value of an own property, also where a repair made an accessor of it; runs no other getter. */
export function ownValue(object: object, key: string): unknown {
  const descriptor = getOwnPropertyDescriptor(object, key);
  return descriptor?.get === undefined ? descriptor?.value : repaired.get(descriptor.get);
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
    const get = (): unknown => inherited;
    repaired.set(get, inherited);
    defineProperty(prototype, key, {
      get,
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
