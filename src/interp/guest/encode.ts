import { ErrorKind, Tag } from "../protocol.js";
import { base64Of } from "./bytes.js";
import { exceed, limits } from "./host.js";
import { markedError } from "./marks.js";
import { classNameOf, describeObject, nameOf } from "./names.js";
import { addCallable, baseOf, handleOf } from "./references.js";

/** Captured: after the realm is frozen no file can change what these do. */
const { getOwnPropertyDescriptor, getPrototypeOf, is } = Object;
const isFiniteNumber = Number.isFinite;
const isNotANumber = Number.isNaN;
const { ownKeys, apply } = Reflect;
const { stringify } = JSON;
const { isArray } = Array;
const getTime = Date.prototype.getTime;
const objectPrototype = Object.prototype;
const arrayPrototype = Array.prototype;
const datePrototype = Date.prototype;
const NEGATIVE_ZERO = `[${Tag.negativeZero}]`;
const UNDEFINED = `[${Tag.undefined}]`;
const OBJECT = `[${Tag.object}`;
const LARGEST = 10n ** 1000n;

type Key = string | number;

/** One walk. A Proxy can call the host in the middle of one, so walks nest. */
interface Walk {
  nodes: number;
  text: number;
  readonly callables: boolean;
  readonly path: Key[];
  readonly ancestors: Set<object>;
}

let walk: Walk = startWalk(false);

/**
 * Copies a value into tagged JSON text: every object and array becomes an array that starts with a
 * number, so that no data can imitate a tag. The tags are those of the protocol.
 * Reads each property once, through its descriptor; accessors are refused, never run.
 */
export function encode(value: unknown, withCallables: boolean): string {
  const outer = walk;
  walk = startWalk(withCallables);
  try {
    return write(value);
  } finally {
    walk = outer;
  }
}

/** Encodes the arguments of a call; paths start at the argument. */
export function encodeArguments(args: readonly unknown[], withCallables: boolean): string {
  const outer = walk;
  walk = startWalk(withCallables);
  try {
    let out = `[${Tag.array}`;
    for (let i = 0; i < args.length; i++) {
      // A single argument is "$", as users know it from error messages; several are counted.
      if (args.length > 1) walk.path.push(i);
      out += `,${write(args[i])}`;
      if (args.length > 1) walk.path.pop();
    }
    return `${out}]`;
  } finally {
    walk = outer;
  }
}

function startWalk(callables: boolean): Walk {
  return { nodes: 0, text: 0, callables, path: [], ancestors: new Set() };
}

function write(value: unknown): string {
  if (++walk.nodes > limits.valueNodes) exceed("valueNodes");
  switch (typeof value) {
    case "string":
      return quote(value);
    case "number":
      if (!isFiniteNumber(value)) refuse(`is ${value}`);
      return is(value, -0) ? NEGATIVE_ZERO : `${value}`;
    case "boolean":
      return value ? "true" : "false";
    case "undefined":
      return UNDEFINED;
    case "bigint":
      if (value >= LARGEST || value <= -LARGEST) refuse("is a bigint of more than 1000 digits");
      return `[${Tag.bigint},"${value}"]`;
    case "function":
      if (!walk.callables) refuse("is a function");
      return `[${Tag.callable},${addCallable(value, undefined)},${quote(nameOf(value))}]`;
    case "symbol":
      return refuse("is a symbol");
    default:
      return value === null ? "null" : writeObject(value as object);
  }
}

function writeObject(value: object): string {
  const prototype = getPrototypeOf(value);
  if (prototype === objectPrototype || prototype === null) return within(value, writePlain);
  if (prototype === arrayPrototype && isArray(value)) return within(value, writeArray);
  if (prototype === datePrototype) return writeDate(value);
  const base64 = base64Of(value, prototype);
  if (base64 !== undefined) {
    count(base64.length);
    return `[${Tag.bytes},"${base64}"]`;
  }
  const handle = handleOf(value);
  if (handle !== undefined) return `[${Tag.handle},${handle.type},${handle.id}]`;
  if (walk.callables) {
    const base = baseOf(value);
    if (base !== undefined) return within(value, (instance) => writeInstance(instance, base));
  }
  return refuse(`is ${describeObject(value)}`);
}

function within<T extends object>(value: T, inner: (value: T) => string): string {
  if (walk.ancestors.has(value)) refuse("refers back to an object that contains it");
  if (walk.ancestors.size >= limits.valueDepth) exceed("valueDepth");
  walk.ancestors.add(value);
  const out = inner(value);
  walk.ancestors.delete(value);
  return out;
}

function writePlain(value: object): string {
  let out: string = OBJECT;
  for (const key of ownKeys(value)) {
    const descriptor = getOwnPropertyDescriptor(value, key);
    if (descriptor === undefined || descriptor.enumerable !== true) continue;
    out += `,${writeKey(key)},${writeProperty(key, descriptor)}`;
  }
  return `${out}]`;
}

function writeKey(key: string | symbol): string {
  if (typeof key === "symbol") refuse("has a property named by a symbol");
  if (key === "__proto__") {
    walk.path.push(key);
    refuse("is a property that can not be copied");
  }
  return quote(key);
}

function writeProperty(key: string | symbol, descriptor: PropertyDescriptor): string {
  walk.path.push(typeof key === "string" ? key : "?");
  if (descriptor.get !== undefined || descriptor.set !== undefined) refuse("is an accessor");
  const out = write(descriptor.value);
  walk.path.pop();
  return out;
}

function writeArray(value: readonly unknown[]): string {
  const length = Number(getOwnPropertyDescriptor(value, "length")?.value);
  if (length > limits.valueNodes) exceed("valueNodes");
  let out = `[${Tag.array}`;
  for (let i = 0; i < length; i++) {
    walk.path.push(i);
    const descriptor = getOwnPropertyDescriptor(value, i);
    if (descriptor === undefined) refuse("is missing: the array has a hole");
    if (descriptor.get !== undefined || descriptor.set !== undefined) refuse("is an accessor");
    out += `,${write(descriptor.value)}`;
    walk.path.pop();
  }
  if (ownKeys(value).length !== length + 1) refuse("is an array with properties of its own");
  return `${out}]`;
}

function writeDate(value: object): string {
  let time: unknown;
  try {
    time = apply(getTime, value, []);
  } catch {
    return refuse("is not a genuine Date");
  }
  if (isNotANumber(time)) refuse("is an invalid Date");
  return `[${Tag.date},${time}]`;
}

function writeInstance(value: object, base: { name: string; prototype: object }): string {
  let data: string = OBJECT;
  let methods: string = OBJECT;
  let getters: string = OBJECT;
  const seen = new Set<string>(["constructor"]);
  for (const key of ownKeys(value)) {
    const descriptor = getOwnPropertyDescriptor(value, key);
    if (descriptor === undefined || descriptor.enumerable !== true) continue;
    const name = writeKey(key);
    if (typeof descriptor.value === "function") {
      seen.add(String(key));
      methods += `,${name},${writeMethod(String(key), descriptor.value, value)}`;
    } else {
      data += `,${name},${writeProperty(key, descriptor)}`;
    }
  }
  let prototype = getPrototypeOf(value);
  for (let i = 0; prototype !== base.prototype && prototype !== null && i < 64; i++) {
    for (const key of ownKeys(prototype)) {
      if (typeof key === "symbol" || seen.has(key)) continue;
      seen.add(key);
      const descriptor = getOwnPropertyDescriptor(prototype, key);
      if (typeof descriptor?.value === "function") {
        methods += `,${quote(key)},${writeMethod(key, descriptor.value, value)}`;
      } else if (descriptor?.get !== undefined) {
        getters += `,${quote(key)},${writeMethod(key, descriptor.get, value)}`;
      }
    }
    prototype = getPrototypeOf(prototype);
  }
  const className = quote(classNameOf(getPrototypeOf(value)));
  return `[${Tag.instance},${className},${quote(base.name)},${data}],${methods}],${getters}]]`;
}

function writeMethod(name: string, method: unknown, self: object): string {
  if (++walk.nodes > limits.valueNodes) exceed("valueNodes");
  return `[${Tag.callable},${addCallable(method as (...args: unknown[]) => unknown, self)},${quote(name)}]`;
}

function quote(value: string): string {
  count(value.length);
  return stringify(value);
}

function count(characters: number): void {
  walk.text += characters;
  if (walk.text > limits.valueText) exceed("valueText");
}

function refuse(reason: string): never {
  throw markedError(ErrorKind.value, `${pathText()} ${reason}`);
}

function pathText(): string {
  let out = "$";
  for (const key of walk.path) {
    if (typeof key === "number") out += `[${key}]`;
    else if (/^[A-Za-z_$][\w$]{0,99}$/.test(key)) out += `.${key}`;
    else out += `[${stringify(key.slice(0, 100))}]`;
  }
  return out;
}
