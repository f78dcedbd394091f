import * as v from "valibot";
import { isMap, isScalar, LineCounter, type Node, parseDocument } from "yaml";
import { PolicyError } from "./check-error.js";

/** What the operator of a check allows. `undefined` = no rule about it. */
export interface Policy {
  /** Limits of the sandbox, by name; a policy may set them higher than a project could. */
  readonly limits: Readonly<Record<string, number>>;
  /** Specifiers, or `specifier#export`; everything else is not importable. */
  readonly symbols: readonly string[] | undefined;
  /** Kinds of operations that are refused, `run_sql`; a project's own classes are `custom`. */
  readonly denyOperations: ReadonlySet<string>;
  /** Tables that may be touched, `tenant_*`; by operations and by SQL alike. */
  readonly tables: readonly string[] | undefined;
  /** Verbs that SQL texts may use, `select`, `create_index`. */
  readonly sqlVerbs: ReadonlySet<string> | undefined;
  /** Functions that SQL texts may not call. */
  readonly denyFunctions: ReadonlySet<string>;
  /** Databases that the plan is made for. */
  readonly databases: readonly string[] | undefined;
}

/**
 * Functions that reach beyond the tables: files, the network, other sessions, time. Denied unless a
 * policy says otherwise. A name in a schema (`pg_catalog.pg_read_file`) counts as the bare name.
 */
export const dangerousFunctions: readonly string[] = [
  "benchmark",
  "dblink",
  "dblink_connect",
  "dblink_exec",
  "edit",
  "fts3_tokenizer",
  "get_lock",
  "load_extension",
  "load_file",
  "lo_export",
  "lo_import",
  "pg_advisory_lock",
  "pg_cancel_backend",
  "pg_execute_server_program",
  "pg_ls_dir",
  "pg_read_binary_file",
  "pg_read_file",
  "pg_reload_conf",
  "pg_sleep",
  "pg_stat_file",
  "pg_terminate_backend",
  "query_to_xml",
  "readfile",
  "set_config",
  "sleep",
  "sys_eval",
  "sys_exec",
  "writefile",
];

/** The policy of a check that was given none: nothing is denied but what the sandbox denies. */
export const openPolicy: Policy = Object.freeze({
  limits: {},
  symbols: undefined,
  denyOperations: new Set<string>(),
  tables: undefined,
  sqlVerbs: undefined,
  denyFunctions: new Set<string>(),
  databases: undefined,
});

const names = v.array(v.pipe(v.string(), v.nonEmpty("a name is expected")), "a list is expected");

const policySchema = v.strictObject({
  limits: v.optional(v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(1)))),
  symbols: v.optional(names),
  deny_operations: v.optional(names),
  tables: v.optional(names),
  sql_verbs: v.optional(names),
  deny_functions: v.optional(names),
  databases: v.optional(names),
});

/**
 * Reads a policy file. Data only.
 *
 * @throws PolicyError CHECK_POLICY_INVALID with file, line and column.
 */
export function parsePolicy(file: string, text: string): Policy {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const fail = (message: string, offset: number): PolicyError => {
    const { line, col } = lines.linePos(offset);
    return invalid({ file, message, line, column: col });
  };
  const [fault] = document.errors;
  if (fault !== undefined) throw fail(fault.message.split("\n")[0] ?? "", fault.pos[0]);
  const parsed = v.safeParse(policySchema, document.toJS({ maxAliasCount: 0 }) ?? {});
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const path = (issue.path ?? []).map(({ key }) => key);
    const place = path.length === 0 ? document.contents : nodeAt(document.contents, path);
    throw fail(`${path.join(".") || "the file"}: ${issue.message}`, place?.range?.[0] ?? 0);
  }
  return policyOf(parsed.output);
}

function policyOf(given: v.InferOutput<typeof policySchema>): Policy {
  const verbs = given.sql_verbs?.map((verb) => verb.toLowerCase().replaceAll(" ", "_"));
  return Object.freeze({
    limits: given.limits ?? {},
    symbols: given.symbols,
    denyOperations: new Set(given.deny_operations ?? []),
    tables: given.tables?.map((table) => table.toLowerCase()),
    sqlVerbs: verbs === undefined ? undefined : new Set(verbs),
    denyFunctions: new Set(
      (given.deny_functions ?? dangerousFunctions).map((name) => name.toLowerCase()),
    ),
    databases: given.databases,
  });
}

/** Does a name fit one of the patterns? `*` stands for any characters but a dot. */
export function matches(patterns: readonly string[], name: string): boolean {
  const lower = name.toLowerCase();
  return patterns.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join("[^.]*")}$`, "s").test(lower);
  });
}

/** The node of a value, or of its key when the value is missing or unknown. */
function nodeAt(root: unknown, path: readonly unknown[]): Node | undefined {
  let node: unknown = root;
  for (const key of path) {
    if (!isMap(node)) break;
    const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
    if (pair === undefined) break;
    node = path.at(-1) === key && isScalar(pair.key) ? pair.key : pair.value;
  }
  return isMap(node) || isScalar(node) ? node : undefined;
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
