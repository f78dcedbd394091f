import { ErrorKind } from "../protocol.js";
import { markOf } from "./marks.js";
import { describeObject } from "./names.js";

const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { stringify } = JSON;
const TEXT = 4000;

/** Prototypes of the language's errors: after the repair their `name` is an accessor. */
const natives = new Map<object, string>();
for (const native of [
  Error,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  EvalError,
  URIError,
  AggregateError,
]) {
  natives.set(native.prototype, native.name);
}
const internal: unknown = Reflect.get(globalThis, "InternalError");
const internalPrototype: object | undefined =
  typeof internal === "function" ? internal.prototype : undefined;
if (internalPrototype !== undefined) natives.set(internalPrototype, "InternalError");

/** Turns whatever was thrown into JSON text, capped, running none of its code but a Proxy's traps. */
export function recordError(thrown: unknown): string {
  if (typeof thrown === "function") return bareRecord("the file threw a function");
  if (typeof thrown !== "object" || thrown === null) return bareRecord(cap(primitiveText(thrown)));
  try {
    return recordObject(thrown);
  } catch {
    return bareRecord("the file threw an object that hides what it is (a Proxy)");
  }
}

function bareRecord(message: string): string {
  return stringify({ name: "", message, stack: "", kind: ErrorKind.primitive });
}

function recordObject(thrown: object): string {
  let message = read(thrown, "message");
  const name = read(thrown, "name");
  if (message === undefined && name === undefined) message = `the file threw ${describe(thrown)}`;
  const code = read(thrown, "code");
  return stringify({
    name: cap(name ?? "Error"),
    message: cap(message ?? ""),
    stack: cap(read(thrown, "stack") ?? ""),
    code: code === undefined ? undefined : cap(code),
    kind: markOf(thrown) ?? engineKind(thrown),
  });
}

/** Exhaustion that the engine itself reported, so that it can be named as a limit. */
function engineKind(thrown: object): string | undefined {
  const prototype = getPrototypeOf(thrown);
  const message = read(thrown, "message");
  // The parsers of the engine report the same exhaustion as a syntax error.
  const native = prototype === internalPrototype || prototype === SyntaxError.prototype;
  if (native && message === "stack overflow") return ErrorKind.stack;
  return prototype === internalPrototype && message === "out of memory"
    ? ErrorKind.memory
    : undefined;
}

function describe(thrown: object): string {
  const prototype = getPrototypeOf(thrown);
  return prototype === Object.prototype || prototype === null
    ? "an object that is no Error"
    : describeObject(thrown);
}

function read(value: object, key: string): string | undefined {
  let holder: object | null = value;
  for (let i = 0; holder !== null && i < 64; i++) {
    const native = key === "name" ? natives.get(holder) : undefined;
    const descriptor = getOwnPropertyDescriptor(holder, key);
    if (descriptor !== undefined && descriptor.get === undefined) {
      const found: unknown = descriptor.value;
      if (typeof found === "string") return found;
      return typeof found === "number" && key === "code" ? `${found}` : undefined;
    }
    if (native !== undefined) return native;
    holder = getPrototypeOf(holder);
  }
  return undefined;
}

function primitiveText(thrown: unknown): string {
  if (typeof thrown === "symbol") return "the file threw a symbol";
  if (thrown === null || thrown === undefined) return `the file threw ${thrown}`;
  if (thrown === "") return "the file threw an empty text";
  if (typeof thrown === "bigint" && (thrown > 10n ** 100n || thrown < -(10n ** 100n)))
    return "a bigint";
  return `${thrown as string}`;
}

function cap(text: string): string {
  return text.length > TEXT ? `${text.slice(0, TEXT)}…` : text;
}
