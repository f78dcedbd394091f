/** Lists and objects nested deeper than this are refused; a circle is the deepest of all. */
const DEEPEST = 64;

/**
 * What is wrong with a value that a script gives as a parameter, in words that follow "is"; undefined:
 * nothing. A list or an object is looked at whole.
 */
export function parameterProblem(value: unknown): string | undefined {
  if (value === undefined) return "undefined";
  return problem(value, 0);
}

function problem(value: unknown, depth: number): string | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "string") return undefined;
  if (typeof value === "bigint" || value instanceof Uint8Array) return undefined;
  if (typeof value === "number") {
    return Number.isFinite(value) ? undefined : `${value}, which SQL does not know`;
  }
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? "an invalid Date" : undefined;
  }
  if (typeof value !== "object") return `of type ${typeof value}`;
  if (depth >= DEEPEST) return `nested deeper than ${DEEPEST}`;
  return Array.isArray(value) ? problemOfList(value, depth) : problemOfObject(value, depth);
}

function problemOfList(list: readonly unknown[], depth: number): string | undefined {
  for (const [at, member] of list.entries()) {
    const found = member === undefined ? "undefined" : problem(member, depth + 1);
    if (found !== undefined) return `a list whose member ${at + 1} is ${found}`;
  }
  return undefined;
}

function problemOfObject(object: object, depth: number): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    return "an instance of a class";
  }
  for (const [key, member] of Object.entries(object)) {
    const found = member === undefined ? undefined : problem(member, depth + 1);
    if (found !== undefined) return `an object whose member ${JSON.stringify(key)} is ${found}`;
  }
  return undefined;
}
