const { construct } = Reflect;
const { defineProperty } = Object;

let used = false;

/**
 * Whether anything of this guest has asked to be told of what is collected. When that happens
 * depends on everything else in the memory, and a callback may run while another file is evaluated.
 */
export function weakWasUsed(): boolean {
  return used;
}

/** Puts a lookout before the classes that show what is collected; locked loads have none of them. */
export function watchWeak(): void {
  for (const name of ["WeakRef", "FinalizationRegistry"]) {
    const native: unknown = Reflect.get(globalThis, name);
    if (typeof native !== "function") continue;
    const watched: object = new Proxy(native, {
      construct(target, args, newTarget) {
        used = true;
        return construct(target, args, newTarget);
      },
    });
    const value = { value: watched, writable: true, configurable: true };
    defineProperty(globalThis, name, value);
    defineProperty(native.prototype, "constructor", value);
  }
}
