import { Ask, ErrorKind, Form, PostPart, Question, Reply, Space, Tag } from "../protocol.js";
import { fromBase64 } from "./bytes.js";
import { encode, encodeArguments } from "./encode.js";
import { recordError } from "./error-record.js";
import { exceed, host, limits } from "./host.js";
import { mark, markedError } from "./marks.js";
import { randomWasUsed } from "./random.js";
import { callableAt, callableCount, resetCallableCount } from "./references.js";
import { weakWasUsed } from "./weak.js";

const { parse } = JSON;

const { fromEntries } = Object;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  /** Where the host was asked: the answer comes when nothing of that is on the stack any more. */
  readonly stack: string;
}

const FILE = `${Space.file}:`;
const pending = new Map<number, Pending>();
const results = new Map<number, string>();
const open = new Set<number>();
let posts: string[] = [];
let sites: string[] = [];
let postCount = 0;

/** Calls that are not waited for; set by `handles.ts`, which needs `ask` from here. */
let makeHandle: Reviver["handle"] = () => undefined;

/** Installs the maker of guest objects for host handles. */
export function onHandle(maker: Reviver["handle"]): void {
  makeHandle = maker;
}

const plainReviver: Reviver = {
  handle: (type, id) => makeHandle(type, id),
  facade() {
    throw new TypeError("the host sent an object that lives for one call only");
  },
};

/** Decodes a value that contains no facade. */
export function decodeValue(text: string): unknown {
  return decode(text, plainReviver);
}

/** Asks the host and waits; `target` is the JSON text of what is called, without its bracket. */
export function askSync(target: string, args: readonly unknown[], callables: boolean): unknown {
  const text = `[${target},${encodeArguments(args, callables)}]`;
  flushPosts();
  const reply = host(Ask.sync, 0, text) ?? "";
  return reply[0] === Reply.later ? promiseFor(Number(reply.slice(1))) : settled(reply);
}

/** Asks the host and gives a promise at once; `slot` is the call it belongs to, 0 for none. */
export function askAsync(init: {
  readonly target: string;
  readonly args: readonly unknown[];
  readonly callables: boolean;
  readonly slot: number;
}): Promise<unknown> {
  const text = `[${init.target},${encodeArguments(init.args, init.callables)}]`;
  flushPosts();
  return promiseFor(Number(host(Ask.async, init.slot, text)));
}

/** Queues a call that returns nothing, with the place it was written. */
export function post(index: number, args: readonly unknown[], callables: boolean): void {
  if (++postCount > limits.posts) exceed("posts");
  posts.push(`[${index},${encodeArguments(args, callables)}]`);
  sites.push(callSite(new Error().stack ?? ""));
}

/** Starts the count of registrations and callables for the next file. */
export function startFile(): void {
  postCount = 0;
  resetCallableCount();
  randomWasUsed();
}

/**
 * Ends a file: hands over what it queued. Answers why another evaluation may not come to the same,
 * as far as the guest knows; empty when it does.
 */
export function endFile(): string {
  flushPosts();
  if (callableCount() > 0) return "functions";
  return randomWasUsed() ? "random" : weakWasUsed() ? "weak" : "";
}

/** Hands over what was queued. */
export function flushPosts(): void {
  if (posts.length === 0) return;
  const text = `[${posts.join(",")}]`;
  const places = JSON.stringify(sites);
  posts = [];
  sites = [];
  // Apart, so that the worker reads the places and passes the rest on unread.
  host(Ask.posts, PostPart.sites, places);
  host(Ask.posts, PostPart.calls, text);
}

/** The innermost frames of user files in a stack, as text for the worker. */
function callSite(stack: string): string {
  const at = stack.indexOf(FILE);
  return at < 0 ? "" : stack.slice(at, at + 60);
}

/** Settles a promise that the host was asked for. */
export function settle(id: number, reply: string): void {
  const waiting = pending.get(id);
  if (waiting === undefined) return;
  pending.delete(id);
  try {
    waiting.resolve(settled(reply));
  } catch (error) {
    waiting.reject(placed(error, waiting.stack));
  }
}

function promiseFor(id: number): Promise<unknown> {
  const stack = new Error().stack ?? "";
  return new Promise((resolve, reject) => {
    pending.set(id, { resolve, reject, stack });
  });
}

/** The error of an answer, with the place where the host was asked. */
function placed(error: unknown, stack: string): unknown {
  if (error instanceof Error && stack.includes(FILE)) {
    Object.defineProperty(error, "stack", { value: stack, writable: true, configurable: true });
  }
  return error;
}

function settled(reply: string): unknown {
  if (reply[0] === Reply.value) return decodeValue(reply.slice(1));
  throw hostError(reply.slice(1));
}

function hostError(text: string): Error {
  const record = JSON.parse(text);
  const error = new Error(record.message);
  mark(error, record.kind);
  for (const key of ["name", "code"]) {
    if (record[key] === undefined) continue;
    Object.defineProperty(error, key, {
      value: record[key],
      writable: true,
      enumerable: key === "code",
      configurable: true,
    });
  }
  return error;
}

/**
 * Calls a function of the guest for the host. Answers the encoded result, the record of an error,
 * or that the result is a promise: then `poll` answers later.
 */
export function invoke(slot: number, callable: number, argsText: string): string {
  const bound = callableAt(callable);
  if (bound === undefined) return failure(markedError(ErrorKind.callable, "no such function"));
  open.add(slot);
  try {
    const args = decode(argsText, { handle: plainReviver.handle, facade: facadeFor(slot) });
    const result: unknown = Reflect.apply(bound.fn, bound.self, args as unknown[]);
    if (result instanceof Promise) {
      void track(slot, result);
      return Reply.later;
    }
    return success(result);
  } catch (error) {
    return failure(error);
  }
}

function success(value: unknown): string {
  return `${Reply.value}${encode(value, false)}`;
}

function failure(error: unknown): string {
  return `${Reply.error}${recordError(error)}`;
}

/** Evaluates a module and what it imports; `poll` answers. */
export function loadModule(slot: number, id: string): void {
  void track(
    slot,
    import(id).then(() => undefined),
  );
}

/** Remembers how a promise ends, for `poll`. */
export async function track(slot: number, promise: Promise<unknown>): Promise<void> {
  try {
    results.set(slot, success(await promise));
  } catch (error) {
    results.set(slot, failure(error));
  }
}

/** The result of a tracked promise, once; empty text while it is pending. */
export function poll(slot: number): string {
  const text = results.get(slot);
  if (text === undefined) return "";
  results.delete(slot);
  return text;
}

/** Ends a call: its facades stop working. */
export function close(slot: number): void {
  open.delete(slot);
}

function facadeFor(slot: number): Reviver["facade"] {
  return (index, methods) => {
    const facade: Record<string, unknown> = Object.create(null);
    methods.forEach((entry, method) => {
      if (!Array.isArray(entry)) return;
      const [name, isAsync] = entry;
      const target = `"${Question.facade}",${slot},${index},${method}`;
      const stub = {
        [name](...args: unknown[]) {
          if (!open.has(slot)) {
            throw markedError(ErrorKind.expired, `${name}() was used after its call had returned`);
          }
          if (!isAsync) return askSync(target, args, false);
          return askAsync({ target, args, callables: false, slot });
        },
      }[name];
      Object.defineProperty(facade, name, { value: Object.freeze(stub), enumerable: true });
    });
    return Object.freeze(facade);
  };
}

/** Makes the guest's side of a host object or facade; installed by the bridge. */
interface Reviver {
  handle(type: number, id: number): unknown;
  facade(index: number, methods: readonly unknown[]): unknown;
}

/**
 * Reads text from the host: plain JSON when the value is nothing but JSON, tagged JSON
 * otherwise.
 */
function decode(text: string, reviver: Reviver): unknown {
  const body: unknown = parse(text.slice(1));
  return text[0] === Form.json ? body : untag(body, reviver);
}

function untag(value: unknown, reviver: Reviver): unknown {
  if (!Array.isArray(value)) return value;
  switch (value[0]) {
    case Tag.array: {
      const array: unknown[] = [];
      for (let i = 1; i < value.length; i++) array.push(untag(value[i], reviver));
      return array;
    }
    case Tag.object: {
      const entries: [string, unknown][] = [];
      for (let i = 1; i < value.length; i += 2) {
        entries.push([value[i], untag(value[i + 1], reviver)]);
      }
      return fromEntries(entries);
    }
    case Tag.undefined:
      return undefined;
    case Tag.bigint:
      return BigInt(value[1]);
    case Tag.date:
      return new Date(value[1]);
    case Tag.bytes:
      return fromBase64(value[1]);
    case Tag.negativeZero:
      return -0;
    case Tag.handle:
      return reviver.handle(value[1], value[2]);
    case Tag.facade:
      return reviver.facade(value[1], value[2]);
    default:
      throw new TypeError("the host sent a value of an unknown kind");
  }
}
