import { hardenRealm, repairOverrides } from "./harden.js";

const { defineProperty, getPrototypeOf } = Object;

/** Takes the evaluators away and freezes the language; the last thing before foreign code runs. */
export function sealRealm(): void {
  const functions = [() => {}, async () => {}, function* () {}, async function* () {}].map(
    (sample) => getPrototypeOf(sample) as object,
  );
  removeEvaluators(functions);
  Reflect.deleteProperty(Object.prototype, "__proto__");
  for (const legacy of [
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
  ]) {
    Reflect.deleteProperty(Object.prototype, legacy);
  }
  repair();
  hardenRealm([globalThis, ...functions, ...hiddenPrototypes()]);
}

function removeEvaluators(functionPrototypes: readonly object[]): void {
  Reflect.deleteProperty(globalThis, "eval");
  for (const prototype of functionPrototypes) {
    const refuse = (): never => {
      throw new TypeError("Code can not be made from text here");
    };
    defineProperty(refuse, "name", { value: "Function" });
    if (prototype === Function.prototype) {
      defineProperty(refuse, "prototype", { value: prototype, writable: false });
      defineProperty(globalThis, "Function", {
        value: refuse,
        writable: false,
        configurable: false,
      });
    }
    defineProperty(prototype, "constructor", {
      value: refuse,
      writable: false,
      configurable: false,
    });
  }
}

function repair(): void {
  repairOverrides(Object.prototype);
  repairOverrides(Function.prototype, ["toString", "call", "apply", "bind"]);
  repairOverrides(Array.prototype, ["toString", "map", "filter", "concat", "slice", "length"]);
  repairOverrides(Promise.prototype, ["then", "catch", "finally", "constructor"]);
  const errors = [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError];
  for (const native of [...errors, AggregateError]) {
    repairOverrides(native.prototype, ["name", "message", "toString", "constructor"]);
  }
  // `Money.prototype = Object.create(Array.prototype); Money.prototype.constructor = Money`.
  for (const native of [Array, Map, Set, Date, RegExp, Number, String, Boolean]) {
    repairOverrides(native.prototype, ["constructor"]);
  }
}

/** Objects that no property of the global object leads to. */
function hiddenPrototypes(): unknown[] {
  const iterators = [
    [][Symbol.iterator](),
    ""[Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    "".matchAll(/a/g),
    (function* () {})(),
    (async function* () {})(),
  ];
  const found: unknown[] = [];
  for (const iterator of iterators) found.push(getPrototypeOf(iterator));
  const helper: unknown = Reflect.get(globalThis, "Iterator");
  if (typeof helper === "function") {
    const map: unknown = Reflect.get(helper.prototype, "map");
    if (typeof map === "function") {
      found.push(getPrototypeOf(Reflect.apply(map, [].values(), [(item: unknown) => item])));
    }
    const from: unknown = Reflect.get(helper, "from");
    if (typeof from === "function") {
      found.push(getPrototypeOf(Reflect.apply(from, helper, [{ next: () => ({ done: true }) }])));
    }
  }
  return found;
}
