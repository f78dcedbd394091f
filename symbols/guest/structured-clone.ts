// Guest source, a part of the globals.
import { domError } from "./dom-error.js";

const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

/** As the standard's, without `transfer`: there is nothing to transfer to. */
export function structuredClone<T>(value: T): T {
  return clone(value, new Map()) as T;
}

function clone(value: unknown, done: Map<object, unknown>): unknown {
  if (typeof value === "symbol" || typeof value === "function") throw refused(String(value));
  if (typeof value !== "object" || value === null) return value;
  if (done.has(value)) return done.get(value);
  const copy = shell(value);
  done.set(value, copy);
  if (value instanceof Map && copy instanceof Map) {
    for (const [key, item] of [...value]) copy.set(clone(key, done), clone(item, done));
  } else if (value instanceof Set && copy instanceof Set) {
    for (const item of [...value]) copy.add(clone(item, done));
  } else if (value instanceof Error) {
    if (Object.hasOwn(value, "cause")) define(copy, "cause", clone(value.cause, done), false);
  } else if (Array.isArray(value) || isPlainCopy(copy)) {
    for (const key of Object.keys(value))
      define(copy, key, clone(Reflect.get(value, key), done), true);
  }
  return copy;
}

/** The empty copy: what it is, without what is in it. */
function shell(value: object): object {
  if (Array.isArray(value)) return new Array(value.length);
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof RegExp) return new RegExp(value.source, value.flags);
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  if (value instanceof Error) return errorShell(value);
  for (const boxed of [Number, String, Boolean, BigInt]) {
    if (value instanceof boxed) return Object(value.valueOf());
  }
  const bytes = bytesShell(value);
  if (bytes !== undefined) return bytes;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (/^(?:Promise|Weak|Symbol|.*Iterator|.*Generator)/.test(tag)) throw refused(`#<${tag}>`);
  return {};
}

function errorShell(error: Error): Error {
  const name = Object.hasOwn(ERRORS, error.name) ? (error.name as keyof typeof ERRORS) : "Error";
  return new ERRORS[name](error.message);
}

function bytesShell(value: object): object | undefined {
  if (typeof ArrayBuffer === "undefined") return undefined;
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (value instanceof DataView) {
    return new DataView(value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength));
  }
  if (!ArrayBuffer.isView(value)) return undefined;
  const array = value as Uint8Array;
  return array.slice();
}

function isPlainCopy(copy: object): boolean {
  return Object.getPrototypeOf(copy) === Object.prototype;
}

function define(target: object, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, key, { value, enumerable, writable: true, configurable: true });
}

function refused(what: string): Error {
  return domError("DataCloneError", `${what} could not be cloned.`, 25);
}
