import * as v from "valibot";
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { operationTypes } from "../operation/index.js";
import { nearestName } from "../text/nearest-name.js";
import { PolicyError } from "./check-error.js";
import { BUILTIN, dangerousFunctions, type Policy } from "./policy.js";
import { judgedVerbs } from "./sql-facts.js";

const name = v.pipe(
  v.string((issue) => `a name is expected, not ${issue.received}`),
  v.nonEmpty("a name is expected, not an empty text"),
);

/** What is not written like the name of a function would deny none. */
const deniedName = v.pipe(
  name,
  v.regex(
    /^[\p{L}\p{N}_$*]+$/u,
    "a function is named without its schema, and without brackets or blanks",
  ),
);

const names = listOf(name);

const limit = v.pipe(
  v.number((issue) => `a number is expected, not ${issue.received}`),
  v.integer("a whole number is expected"),
  v.minValue(1, "a number above zero is expected"),
);

const policySchema = v.strictObject({
  limits: v.optional(v.record(v.string(), limit)),
  symbols: v.optional(names),
  deny_operations: v.optional(names),
  tables: v.optional(names),
  sql_verbs: v.optional(names),
  functions: v.optional(names),
  deny_functions: v.optional(listOf(deniedName)),
  databases: v.optional(names),
});

function listOf<S extends v.GenericSchema<unknown, string>>(item: S) {
  return v.array(item, (issue) => `a list of names is expected, not ${issue.received}`);
}

type PolicyData = v.InferOutput<typeof policySchema>;

/** What the names in a policy may be; the caller knows the limits and the databases. */
export interface PolicyVocabulary {
  readonly limits: readonly string[];
  readonly databases: readonly string[];
}

/**
 * Reads a policy file. Data only; a name that nothing is called by is an error, because a rule with
 * a typing mistake in it would allow what it was written to deny.
 *
 * @throws PolicyError CHECK_POLICY_INVALID with file, line and column.
 */
export function parsePolicy(file: string, text: string, vocabulary: PolicyVocabulary): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const fail = (message: string, offset: number): PolicyError => {
    const { line, col } = lines.linePos(offset);
    return invalid({ file, message, line, column: col });
  };
  const [fault] = document.errors;
  if (fault !== undefined) throw fail(fault.message.split("\n")[0] ?? "", fault.pos[0]);
  if (document.contents !== null && !isMap(document.contents)) {
    throw fail("the file must hold keys and values", 0);
  }
  const at = (path: readonly unknown[]): number => nodeAt(document.contents, path)?.range?.[0] ?? 0;
  let data: unknown;
  try {
    data = document.toJS({ maxAliasCount: 0 }) ?? {};
  } catch {
    throw fail("aliases are not allowed in a policy", 0);
  }
  const parsed = v.safeParse(policySchema, data);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const path = (issue.path ?? []).map(({ key }) => key);
    throw fail(`${path.join(".") || "the file"}: ${messageOf(issue, path)}`, at(path));
  }
  const unknown = unknownIn(parsed.output, vocabulary);
  if (unknown !== undefined) throw fail(unknown.message, at(unknown.path));
  return policyOf(parsed.output);
}

function messageOf(issue: v.BaseIssue<unknown>, path: readonly unknown[]): string {
  const key = String(path.at(-1));
  if (issue.type !== "strict_object" || issue.expected !== "never") return issue.message;
  const near = nearestName(key, Object.keys(policySchema.entries));
  return `there is no such key${near === undefined ? "" : `; did you mean "${near}"?`}`;
}

interface Unknown {
  readonly path: readonly unknown[];
  readonly message: string;
}

/** The first name that means nothing. */
function unknownIn(data: PolicyData, vocabulary: PolicyVocabulary): Unknown | undefined {
  const kinds = [...operationTypes.map(({ kind }) => kind), "custom"];
  const verbs = data.sql_verbs?.map(verbOf);
  return (
    unknownOf("limits", Object.keys(data.limits ?? {}), vocabulary.limits) ??
    unknownOf("deny_operations", data.deny_operations, kinds) ??
    unknownOf("sql_verbs", verbs, judgedVerbs) ??
    unknownOf("databases", data.databases, vocabulary.databases)
  );
}

function unknownOf(
  key: string,
  given: readonly string[] | undefined,
  known: readonly string[],
): Unknown | undefined {
  const at = given?.findIndex((name) => !known.includes(name)) ?? -1;
  const name = given?.[at];
  if (name === undefined) return undefined;
  const near = nearestName(name, known);
  const hint = near === undefined ? `known are ${known.join(", ")}` : `did you mean "${near}"?`;
  const path = key === "limits" ? [key, name] : [key, at];
  return { path, message: `${key}: there is no "${name}"; ${hint}` };
}

function verbOf(verb: string): string {
  return verb.toLowerCase().replaceAll(" ", "_");
}

function policyOf(given: PolicyData): Policy {
  const verbs = given.sql_verbs?.map(verbOf);
  return Object.freeze({
    limits: given.limits ?? {},
    symbols: given.symbols,
    denyOperations: new Set(given.deny_operations ?? []),
    tables: given.tables,
    sqlVerbs: verbs === undefined ? undefined : new Set(verbs),
    // A list of what is bad instead of one of what is good, for platforms that ask for that.
    functions: given.functions ?? (given.deny_functions === undefined ? [BUILTIN] : undefined),
    denyFunctions: given.deny_functions ?? dangerousFunctions,
    databases: given.databases,
  });
}

/** The node of a value, or of its key when the value is missing or unknown. */
function nodeAt(root: unknown, path: readonly unknown[]): Node | undefined {
  let node: unknown = root;
  for (const [depth, key] of path.entries()) {
    if (isSeq(node)) {
      node = typeof key === "number" ? node.items[key] : node;
      continue;
    }
    if (!isMap(node)) break;
    const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
    if (pair === undefined) break;
    node = depth === path.length - 1 && isScalar(pair.key) ? pair.key : pair.value;
  }
  return isMap(node) || isScalar(node) || isSeq(node) ? node : undefined;
}

interface Fault {
  readonly file: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

function invalid({ file, message, line, column }: Fault): PolicyError {
  return new PolicyError({
    code: "CHECK_POLICY_INVALID",
    message: `the policy "${file}" is not valid: ${message}`,
    hint: "docs/commands/check.md shows every key of a policy with an example.",
    file,
    line,
    column,
  });
}
