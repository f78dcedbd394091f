// Guest source, a part of node:util and node:assert: structural equality, strict and loose.

type Pairs = Map<object, Set<object>>;

/** As Node's `util.isDeepStrictEqual`: prototypes count, `-0` differs from `0`, `NaN` is itself. */
export function isDeepStrictEqual(left: unknown, right: unknown): boolean {
  return compare(left, right, { strict: true, open: new Map() });
}

/** As Node's `assert.deepEqual`: primitives by `==`, prototypes do not count. */
export function isDeepLooseEqual(left: unknown, right: unknown): boolean {
  return compare(left, right, { strict: false, open: new Map() });
}

/** `==`, but `NaN` is itself. */
export function isLooseEqual(left: unknown, right: unknown): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: the loose comparison is what was asked for.
  return left == right || (Number.isNaN(left) && Number.isNaN(right));
}

interface Comparison {
  readonly strict: boolean;
  /** Pairs being compared further out: meeting one again adds nothing. */
  readonly open: Pairs;
}

function compare(left: unknown, right: unknown, how: Comparison): boolean {
  if (Object.is(left, right)) return true;
  if (!isObject(left) || !isObject(right)) {
    if (how.strict || isObject(left) || isObject(right)) return false;
    return isLooseEqual(left, right);
  }
  if (how.strict && Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
  if (tagOf(left) !== tagOf(right) || !sameInside(left, right)) return false;
  const partners = how.open.get(left);
  if (partners?.has(right)) return true;
  how.open.set(left, (partners ?? new Set()).add(right));
  const equal = sameItems(left, right, how) && sameProperties(left, right, how);
  how.open.get(left)?.delete(right);
  return equal;
}

/** What is not a property: a date's time, a boxed value, the text of an error. */
function sameInside(left: object, right: object): boolean {
  if (left instanceof Date) {
    return right instanceof Date && Object.is(left.getTime(), right.getTime());
  }
  if (left instanceof RegExp) {
    return right instanceof RegExp && `${left}${left.lastIndex}` === `${right}${right.lastIndex}`;
  }
  if (left instanceof Error) {
    return right instanceof Error && left.name === right.name && left.message === right.message;
  }
  for (const boxed of [Number, String, Boolean, BigInt, Symbol]) {
    if (!(left instanceof boxed)) continue;
    return right instanceof boxed && Object.is(left.valueOf(), right.valueOf());
  }
  if (typeof left === "function" || left instanceof Promise) return false;
  if (typeof WeakMap === "undefined") return true;
  return !(left instanceof WeakMap || left instanceof WeakSet);
}

function sameItems(left: object, right: object, how: Comparison): boolean {
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  if (Array.isArray(left) && Array.isArray(right)) return left.length === right.length;
  if (
    left instanceof Set !== right instanceof Set ||
    left instanceof Map !== right instanceof Map
  ) {
    return false;
  }
  if (left instanceof Set && right instanceof Set) {
    return left.size === right.size && sameMembers([...left], [...right], how);
  }
  if (left instanceof Map && right instanceof Map) {
    return left.size === right.size && sameMembers([...left], [...right], how);
  }
  return true;
}

/** Order does not count: each member on the left needs a partner of its own. */
function sameMembers(left: unknown[], right: unknown[], how: Comparison): boolean {
  const rest = [...right];
  return left.every((member) => {
    const at = rest.findIndex((candidate) => compare(member, candidate, how));
    if (at !== -1) rest.splice(at, 1);
    return at !== -1;
  });
}

function sameProperties(left: object, right: object, how: Comparison): boolean {
  const [keys, others] = [enumerableKeys(left, how), enumerableKeys(right, how)];
  if (keys.length !== others.length) return false;
  return keys.every(
    (key) =>
      Object.prototype.propertyIsEnumerable.call(right, key) &&
      compare(Reflect.get(left, key), Reflect.get(right, key), how),
  );
}

function enumerableKeys(value: object, how: Comparison): PropertyKey[] {
  if (!how.strict) return Object.keys(value);
  return Reflect.ownKeys(value).filter((key) =>
    Object.prototype.propertyIsEnumerable.call(value, key),
  );
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value);
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
