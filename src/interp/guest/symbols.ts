import { ErrorKind, Question, type SymbolPayload } from "../protocol.js";
import { askAsync, askSync, decodeValue, onHandle, post } from "./calls.js";
import { harden } from "./harden.js";
import { markedError } from "./marks.js";
import { handleOf, setHandle } from "./references.js";

let table: readonly SymbolPayload[] = [];
const made = new Map<number, unknown>();
const prototypes = new Map<number, object>();

/** Installs the table of host symbols; the modules made for it pick from here. */
export function installSymbols(symbols: readonly SymbolPayload[]): void {
  table = symbols;
}

/** The guest's side of a host symbol; the same object each time. */
export function pick(index: number): unknown {
  if (made.has(index)) return made.get(index);
  const symbol = table[index];
  if (symbol === undefined) throw new TypeError("no such symbol");
  const object = make(index, symbol);
  harden([object]);
  made.set(index, object);
  return object;
}

/** Refuses an import that was computed while the file ran. */
export function deny(message: string): never {
  throw markedError(ErrorKind.import, message);
}

function make(index: number, symbol: SymbolPayload): unknown {
  if (symbol.kind === "value") return decodeValue(symbol.text);
  return symbol.kind === "fn" ? makeFunction(index, symbol) : makeClass(index, symbol);
}

function makeFunction(index: number, symbol: SymbolPayload): unknown {
  const target = `"${Question.call}",${index}`;
  const { name, callables } = symbol;
  if (symbol.oneWay) {
    return { [name]: (...args: unknown[]): void => post(index, args, callables) }[name];
  }
  if (symbol.async) {
    return { [name]: (...args: unknown[]) => askAsync({ target, args, callables, slot: 0 }) }[name];
  }
  return { [name]: (...args: unknown[]) => askSync(target, args, callables) }[name];
}

function makeClass(index: number, symbol: SymbolPayload): unknown {
  const { name } = symbol;
  const Class = {
    [name]: class {
      constructor(...args: unknown[]) {
        if (!symbol.construct) throw new TypeError(`${name} can not be made with new`);
        const id = askSync(`"${Question.construct}",${index}`, args, false);
        setHandle(this, { type: index, id: Number(id) });
      }
    },
  }[name];
  if (Class === undefined) throw new TypeError("the class has no name");
  symbol.methods.forEach((method, at) => {
    define(Class.prototype, method, {
      value(this: object, ...args: unknown[]) {
        return askSync(
          `"${Question.method}",${index},${at},${idOf(this, index, name)}`,
          args,
          false,
        );
      },
    });
  });
  symbol.properties.forEach((property, at) => {
    define(Class.prototype, property, {
      get(this: object) {
        return askSync(
          `"${Question.property}",${index},${at},${idOf(this, index, name)}`,
          [],
          false,
        );
      },
    });
  });
  symbol.statics.forEach((method, at) => {
    define(Class, method, {
      value: (...args: unknown[]) => askSync(`"${Question.static}",${index},${at}`, args, false),
    });
  });
  prototypes.set(index, Class.prototype);
  return Class;
}

function define(target: object, name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(target, name, { ...descriptor, configurable: false });
}

function idOf(value: object, type: number, name: string): number {
  const handle = handleOf(value);
  if (handle === undefined || handle.type !== type) {
    throw new TypeError(`this is not a ${name}`);
  }
  return handle.id;
}

onHandle((type, id) => {
  pick(type);
  const object: object = Object.create(prototypes.get(type) ?? null);
  setHandle(object, { type, id });
  return object;
});
