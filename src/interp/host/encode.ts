import { Buffer } from "node:buffer";
import { HostObject } from "../guest-reference.js";
import { InterpError } from "../interp-error.js";
import { type LimitName, type Limits, limitError } from "../limits.js";
import { Form, Tag } from "../protocol.js";

/** What the encoder does with objects that are not data. */
export interface HostEncoding {
  readonly limits: Limits;
  /** The handle of a host object, when its class is in the symbol map. */
  handle(object: object): readonly [type: number, id: number] | undefined;
  /** The number of a facade, when facades are allowed here. */
  facade(object: HostObject): number | undefined;
}

type Tree = string | number | boolean | null | readonly Tree[];

interface Walk {
  readonly encoding: HostEncoding;
  readonly path: (string | number)[];
  readonly ancestors: Set<object>;
  nodes: number;
  text: number;
  /** Whether everything so far is plain JSON, which the guest parses natively. */
  pure: boolean;
}

/**
 * Copies a host value into text for the guest: JSON when it is nothing but JSON, tagged JSON
 * otherwise.
 * @throws InterpError INTERP_VALUE with the path to what can not cross
 */
export function encodeForGuest(value: unknown, encoding: HostEncoding): string {
  const walk: Walk = {
    encoding,
    path: [],
    ancestors: new Set(),
    nodes: 0,
    text: 0,
    pure: true,
  };
  const tree = toTree(value, walk);
  return walk.pure
    ? `${Form.json}${JSON.stringify(value)}`
    : `${Form.tagged}${JSON.stringify(tree)}`;
}

function toTree(value: unknown, walk: Walk): Tree {
  if (++walk.nodes > walk.encoding.limits.valueNodes) exceed("valueNodes", walk);
  switch (typeof value) {
    case "string":
      count(value, walk);
      return value;
    case "number":
      if (!Number.isFinite(value)) refuse(`is ${value}`, walk);
      return Object.is(value, -0) ? tagged(walk, [Tag.negativeZero]) : value;
    case "boolean":
      return value;
    case "undefined":
      return tagged(walk, [Tag.undefined]);
    case "bigint":
      return tagged(walk, [Tag.bigint, String(value)]);
    case "object":
      return value === null ? null : objectToTree(value, walk);
    default:
      return refuse(`is a ${typeof value}`, walk);
  }
}

function objectToTree(value: object, walk: Walk): Tree {
  if (Array.isArray(value)) return within(value, walk, arrayToTree);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return within(value, walk, plainToTree);
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) refuse("is an invalid Date", walk);
    return tagged(walk, [Tag.date, value.getTime()]);
  }
  if (value instanceof Uint8Array) {
    const base64 = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
    count(base64, walk);
    return tagged(walk, [Tag.bytes, base64]);
  }
  if (value instanceof HostObject) {
    const index = walk.encoding.facade(value);
    if (index === undefined) refuse("is a host object that only a call can pass", walk);
    const methods = [...value.methods].map(
      ([name, call]) => [name, isAsyncFunction(call)] as const,
    );
    return tagged(walk, [Tag.facade, index, methods]);
  }
  const handle = walk.encoding.handle(value);
  if (handle !== undefined) return tagged(walk, [Tag.handle, ...handle]);
  return refuse(`is an instance of "${value.constructor?.name ?? "a class"}"`, walk);
}

/** Whether a host function is declared `async`, so that the guest need not wait to learn it. */
export function isAsyncFunction(call: unknown): boolean {
  return Object.prototype.toString.call(call) === "[object AsyncFunction]";
}

function within<T extends object>(
  value: T,
  walk: Walk,
  inner: (value: T, walk: Walk) => Tree,
): Tree {
  if (walk.ancestors.has(value)) refuse("refers back to an object that contains it", walk);
  if (walk.ancestors.size >= walk.encoding.limits.valueDepth) exceed("valueDepth", walk);
  walk.ancestors.add(value);
  const tree = inner(value, walk);
  walk.ancestors.delete(value);
  return tree;
}

function arrayToTree(value: readonly unknown[], walk: Walk): Tree {
  const tree: Tree[] = [Tag.array];
  for (let i = 0; i < value.length; i++) {
    walk.path.push(i);
    if (!Object.hasOwn(value, i)) refuse("is missing: the array has a hole", walk);
    tree.push(toTree(value[i], walk));
    walk.path.pop();
  }
  return tree;
}

function plainToTree(value: object, walk: Walk): Tree {
  const tree: Tree[] = [Tag.object];
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor?.enumerable !== true) continue;
    if (typeof key === "symbol") refuse("has a property named by a symbol", walk);
    walk.path.push(key);
    if (key === "__proto__") refuse("is a property that can not be copied", walk);
    if (!("value" in descriptor)) refuse("is an accessor", walk);
    count(key, walk);
    tree.push(key, toTree(descriptor.value, walk));
    walk.path.pop();
  }
  return tree;
}

function tagged(walk: Walk, tree: Tree): Tree {
  walk.pure = false;
  return tree;
}

function count(text: string, walk: Walk): void {
  walk.text += text.length;
  if (walk.text > walk.encoding.limits.valueText) exceed("valueText", walk);
}

function refuse(reason: string, walk: Walk): never {
  throw new InterpError({
    code: "INTERP_VALUE",
    message: `a value can not cross into the sandbox: ${pathText(walk.path)} ${reason}`,
    hint: "Pass null, booleans, finite numbers, strings, bigint, Date, bytes, dense arrays and plain objects.",
  });
}

function exceed(limit: LimitName, walk: Walk): never {
  throw limitError({ limit, limits: walk.encoding.limits });
}

function pathText(path: readonly (string | number)[]): string {
  let text = "$";
  for (const key of path) {
    if (typeof key === "number") text += `[${key}]`;
    else
      text += /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
        ? `.${key}`
        : `[${JSON.stringify(key)}]`;
  }
  return text;
}
