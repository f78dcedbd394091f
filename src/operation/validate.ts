import * as v from "valibot";
import { suggestion } from "../text/nearest-name.js";
import { HALF_CHARACTER, HALF_CHARACTER_HINT, halfCharacterPath } from "../text/well-formed.js";
import { OperationError } from "./operation-error.js";

/** Between the message and the hint of an issue; neither holds a line break. */
const BREAK = "\n";

/**
 * An object with these keys and no others. A key too many is an error that suggests the key that
 * was meant.
 */
export function strict<const E extends v.ObjectEntries>(entries: E) {
  return v.strictObject(entries, (issue) => {
    if (issue.expected === "never") {
      const keys = Object.keys(entries).filter((key) => key !== "type");
      const key = String(issue.input);
      return `unknown key ${JSON.stringify(key)}${BREAK}${suggestion(key, Object.keys(entries), `The keys are ${keys.join(", ")}.`)}`;
    }
    if (issue.expected?.startsWith('"')) return `the key ${issue.expected} is missing`;
    return `an object is expected, not ${issue.received}`;
  });
}

/**
 * The data, checked and copied.
 *
 * @throws OperationError for the first thing wrong, with the path to it.
 */
export function validate<S extends v.GenericSchema>(
  schema: S,
  data: unknown,
  path: string,
): v.InferOutput<S> {
  const checked = validateShape(schema, data, path);
  refuseHalfCharacters(checked, path);
  return checked;
}

/** The same without a look into the texts. @throws OperationError as {@link validate}. */
export function validateShape<S extends v.GenericSchema>(
  schema: S,
  data: unknown,
  path: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, data, { abortPipeEarly: true });
  if (result.success) return result.output;
  const [first] = result.issues;
  // A key too many explains the key that is missing beside it.
  const issue = result.issues.find(isUnknownKey) ?? first;
  const [message = "", hint] = deepest(issue).message.split(BREAK);
  throw new OperationError({
    code: hint === undefined ? "OPERATION_INVALID" : "OPERATION_UNKNOWN_KEY",
    message,
    hint: hint ?? "docs/operations has a page for each operation with all of its fields.",
    path: path + pathOf(issue) + pathOf(deepest(issue), issue),
  });
}

/** @throws OperationError for a text that no database would get as it is. */
export function refuseHalfCharacters(data: unknown, path: string): void {
  const place = halfCharacterPath(data, path);
  if (place === undefined) return;
  throw new OperationError({
    code: "OPERATION_INVALID",
    message: HALF_CHARACTER,
    hint: HALF_CHARACTER_HINT,
    path: place,
  });
}

type Issue = v.BaseIssue<unknown>;

function isUnknownKey(issue: Issue): boolean {
  return deepest(issue).message.includes(BREAK);
}

/** Of the alternatives of a union the one that got furthest into the data says most. */
function deepest(issue: Issue): Issue {
  const inner = issue.issues?.toSorted((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0))[0];
  return inner?.path === undefined ? issue : deepest(inner);
}

function pathOf(issue: Issue, outer?: Issue): string {
  if (issue === outer) return "";
  return (issue.path ?? []).map(({ key }) => step(key)).join("");
}

function step(key: unknown): string {
  if (typeof key === "number") return `[${key}]`;
  const text = String(key);
  return /^[A-Za-z_$][\w$]*$/.test(text) ? `.${text}` : `[${JSON.stringify(text)}]`;
}

/**
 * Several rules as one check: every name and every field comes by here, and each check of a pipe costs as much as all
 * rules.
 *
 * @param faultOf what is told of the first that does not hold
 */
export function faultless<T>(faultOf: (value: T) => string | undefined) {
  return v.check<T, (issue: v.CheckIssue<T>) => string>(
    (value) => faultOf(value) === undefined,
    ({ input }) => faultOf(input) ?? "",
  );
}

// Without a property of Unicode: reading what it says takes a while in each run.
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const CONTROL = /[\0-\x1f\x7f-\x9f]/;

/** No control characters, not empty: what may name a table, a field, an index or a constraint. */
export const identifier = v.pipe(
  v.string((issue) => `a name is expected, not ${issue.received}`),
  faultless((name: string) => {
    if (name.trim() === "") return "the name is empty";
    return CONTROL.test(name) ? "the name holds control characters" : undefined;
  }),
);

/** The name of something new: the namespace is a key of its own. */
export const newIdentifier = v.pipe(
  identifier,
  v.check((name) => !name.includes("."), "a name holds no dot; give the namespace by itself"),
);

/** SQL text. */
export const sqlText = v.pipe(
  v.string((issue) => `SQL text is expected, not ${issue.received}`),
  v.check((text) => text.trim() !== "", "the SQL text is empty"),
);

/** SQL text of a type; empty for a column that has none, which is a thing of SQLite's. */
export const typeText = v.string((issue) => `SQL text is expected, not ${issue.received}`);

/** A whole number of at least 1. */
export const count = v.pipe(
  v.number((issue) => `a number is expected, not ${issue.received}`),
  v.check((value) => Number.isSafeInteger(value) && value > 0, "a whole number from 1 is expected"),
);

export const flag = v.boolean((issue) => `true or false is expected, not ${issue.received}`);

/** When a constraint is checked, see `Deferrable`. */
export const deferrable = v.union(
  [flag, v.literal("immediate")],
  'true, false or "immediate" is expected',
);

/** One name or several. */
export const names = v.pipe(
  v.array(identifier, (issue) => `a list of names is expected, not ${issue.received}`),
  v.check((list) => list.length > 0, "the list is empty"),
  v.check((list) => new Set(list).size === list.length, "a name is in the list twice"),
);

/** Options of one database; the others leave them alone. */
export type OptionsData = Readonly<Record<string, string | number | boolean>>;

/** Checks them. */
export const optionsSchema = v.record(identifier, v.union([v.string(), v.number(), v.boolean()]));

/** The values of an enum that has a name: at least one, each once. */
export const enumValues = v.pipe(
  v.array(v.string(), (issue) => `a list of values is expected, not ${issue.received}`),
  v.check((list) => list.length > 0, "the list is empty"),
  v.check((list) => new Set(list).size === list.length, "a value is in the list twice"),
);

/** Old value -> new value. */
export const valuePairs = v.record(v.string(), v.string());
