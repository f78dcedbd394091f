// Guest source: Node's "assert", both the legacy and the strict names.
import { AssertionError } from "./assertion-error.js";
import { isDeepLooseEqual, isDeepStrictEqual, isLooseEqual } from "./deep-equal.js";
import { inspect } from "./inspect.js";

export { AssertionError };

type Message = string | Error | undefined;
/** What `throws` and `rejects` compare an error with. */
type Expected = RegExp | object | ((error: unknown) => unknown);

export function fail(message: Message = "Failed"): never {
  if (message instanceof Error) throw message;
  throw new AssertionError({ message, operator: "fail" });
}

export function ok(value: unknown, message?: Message): asserts value {
  if (value) return;
  const text = message ?? "The expression evaluated to a falsy value";
  refuse({ actual: value, expected: true, operator: "==", message: text });
}

export function equal(actual: unknown, expected: unknown, message?: Message): void {
  if (!isLooseEqual(actual, expected)) refuse({ actual, expected, operator: "==", message });
}

export function notEqual(actual: unknown, expected: unknown, message?: Message): void {
  if (isLooseEqual(actual, expected)) refuse({ actual, expected, operator: "!=", message });
}

export function strictEqual(actual: unknown, expected: unknown, message?: Message): void {
  if (!Object.is(actual, expected)) refuse({ actual, expected, operator: "strictEqual", message });
}

export function notStrictEqual(actual: unknown, expected: unknown, message?: Message): void {
  if (Object.is(actual, expected)) {
    refuse({ actual, expected, operator: "notStrictEqual", message });
  }
}

export function deepEqual(actual: unknown, expected: unknown, message?: Message): void {
  if (!isDeepLooseEqual(actual, expected)) {
    refuse({ actual, expected, operator: "deepEqual", message });
  }
}

export function notDeepEqual(actual: unknown, expected: unknown, message?: Message): void {
  if (isDeepLooseEqual(actual, expected)) {
    refuse({ actual, expected, operator: "notDeepEqual", message });
  }
}

export function deepStrictEqual(actual: unknown, expected: unknown, message?: Message): void {
  if (!isDeepStrictEqual(actual, expected)) {
    refuse({ actual, expected, operator: "deepStrictEqual", message });
  }
}

export function notDeepStrictEqual(actual: unknown, expected: unknown, message?: Message): void {
  if (isDeepStrictEqual(actual, expected)) {
    refuse({ actual, expected, operator: "notDeepStrictEqual", message });
  }
}

export function match(text: string, pattern: RegExp, message?: Message): void {
  if (pattern.test(text)) return;
  const says = `The input did not match the regular expression ${pattern}. Input:\n\n${inspect(text)}\n`;
  refuse({ actual: text, expected: pattern, operator: "match", message: message ?? says });
}

export function doesNotMatch(text: string, pattern: RegExp, message?: Message): void {
  if (!pattern.test(text)) return;
  const says = `The input was expected to not match the regular expression ${pattern}. Input:\n\n${inspect(text)}\n`;
  refuse({ actual: text, expected: pattern, operator: "doesNotMatch", message: message ?? says });
}

export function ifError(value: unknown): void {
  if (value === null || value === undefined) return;
  const text = value instanceof Error ? value.message : inspect(value);
  throw new AssertionError({
    actual: value,
    expected: null,
    operator: "ifError",
    message: `ifError got unwanted exception: ${text}`,
  });
}

export function throws(run: () => unknown, expected?: Expected | string, message?: Message): void {
  try {
    run();
  } catch (error) {
    checkThrown(error, expected, { operator: "throws", message });
    return;
  }
  nothingThrown(expected, { operator: "throws", message });
}

export function doesNotThrow(run: () => unknown, message?: Message): void {
  try {
    run();
  } catch (error) {
    unwanted(error, { operator: "doesNotThrow", message });
  }
}

export async function rejects(
  run: Promise<unknown> | (() => Promise<unknown>),
  expected?: Expected | string,
  message?: Message,
): Promise<void> {
  try {
    await (typeof run === "function" ? run() : run);
  } catch (error) {
    checkThrown(error, expected, { operator: "rejects", message });
    return;
  }
  nothingThrown(expected, { operator: "rejects", message });
}

export async function doesNotReject(
  run: Promise<unknown> | (() => Promise<unknown>),
  message?: Message,
): Promise<void> {
  try {
    await (typeof run === "function" ? run() : run);
  } catch (error) {
    unwanted(error, { operator: "doesNotReject", message });
  }
}

interface Attempt {
  readonly operator: string;
  readonly message: Message;
}

function refuse(
  details: Attempt & { readonly actual: unknown; readonly expected: unknown },
): never {
  if (details.message instanceof Error) throw details.message;
  throw new AssertionError(details);
}

function nothingThrown(expected: Expected | string | undefined, attempt: Attempt): never {
  const what = attempt.operator === "rejects" ? "rejection" : "exception";
  const wanted = typeof expected === "function" && expected.name ? ` (${expected.name})` : "";
  const said = typeof expected === "string" ? expected : attempt.message;
  if (said instanceof Error) throw said;
  const message = `Missing expected ${what}${wanted}${said === undefined ? "." : `: ${said}`}`;
  throw new AssertionError({ actual: undefined, expected, operator: attempt.operator, message });
}

function unwanted(error: unknown, { operator, message }: Attempt): never {
  const what = operator === "doesNotReject" ? "rejection" : "exception";
  const text = error instanceof Error ? error.message : String(error);
  const said = message === undefined ? "." : `: ${String(message)}`;
  throw new AssertionError({
    actual: error,
    expected: undefined,
    operator,
    message: `Got unwanted ${what}${said}\nActual message: "${text}"`,
  });
}

function checkThrown(error: unknown, expected: Expected | string | undefined, how: Attempt): void {
  if (expected === undefined || typeof expected === "string") return;
  const { operator, message } = how;
  if (expected instanceof RegExp) {
    if (expected.test(String(error))) return;
    const says = `The input did not match the regular expression ${expected}. Input:\n\n${inspect(String(error))}\n`;
    refuse({ actual: error, expected, operator, message: message ?? says });
  }
  if (typeof expected === "function") {
    if (isClass(expected)) {
      if (error instanceof expected) return;
      const found = error instanceof Error ? error.constructor.name : inspect(error);
      const text = error instanceof Error ? `\n\nError message:\n\n${error.message}` : "";
      const says = `The error is expected to be an instance of "${expected.name}". Received "${found}"${text}`;
      refuse({ actual: error, expected, operator, message: message ?? says });
    }
    if (Reflect.apply(expected, undefined, [error]) === true) return;
    const says = "The validation function is expected to return true.";
    refuse({ actual: error, expected, operator, message: message ?? says });
  }
  checkProperties(error, expected, how);
}

function checkProperties(error: unknown, expected: object, how: Attempt): void {
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push("name", "message");
  for (const key of keys) {
    const wanted: unknown = Reflect.get(expected, key);
    const found: unknown =
      typeof error === "object" && error !== null ? Reflect.get(error, key) : undefined;
    if (wanted instanceof RegExp && typeof found === "string" && wanted.test(found)) continue;
    if (isDeepStrictEqual(found, wanted)) continue;
    const text = `the property ${inspect(key)} of the error is ${inspect(found)}, not ${inspect(wanted)}`;
    refuse({ actual: error, expected, operator: how.operator, message: how.message ?? text });
  }
}

type ErrorClass = new (...args: never[]) => unknown;

function isClass(candidate: object): candidate is ErrorClass {
  if (candidate === Error || Object.prototype.isPrototypeOf.call(Error, candidate)) return true;
  return /^class\b/.test(Function.prototype.toString.call(candidate));
}

const names = {
  AssertionError,
  deepEqual,
  deepStrictEqual,
  doesNotMatch,
  doesNotReject,
  doesNotThrow,
  equal,
  fail,
  ifError,
  match,
  notDeepEqual,
  notDeepStrictEqual,
  notEqual,
  notStrictEqual,
  ok,
  rejects,
  strictEqual,
  throws,
};

/** The module is a function too: `assert(value)`. */
const assert = Object.assign(
  (value: unknown, message?: Message): void => ok(value, message),
  names,
);

/** Under these names everything is strict. */
export const strict = Object.assign(
  (value: unknown, message?: Message): void => ok(value, message),
  {
    ...names,
    equal: strictEqual,
    notEqual: notStrictEqual,
    deepEqual: deepStrictEqual,
    notDeepEqual: notDeepStrictEqual,
  },
);
Object.assign(assert, { strict });
Object.assign(strict, { strict });

export default assert;
