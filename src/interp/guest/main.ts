import {
  Ask,
  consoleLevels,
  type GuestConfig,
  Handover,
  type SymbolPayload,
  Tell,
} from "../protocol.js";
import { close, endFile, invoke, loadModule, poll, settle, startFile, track } from "./calls.js";
import { harden, hardenRealm, repairOverrides } from "./harden.js";
import { host, setLimits } from "./host.js";
import { inspect } from "./inspect.js";
import { installRandom, seedRandom } from "./random.js";
import { installSymbols } from "./symbols.js";
import { watchWeak } from "./weak.js";

const { defineProperty, getPrototypeOf } = Object;

/** The only way in: everything is numbers and text. */
function enter(op: number, a: number, b: number, text: string): string {
  switch (op) {
    case Tell.symbols: {
      const symbols: readonly SymbolPayload[] = JSON.parse(text);
      installSymbols(symbols);
      return "";
    }
    case Tell.globals:
      void track(a, import(text).then(installGlobals));
      return "";
    case Tell.seal:
      Reflect.deleteProperty(globalThis, Handover.enter);
      sealRealm();
      return "";
    case Tell.source:
      void track(a, import(text).then(hardenModule));
      return "";
    case Tell.load:
      startFile();
      loadModule(a, text);
      return "";
    case Tell.invoke:
      return invoke(a, b, text);
    case Tell.poll:
      return poll(a);
    case Tell.settle:
      settle(a, text);
      return "";
    case Tell.endFile:
      return endFile();
    case Tell.close:
      close(a);
      return "";
    case Tell.stack:
      return new Error().stack ?? "";
    case Tell.configure: {
      // Where the realm stays open, what a plugin adds to it must not find the way in.
      Reflect.deleteProperty(globalThis, Handover.enter);
      const config: GuestConfig = JSON.parse(text);
      setLimits(config.limits);
      seedRandom(config.seed);
      return "";
    }
    default:
      return "";
  }
}

/** Copies what the map's `globalThis` module exports onto the global object. */
function installGlobals(module: Record<string, unknown>): undefined {
  for (const name of Object.keys(module)) {
    Object.defineProperty(globalThis, name, {
      value: module[name],
      writable: true,
      configurable: true,
    });
  }
  return undefined;
}

/** Freezes what a source exports, so that no file can change it for the next one. */
function hardenModule(module: Record<string, unknown>): undefined {
  harden(Object.keys(module).map((name) => module[name]));
  return undefined;
}

installConsole();
installRandom();
watchWeak();
Object.defineProperty(globalThis, Handover.enter, { value: enter, configurable: true });

/** Puts `console` on the global object; its lines go to the host, nowhere else. */
function installConsole(): void {
  const console: Record<string, unknown> = {};
  consoleLevels.forEach((name, level) => {
    console[name] = {
      [name](...args: unknown[]): void {
        let text = "";
        for (let i = 0; i < args.length; i++) text += `${i === 0 ? "" : " "}${inspect(args[i])}`;
        host(Ask.console, level, JSON.stringify(text));
      },
    }[name];
  });
  Object.defineProperty(globalThis, "console", {
    value: console,
    writable: true,
    configurable: true,
  });
}

/** Takes the evaluators away and freezes the language; the last thing before foreign code runs. */
function sealRealm(): void {
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
