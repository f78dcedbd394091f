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
  /** Functions that SQL texts may call, patterns; nothing else then. {@link BUILTIN} is a list. */
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

/** In a list of functions: those that a policy without a list allows. */
export const BUILTIN = "builtin";

/**
 * Functions that reach beyond the tables that a text names: files, the network, other sessions, the
 * pages of other tables, time, and those that run SQL given as text. Denied unless a policy says
 * otherwise, for those who allow more than {@link BUILTIN}: `functions: ["*"]`.
 */
export const dangerousFunctions: readonly string[] = Object.freeze(
  `
  *_to_xml *_to_xml_and_xmlschema *_to_xmlschema alter_job asynchronous_connection_failover_*
  audit_* autoprewarm* aws_* benchmark binary_upgrade_* binlog_gtid_pos brin_desummarize_range
  brin_metapage_info brin_page_* brin_revmap_data brin_summarize_* bt_* connectby crosstab*
  currtid* dblink* edit eval fsdir fsm_page_contents fts3_tokenizer gen_dictionary* get_lock
  get_raw_page gin_clean_pending_list gin_leafpage_items gin_metapage_info gin_page_opaque_info
  gist_page_* group_replication_* hash_bitmap_info hash_metapage_info hash_page_* heap_force_*
  heap_page_* heap_tuple_* http http_* is_free_lock is_used_lock keyring_* lo_* load_extension
  load_file loread lowrite lsdir lsmode master_gtid_wait master_pos_wait
  mysql_query_attribute_string mysqlx_* normal_rand page_checksum page_header pg_advisory_*
  pg_backup_* pg_buffercache* pg_cancel_backend pg_check_* pg_control_* pg_create_*
  pg_current_logfile pg_drop_* pg_execute_server_program pg_export_snapshot
  pg_extension_config_dump pg_file_* pg_get_wal_* pg_import_system_collations
  pg_log_backend_memory_contexts pg_logdir_ls pg_logical_* pg_ls_* pg_nextoid pg_notify
  pg_partition_ancestors pg_prewarm pg_promote pg_read_* pg_reload_conf pg_replication_*
  pg_rotate_logfile* pg_signal_* pg_sleep* pg_start_backup pg_stat_* pg_stop_backup pg_switch_wal
  pg_sync_replication_slots pg_terminate_backend pg_truncate_visibility_map pg_try_advisory_*
  pg_visibility* pg_wal_* pgrowlocks pgstat* postgres_fdw_* pragma_* query_export_to_s3 query_to_*
  readfile release_all_locks release_lock rolling_* run_command_on_* schedule* service_get_*
  service_release_locks set_config sha3_query sleep source_pos_wait sql_exec sqlite_dbpage
  sqlite_dbptr statement_performance_analyzer sys_eval sys_exec sys_get sys_set
  table_import_from_s3 ts_rewrite ts_stat tuple_data_split unschedule verify_heapam
  version_tokens_* wait_for_executed_gtid_set wait_until_sql_thread_after_gtids writefile wsrep_*
  xpath_list xpath_nodeset xpath_table xslt_process zipfile`
    .trim()
    .split(/\s+/),
);

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
