import { Buffer } from "node:buffer";
import { Callable, GuestInstance } from "../guest-reference.js";
import { InterpError } from "../interp-error.js";
import type { Limits } from "../limits.js";
import { Tag } from "../protocol.js";

/** What the decoder may find besides data. */
export interface HostDecoding {
  readonly limits: Limits;
  /** Whether functions and instances are acceptable here. */
  readonly callables: boolean;
  /** The host object behind a handle; undefined when there is none. */
  handle(type: number, id: number): object | undefined;
}

interface Walk {
  readonly decoding: HostDecoding;
  nodes: number;
}

/**
 * Rebuilds a value from the parsed text of a guest, trusting nothing in it: objects get no
 * prototype, every tag and shape is checked again.
 * @throws InterpError INTERP_MALFORMED
 */
export function decodeFromGuest(tree: unknown, decoding: HostDecoding): unknown {
  return fromTree(tree, 0, { decoding, nodes: 0 });
}

/** Parses text that came out of a guest. */
export function parseGuestText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

/** The error for text that the guest's half of the membrane can not have written. */
export function malformed(): InterpError {
  return new InterpError({
    code: "INTERP_MALFORMED",
    message: "the sandbox sent something that is not a value",
    hint: "Treat the files as hostile: this does not happen by accident.",
  });
}

function fromTree(tree: unknown, depth: number, walk: Walk): unknown {
  if (++walk.nodes > walk.decoding.limits.valueNodes * 2) throw malformed();
  if (!Array.isArray(tree)) {
    if (tree === null) return null;
    if (typeof tree === "number" || typeof tree === "string" || typeof tree === "boolean")
      return tree;
    throw malformed();
  }
  if (depth > walk.decoding.limits.valueDepth * 2 + 2) throw malformed();
  switch (tree[0]) {
    case Tag.array: {
      const array: unknown[] = [];
      for (let i = 1; i < tree.length; i++) array.push(fromTree(tree[i], depth + 1, walk));
      return array;
    }
    case Tag.object:
      return toRecord(tree, (value) => fromTree(value, depth + 1, walk));
    case Tag.undefined:
      return undefined;
    case Tag.bigint:
      return toBigint(tree[1]);
    case Tag.date:
      return toDate(tree[1]);
    case Tag.bytes:
      return toBytes(tree[1]);
    case Tag.negativeZero:
      return -0;
    case Tag.callable:
      return toCallable(tree, walk);
    case Tag.instance:
      return toInstance(tree, depth, walk);
    case Tag.handle:
      return toHandle(tree, walk);
    default:
      throw malformed();
  }
}

function toRecord<T>(tree: readonly unknown[], item: (value: unknown) => T): Record<string, T> {
  const record: Record<string, T> = Object.create(null);
  for (let i = 1; i + 1 < tree.length; i += 2) {
    const key = tree[i];
    if (typeof key !== "string" || key === "__proto__") throw malformed();
    record[key] = item(tree[i + 1]);
  }
  return record;
}

function toBigint(digits: unknown): bigint {
  if (typeof digits !== "string" || !/^-?\d{1,1001}$/.test(digits)) throw malformed();
  return BigInt(digits);
}

function toDate(time: unknown): Date {
  const date = new Date(typeof time === "number" ? time : Number.NaN);
  if (Number.isNaN(date.getTime())) throw malformed();
  return date;
}

function toBytes(base64: unknown): Uint8Array {
  if (typeof base64 !== "string") throw malformed();
  return new Uint8Array(Buffer.from(base64, "base64"));
}

function toCallable(tree: unknown, walk: Walk): Callable {
  if (!walk.decoding.callables || !Array.isArray(tree) || tree[0] !== Tag.callable)
    throw malformed();
  const [, id, name] = tree;
  if (!Number.isSafeInteger(id) || typeof name !== "string") throw malformed();
  return new Callable(id, name);
}

function toInstance(tree: readonly unknown[], depth: number, walk: Walk): GuestInstance {
  const [, className, base, data, methods, getters] = tree;
  if (!walk.decoding.callables) throw malformed();
  if (typeof className !== "string" || typeof base !== "string") throw malformed();
  if (!Array.isArray(data) || !Array.isArray(methods) || !Array.isArray(getters)) throw malformed();
  return new GuestInstance({
    className,
    base,
    data: toRecord(data, (value) => fromTree(value, depth + 1, walk)),
    methods: toRecord(methods, (value) => toCallable(value, walk)),
    getters: toRecord(getters, (value) => toCallable(value, walk)),
  });
}

function toHandle(tree: readonly unknown[], walk: Walk): object {
  const [, type, id] = tree;
  if (typeof type !== "number" || typeof id !== "number") throw malformed();
  const object = walk.decoding.handle(type, id);
  if (object === undefined) throw malformed();
  return object;
}
