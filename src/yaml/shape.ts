import { nearestName, suggestion } from "../text/nearest-name.js";
import { isPlainRecord } from "../text/record.js";

/** A JSON Schema, as far as this module writes one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** The way from the top of a document to a value: `["tables", 0, "name"]`. */
export type Path = readonly (string | number)[];

/** What is wrong with a value. */
interface Fault {
  readonly code: "YAML_MISSING_KEY" | "YAML_UNKNOWN_KEY" | "YAML_WRONG_VALUE";
  readonly message: string;
  readonly hint: string | undefined;
  readonly path: Path;
  /** Is it the key that is wrong, not its value? */
  readonly atKey?: boolean;
}

/** Where a value is read: its path, who hears of faults, and who keeps the places of objects. */
interface Reading {
  readonly path: Path;
  /** How a key of an object is spelt there: TypeScript has camelCase. */
  readonly spell: (key: string) => string;
  readonly report: (fault: Fault) => void;
  /** `lacks`: keys of which it is not known what they say; undefined: nothing in it is wrong. */
  readonly keep: (made: object, path: Path, lacks: ReadonlySet<string> | undefined) => void;
  /** Something of the value is wrong and left out of what is read. */
  readonly lose: () => void;
}

/**
 * What a value may be. One definition gives the TypeScript type (`Read`), the validator (`read`) and
 * the JSON Schema (`json`), so that the three cannot disagree.
 */
export interface Shape<T> {
  readonly json: JsonSchema;
  /** `a name`: for "... is expected". */
  readonly expected: string;
  /** The value without the parts in which faults were reported; undefined when nothing is left. */
  read(value: unknown, at: Reading): T | undefined;
}

/** The type of what a shape reads. */
export type Read<S> = S extends Shape<infer T> ? T : never;

/** One key of an object. */
export interface Key<T, Required extends boolean = boolean> {
  readonly shape: Shape<T>;
  readonly required: Required;
  readonly description: string;
}

export function required<T>(shape: Shape<T>, description: string): Key<T, true> {
  return { shape, required: true, description };
}

export function optional<T>(shape: Shape<T>, description: string): Key<T, false> {
  return { shape, required: false, description };
}

type Keys = Readonly<Record<string, Key<unknown>>>;
type OfKey<K> = K extends { readonly shape: Shape<infer T> } ? T : never;

/** The object that these keys describe; what is optional is undefined when it is not there. */
export type ReadObject<K extends Keys> = {
  readonly [N in keyof K]: K[N]["required"] extends true ? OfKey<K[N]> : OfKey<K[N]> | undefined;
};

/** An object with these keys and no others. */
export function object<const K extends Keys>(expected: string, keys: K): Shape<ReadObject<K>> {
  const names = Object.keys(keys);
  return {
    expected,
    json: {
      type: "object",
      additionalProperties: false,
      required: names.filter((name) => keys[name]?.required),
      properties: Object.fromEntries(
        Object.entries(keys).map(([name, { shape, description }]) => [
          name,
          { ...shape.json, description },
        ]),
      ),
    },
    read(value, at) {
      if (!isPlainRecord(value)) return wrong(value, expected, at);
      let good = true;
      const report = (fault: Fault): void => {
        good = false;
        at.report(fault);
      };
      const meant = unknownKeys(value, names, { ...at, report });
      const lacks = new Set<string>();
      let isThere = true;
      const made: Record<string, unknown> = {};
      for (const [name, key] of Object.entries(keys)) {
        const written = at.spell(name);
        const given = Object.hasOwn(value, written) ? value[written] : undefined;
        // `length:` with nothing behind it says as little as no line at all.
        if (given === undefined || (given === null && !key.required)) {
          // A key that is only misspelt is told already.
          if (key.required && meant.get(name) !== "surely") {
            const hint = `Every ${expected.replace(/^an? /, "")} has ${written}: ${key.description}`;
            const message = `the key "${written}" is missing`;
            report({ code: "YAML_MISSING_KEY", message, hint, path: at.path });
          }
          made[name] = undefined;
          if (meant.has(name)) lacks.add(name);
        } else {
          const lose = (): void => void lacks.add(name);
          const path = [...at.path, written];
          made[name] = key.shape.read(given, { ...at, report, lose, path });
          if (made[name] === undefined) lose();
        }
        isThere &&= !key.required || made[name] !== undefined;
      }
      if (!isThere) return undefined;
      at.keep(made, at.path, good ? undefined : lacks);
      // Built of these very keys by their own shapes.
      return made as ReadObject<K>;
    },
  };
}

/** Reports keys that do not exist; which of the `names` were meant by them. */
function unknownKeys(
  value: object,
  names: readonly string[],
  at: Pick<Reading, "path" | "spell" | "report">,
): ReadonlyMap<string, "surely" | "perhaps"> {
  const spelt = names.map(at.spell);
  const meant = new Map<string, "surely" | "perhaps">();
  for (const name of Object.keys(value)) {
    if (spelt.includes(name)) continue;
    const message = `unknown key "${name}"`;
    const hint = suggestion(name, spelt, `The keys here are ${spelt.join(", ")}.`);
    const path = [...at.path, name];
    at.report({ code: "YAML_UNKNOWN_KEY", message, hint, path, atKey: true });
    const nearest = nearestName(name, spelt);
    for (const one of names) {
      if (nearest === at.spell(one)) meant.set(one, "surely");
      else if (nearest === undefined && !meant.has(one)) meant.set(one, "perhaps");
    }
  }
  return meant;
}

/**
 * A list; `least` elements or more. Where each element `standsAlone`, as objects do, those are read that
 * can be; else all or none.
 */
export function list<T>(
  of: Shape<T>,
  least = 0,
  standsAlone = of.json.type === "object",
): Shape<readonly T[]> {
  const expected = `a list, each ${of.expected}`;
  return {
    expected,
    json: { type: "array", items: of.json, ...(least > 0 && { minItems: least }) },
    read(value, at) {
      if (!Array.isArray(value)) return wrong(value, expected, at);
      if (value.length < least) return wrong(value, `at least ${least === 1 ? "one" : least}`, at);
      let isWhole = true;
      const report = (fault: Fault): void => {
        isWhole = false;
        at.report(fault);
      };
      const read = value.map((one, index) =>
        of.read(one, { ...at, report, path: [...at.path, index] }),
      );
      if (!isWhole && !standsAlone) return undefined;
      const good = read.filter((one): one is T & {} => one !== undefined);
      if (good.length < read.length) at.lose();
      return good;
    },
  };
}

/** A value with its place, for what is found to be wrong with it later. */
export interface Placed<T> {
  readonly value: T;
  readonly path: Path;
}

/** Such a value and where it stands. */
export function placed<T>(of: Shape<T>): Shape<Placed<T>> {
  return {
    ...of,
    read(value, at) {
      const read = of.read(value, at);
      return read === undefined ? undefined : { value: read, path: at.path };
    },
  };
}

/** Keys of the author's own, each with such a value. */
export function map<T>(expected: string, of: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return {
    expected,
    json: { type: "object", additionalProperties: of.json },
    read(value, at) {
      if (!isPlainRecord(value)) return wrong(value, expected, at);
      const made: Record<string, T> = Object.create(null);
      let good = true;
      for (const [key, given] of Object.entries(value)) {
        const read = of.read(given, { ...at, path: [...at.path, key] });
        if (read === undefined) good = false;
        else made[key] = read;
      }
      if (good) at.keep(made, at.path, undefined);
      return good ? made : undefined;
    },
  };
}

/** Exactly one value of a few, whatever their letters' case where `fold` makes them alike. */
export function choice<const T extends string>(
  of: readonly T[],
  fold: (text: string) => string = (text) => text,
): Shape<T> {
  const expected = `one of ${of.join(", ")}`;
  return {
    expected,
    json: { type: "string", ...(fold("A b") === "A b" ? { enum: of } : { examples: of }) },
    read(value, at) {
      const text = typeof value === "string" ? fold(value) : undefined;
      const found = of.find((one) => one === text);
      if (found !== undefined) return found;
      const hint = typeof value === "string" ? suggestion(fold(value), of, "") : "";
      return wrong(value, expected, at, hint === "" ? undefined : hint);
    },
  };
}

/** Any whole number that a database can count to, also below 0. */
export const wholeNumber: Shape<number | bigint> = {
  expected: "a whole number",
  json: { type: "integer" },
  read: (value, at) =>
    typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value))
      ? value
      : wrong(value, "a whole number", at),
};

/** The first of several shapes that are told apart by the kind of the value: text, list, object. */
export function either<A, B>(a: Shape<A>, b: Shape<B>): Shape<A | B> {
  const expected = `${a.expected}, or ${b.expected}`;
  return {
    expected,
    json: { anyOf: [a.json, b.json] },
    read(value, at) {
      const kind = jsonKind(value);
      if (kinds(a).includes(kind)) return a.read(value, at);
      if (kinds(b).includes(kind)) return b.read(value, at);
      return wrong(value, expected, at);
    },
  };
}

/** Text that `isGood`; the sentence says what it must be. */
export function text(
  expected: string,
  isGood: (text: string) => boolean = () => true,
  json: JsonSchema = {},
): Shape<string> {
  return {
    expected,
    json: { type: "string", ...json },
    read: (value, at) =>
      typeof value === "string" && isGood(value) ? value : wrong(value, expected, at),
  };
}

export const flag: Shape<boolean> = {
  expected: "true or false",
  json: { type: "boolean" },
  read: (value, at) => (typeof value === "boolean" ? value : wrong(value, "true or false", at)),
};

/** A whole number. */
export function whole(least: number): Shape<number> {
  const expected = `a whole number from ${least}`;
  return {
    expected,
    json: { type: "integer", minimum: least },
    read: (value, at) =>
      typeof value === "number" && Number.isSafeInteger(value) && value >= least
        ? value
        : wrong(value, expected, at),
  };
}

/** A text, a number, true or false. */
export const scalar: Shape<string | number | bigint | boolean> = {
  expected: "a text, a number, true or false",
  json: { type: ["string", "number", "boolean"] },
  read(value, at) {
    switch (typeof value) {
      case "string":
      case "boolean":
      case "bigint":
        return value;
      case "number":
        if (Number.isFinite(value)) return value;
        return wrong(value, "a finite number", at);
      default:
        return wrong(value, scalar.expected, at);
    }
  },
};

/** Whatever stands there; the predecessor's own notes. */
export const anything: Shape<unknown> = {
  expected: "anything",
  json: {},
  read: (value) => value,
};

/** The kinds of JSON that a shape takes, of an `either` those of both. */
function kinds({ json: { type, anyOf } }: Shape<unknown>): readonly unknown[] {
  if (!Array.isArray(anyOf)) return [type].flat();
  return anyOf.flatMap((json) => kinds({ json } as Shape<unknown>));
}

const OLD_FLAGS = new Set(["yes", "no", "on", "off", "y", "n"]);

/** Reports that something else is expected. */
function wrong(value: unknown, expected: string, at: Reading, hint?: string): undefined {
  const message = `${expected} is expected, not ${shown(value)}`;
  at.report({
    code: "YAML_WRONG_VALUE",
    message,
    hint: hint ?? helpFor(value, expected),
    path: at.path,
  });
}

function helpFor(value: unknown, expected: string): string | undefined {
  if (typeof value === "string" && OLD_FLAGS.has(value.toLowerCase()) && /true/.test(expected)) {
    return "Write true or false: yes, no, on and off are texts since YAML 1.2.";
  }
  if (["number", "boolean", "bigint"].includes(typeof value) && /text|name/.test(expected)) {
    return "Put it in quotes.";
  }
  return undefined;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (isPlainRecord(value)) return "a map of keys";
  if (typeof value === "object") return value instanceof Date ? "a date" : "bytes";
  if (typeof value === "string")
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
  return String(value);
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "bigint") return "number";
  return typeof value !== "object" || isPlainRecord(value) ? typeof value : "other";
}
