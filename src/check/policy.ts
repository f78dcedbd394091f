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
  /** Functions that SQL texts may call, patterns; nothing else then. */
  readonly functions: readonly string[] | undefined;
  /** Functions that SQL texts may not call, patterns over the name without its schema. */
  readonly denyFunctions: readonly string[];
  /** Databases that the plan is made for. */
  readonly databases: readonly string[] | undefined;
}

/** The policy of a check that was given none: nothing is denied but what the sandbox denies. */
export const openPolicy: Policy = Object.freeze({
  limits: {},
  symbols: undefined,
  denyOperations: new Set<string>(),
  tables: undefined,
  sqlVerbs: undefined,
  functions: undefined,
  denyFunctions: [],
  databases: undefined,
});

/**
 * Functions that reach beyond the tables that a text names: files, the network, other sessions,
 * time, and those that run SQL given as text. Denied unless a policy says otherwise. A list of what
 * is bad is never complete; `functions`, a list of what is good, is for those who need to be sure.
 */
export const dangerousFunctions: readonly string[] = Object.freeze([
  "*_to_xml",
  "*_to_xml_and_xmlschema",
  "*_to_xmlschema",
  "benchmark",
  "connectby",
  "crosstab*",
  "dblink*",
  "edit",
  "fts3_tokenizer",
  "get_lock",
  "is_free_lock",
  "is_used_lock",
  "lo_*",
  "load_extension",
  "load_file",
  "loread",
  "lowrite",
  "master_pos_wait",
  "pg_advisory_*",
  "pg_backup_*",
  "pg_cancel_backend",
  "pg_create_*",
  "pg_drop_*",
  "pg_execute_server_program",
  "pg_file_*",
  "pg_logical_*",
  "pg_ls_*",
  "pg_notify",
  "pg_promote",
  "pg_read_*",
  "pg_reload_conf",
  "pg_replication_*",
  "pg_rotate_logfile*",
  "pg_sleep*",
  "pg_start_backup",
  "pg_stat_file",
  "pg_stat_reset*",
  "pg_stop_backup",
  "pg_switch_wal",
  "pg_terminate_backend",
  "pg_try_advisory_*",
  "pg_wal_replay_*",
  "pragma_*",
  "query_to_*",
  "readfile",
  "release_all_locks",
  "release_lock",
  "set_config",
  "setval",
  "sleep",
  "source_pos_wait",
  "sys_eval",
  "sys_exec",
  "ts_rewrite",
  "ts_stat",
  "wait_for_executed_gtid_set",
  "writefile",
  "xpath_table",
]);

/** No identifier of any database is longer; a pattern is not tried on what is no name. */
const LONGEST_NAME = 300;

/** Does a name fit one of the patterns? `*` stands for any characters but a dot. */
export function matches(patterns: readonly string[], name: string): boolean {
  if (name.length > LONGEST_NAME) return false;
  const lower = name.toLowerCase();
  return patterns.some((pattern) => regexOf(pattern).test(lower));
}

const compiled = new Map<string, RegExp>();

/** Patterns come from the operator; the same few are asked for every name. */
function regexOf(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const parts = pattern
    .toLowerCase()
    .split(/\*+/)
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const regex = new RegExp(`^${parts.join("[^.]*")}$`, "s");
  compiled.set(pattern, regex);
  return regex;
}
