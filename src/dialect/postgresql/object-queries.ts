import type { CatalogueScope } from "./catalogue.js";
import { FOREIGN_TABLES } from "./foreign-tables.js";
import {
  AMONG,
  COMMENT,
  IS_ON_ROW_FUNCTION,
  IS_OPAQUE,
  NO_COPY,
  ON_TABLE,
  OURS,
  SPACE,
  TABLE_KEY,
  TEMPORARY,
  WRITTEN,
} from "./object-words.js";
import {
  IS_CLONE,
  OTHER_CLONES,
  POLICY,
  ROW_SECURITY,
  RULE,
  TRIGGER,
  TRIGGER_OF_PARTITION,
} from "./on-table-words.js";
import { KEYS_TO_OPAQUE, OPAQUE_TABLES, UNFINISHED_INDEXES } from "./opaque-tables.js";
import {
  AGGREGATES,
  COLLATIONS,
  CONFIGURATIONS,
  DICTIONARIES,
  ENUMS,
  OPERATORS,
  RANGES,
  RARE_EARLY,
  RARE_LATE,
  STATISTICS,
} from "./rare-object-queries.js";
import { SETTINGS_OF_TABLES, SETTINGS_OF_VIEWS } from "./setting-queries.js";

const TABLE = `${TABLE_KEY} AS on`;

const LASTING = (scope: CatalogueScope): string =>
  scope === "temporary" ? "true" : "c.relpersistence <> 't'";

// What is on a partition is a part of that.
const ON = (scope: CatalogueScope): string =>
  scope === "temporary" ? `${TEMPORARY} AND NOT c.relispartition` : ON_TABLE;

const EXTENSIONS = `
  SELECT 'x' || e.oid AS id, 'extension' AS kind, NULL AS namespace, e.extname AS name, NULL AS kept, NULL AS on,
    CASE WHEN n.nspname IN ('pg_catalog', current_schema()) OR NOT e.extrelocatable THEN ''
      ELSE 'CREATE SCHEMA IF NOT EXISTS ' || quote_ident(n.nspname) || E';\\n' END
    || 'CREATE EXTENSION IF NOT EXISTS "' || replace(e.extname, '"', '""') || '"'
    || CASE WHEN n.nspname IN ('pg_catalog', current_schema()) OR NOT e.extrelocatable THEN ''
      ELSE ' WITH SCHEMA ' || quote_ident(n.nspname) END AS definition
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
  WHERE e.extname <> 'plpgsql' ORDER BY e.extname`;

const DOMAINS = (scope: CatalogueScope): string => `
  SELECT 't' || t.oid AS id, 'domain' AS kind, ${SPACE}, t.typname AS name, NULL AS kept, NULL AS on,
    'CREATE DOMAIN ' || ${WRITTEN("t.typname")} || ' AS ' || format_type(t.typbasetype, t.typtypmod)
    || coalesce((SELECT ' COLLATE ' || quote_ident(s.nspname) || '.' || quote_ident(c.collname)
      FROM pg_collation c JOIN pg_namespace s ON s.oid = c.collnamespace JOIN pg_type b ON b.oid = t.typbasetype
      WHERE c.oid = t.typcollation AND t.typcollation <> b.typcollation), '')
    || coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
    || coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(k.conname) || ' '
      || pg_get_constraintdef(k.oid), '' ORDER BY k.conname)
      FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c' AND k.convalidated), '')
    || coalesce((SELECT string_agg(E';\\nALTER DOMAIN ' || ${WRITTEN("t.typname")} || ' ADD CONSTRAINT ' || quote_ident(k.conname) || ' '
      || pg_get_constraintdef(k.oid), '' ORDER BY k.conname)
      FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c' AND NOT k.convalidated), '')
    || coalesce((SELECT string_agg(E';\\nCOMMENT ON CONSTRAINT ' || quote_ident(k.conname) || ' ON DOMAIN ' || ${WRITTEN("t.typname")}
      || ' IS ' || quote_literal(obj_description(k.oid, 'pg_constraint')), '' ORDER BY k.conname)
      FROM pg_constraint k WHERE k.contypid = t.oid AND obj_description(k.oid, 'pg_constraint') IS NOT NULL), '')
    || ${COMMENT("DOMAIN", WRITTEN("t.typname"), "obj_description(t.oid, 'pg_type')")} AS definition
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE t.typtype = 'd' AND ${AMONG(scope, "pg_type", "t.oid")} ORDER BY n.nspname, t.typname`;

const COMPOSITES = (scope: CatalogueScope): string => `
  SELECT 't' || t.oid AS id, 'type' AS kind, ${SPACE}, t.typname AS name, NULL AS kept, NULL AS on,
    'CREATE TYPE ' || ${WRITTEN("t.typname")} || ' AS (' || coalesce((SELECT string_agg(quote_ident(a.attname) || ' '
      || format_type(a.atttypid, a.atttypmod)
      || coalesce((SELECT ' COLLATE ' || quote_ident(s.nspname) || '.' || quote_ident(l.collname) FROM pg_collation l
        JOIN pg_namespace s ON s.oid = l.collnamespace JOIN pg_type b ON b.oid = a.atttypid
        WHERE l.oid = a.attcollation AND a.attcollation <> b.typcollation), ''), ', ' ORDER BY a.attnum)
      FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')'
    || coalesce((SELECT string_agg(E';\\nCOMMENT ON COLUMN ' || ${WRITTEN("t.typname")} || '.' || quote_ident(a.attname)
      || ' IS ' || quote_literal(col_description(c.oid, a.attnum)), '' ORDER BY a.attnum)
      FROM pg_attribute a WHERE a.attrelid = c.oid AND col_description(c.oid, a.attnum) IS NOT NULL), '')
    || ${COMMENT("TYPE", WRITTEN("t.typname"), "obj_description(t.oid, 'pg_type')")} AS definition
  FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE c.relkind = 'c' AND ${AMONG(scope, "pg_type", "t.oid")} ORDER BY n.nspname, t.typname`;

// A sequence that a column owns is made with the column.
const SEQUENCES = (scope: CatalogueScope): string => `
  SELECT 'r' || c.oid AS id, 'sequence' AS kind, ${SPACE}, c.relname AS name, NULL AS kept, NULL AS on,
    'CREATE ' || CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END || 'SEQUENCE ' || ${WRITTEN("c.relname")} || ' AS ' || format_type(q.seqtypid, NULL)
    || ' INCREMENT BY ' || q.seqincrement || ' MINVALUE ' || q.seqmin || ' MAXVALUE ' || q.seqmax
    || ' START WITH ' || q.seqstart || ' CACHE ' || q.seqcache || CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END
    || ${COMMENT("SEQUENCE", WRITTEN("c.relname"), "obj_description(c.oid, 'pg_class')")} AS definition
  FROM pg_sequence q JOIN pg_class c ON c.oid = q.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${LASTING(scope)} AND ${AMONG(scope, "pg_class", "c.oid")} AND NOT EXISTS (SELECT FROM pg_depend o
    WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.deptype IN ('a', 'i'))
  ORDER BY n.nspname, c.relname`;

// The server writes the namespace of every function; this database's own is left to the session.
const FUNCTIONS = (scope: CatalogueScope): string => `
  SELECT 'f' || p.oid AS id, CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind, ${SPACE},
    p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS name,
    p.proname AS bare, oidvectortypes(p.proargtypes) AS arguments, l.lanname AS language,
    CASE WHEN l.lanname <> 'c' AND p.prosrc <> '' THEN p.prosrc END AS kept, NULL AS on,
    regexp_replace(pg_get_functiondef(p.oid), E'\\\\s+$', '')
    || ${COMMENT(
      "ROUTINE",
      `${WRITTEN("p.proname")} || '(' || pg_get_function_identity_arguments(p.oid) || ')'`,
      "obj_description(p.oid, 'pg_proc')",
    )} AS definition,
    quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '(' AS qualified,
    quote_ident(p.proname) || '(' AS unqualified
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
  WHERE p.prokind IN ('f', 'p', 'w') AND ${AMONG(scope, "pg_proc", "p.oid")}
    AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')
  ORDER BY n.nspname, p.proname, arguments`;

/** No materialized view can be temporary: a view of another name stands for its query, a table for the rest. */
const VIEWS_OF = {
  database: {
    from: "",
    isMaterialized: "c.relkind = 'm'",
    query: "c.oid",
    where: `c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND ${OURS("pg_class", "c.oid", "n")}`,
  },
  temporary: {
    from: "LEFT JOIN pg_class q ON q.relnamespace = n.oid AND q.relkind = 'v' AND q.relname = 'mm_' || md5(c.relname)",
    isMaterialized: "q.oid IS NOT NULL",
    query: "coalesce(q.oid, c.oid)",
    where: `(c.relkind = 'v' OR q.oid IS NOT NULL) AND ${NO_COPY} AND ${TEMPORARY}`,
  },
} as const;

/** The rule `w` and the trigger `t` of the view `c`, with what is said of them. */
const RULE_OF_VIEW = `rtrim(pg_get_ruledef(w.oid, true), ';')
  || ${COMMENT("RULE", `quote_ident(w.rulename) || ' ON ' || ${WRITTEN("c.relname")}`, "obj_description(w.oid, 'pg_rewrite')")}`;
const TRIGGER_OF_VIEW = `pg_get_triggerdef(t.oid, true)
  || ${COMMENT("TRIGGER", `quote_ident(t.tgname) || ' ON ' || ${WRITTEN("c.relname")}`, "obj_description(t.oid, 'pg_trigger')")}`;

// With its indexes, and the triggers and rules on it: these are dropped with the view.
const VIEWS = (scope: CatalogueScope): string => {
  const { from, isMaterialized, query, where } = VIEWS_OF[scope];
  return `
  SELECT 'r' || c.oid AS id, CASE WHEN ${isMaterialized} THEN 'materialized view' ELSE 'view' END AS kind,
    ${SPACE}, c.relname AS name, NULL AS kept, NULL AS on,
    CASE WHEN ${isMaterialized} THEN 'CREATE MATERIALIZED VIEW ' ELSE 'CREATE VIEW ' END || ${WRITTEN("c.relname")}
    || coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '')
    || E' AS\\n' || rtrim(pg_get_viewdef(${query}), ';')
    || CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN E'\\n  WITH NO DATA' ELSE '' END
    || coalesce((SELECT string_agg(E';\\n' || pg_get_indexdef(i.indexrelid, 0, true), '' ORDER BY i.indexrelid::regclass::text)
      FROM pg_index i WHERE i.indrelid = c.oid), '')
    || coalesce((SELECT string_agg(E';\\n' || ${RULE_OF_VIEW}, '' ORDER BY w.rulename)
      FROM pg_rewrite w WHERE w.ev_class = c.oid AND w.rulename <> '_RETURN'), '')
    || coalesce((SELECT string_agg(E';\\n' || ${TRIGGER_OF_VIEW}, '' ORDER BY t.tgname)
      FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal), '')
    || coalesce((SELECT string_agg(E';\\nALTER VIEW ' || ${WRITTEN("c.relname")} || ' ALTER COLUMN ' || quote_ident(a.attname)
      || ' SET DEFAULT ' || pg_get_expr(b.adbin, b.adrelid), '' ORDER BY a.attnum)
      FROM pg_attribute a JOIN pg_attrdef b ON b.adrelid = a.attrelid AND b.adnum = a.attnum WHERE a.attrelid = c.oid), '')
    || coalesce((SELECT string_agg(E';\\nCOMMENT ON COLUMN ' || ${WRITTEN("c.relname")} || '.' || quote_ident(a.attname)
      || ' IS ' || quote_literal(col_description(c.oid, a.attnum)), '' ORDER BY a.attnum)
      FROM pg_attribute a WHERE a.attrelid = c.oid AND col_description(c.oid, a.attnum) IS NOT NULL), '')
    || CASE WHEN ${isMaterialized} THEN coalesce((SELECT string_agg(E';\\n' || z.definition, '' ORDER BY z.name)
      FROM (${SETTINGS_OF_VIEWS}) AS z WHERE z.table = c.oid), '') ELSE '' END
    || ${COMMENT(
      `' || CASE WHEN ${isMaterialized} THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END || '`,
      WRITTEN("c.relname"),
      "obj_description(c.oid, 'pg_class')",
    )} AS definition
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace ${from}
  WHERE ${where}
  ORDER BY c.oid`;
};

const TRIGGERS = (scope: CatalogueScope): string => `
  SELECT 'g' || t.oid AS id, 'trigger' AS kind, NULL AS namespace, t.tgname AS name, NULL AS kept, ${TABLE},
    'f' || t.tgfoid AS runs, ${TRIGGER} AS definition,
    CASE WHEN ${IS_OPAQUE} OR t.tgname ~ '[.()]' THEN 'DROP TRIGGER ' || quote_ident(t.tgname) || ' ON ' || ${WRITTEN("c.relname")} END AS drop
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT t.tgisinternal AND ${ON(scope)} ORDER BY n.nspname, c.relname, t.tgname`;

const RULES = (scope: CatalogueScope): string => `
  SELECT 'w' || w.oid AS id, 'rule' AS kind, NULL AS namespace, w.rulename AS name, NULL AS kept, ${TABLE},
    ${RULE} AS definition,
    CASE WHEN ${IS_OPAQUE} OR w.rulename ~ '[.()]' THEN 'DROP RULE ' || quote_ident(w.rulename) || ' ON ' || ${WRITTEN("c.relname")} END AS drop
  FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${ON(scope)} AND w.rulename <> '_RETURN' ORDER BY n.nspname, c.relname, w.rulename`;

// A policy does nothing on a table without row security, so each says that first.
const POLICIES = (scope: CatalogueScope): string => `
  SELECT 'p' || p.oid AS id, 'policy' AS kind, NULL AS namespace, p.polname AS name, NULL AS kept, ${TABLE},
    ${ROW_SECURITY} || ${POLICY} AS definition,
    CASE WHEN ${IS_OPAQUE} OR p.polname ~ '[.()]' THEN 'DROP POLICY ' || quote_ident(p.polname) || ' ON ' || ${WRITTEN("c.relname")} END AS drop
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${ON(scope)} ORDER BY n.nspname, c.relname, p.polname`;

/** Comments on what is on tables. */
const COMMENTS = (scope: CatalogueScope): string => `
  SELECT 'q' || z.kind || ' ' || z.name AS id, z.kind, NULL AS namespace, z.name, NULL AS kept, z."on", z.definition
  FROM (${SETTINGS_OF_TABLES(scope)}) AS z JOIN pg_class c ON c.oid = z.table
  WHERE z.kind = 'comment' AND z.needs IS NOT NULL AND NOT c.relispartition ORDER BY z.name`;

/** Read where migrations have made one by its own SQL: any other is a part of what it is on. */
export const INDEXES = (scope: CatalogueScope): string => `
  SELECT 'r' || x.oid AS id, 'index' AS kind, ${SPACE}, x.relname AS name, NULL AS kept, ${TABLE},
    pg_get_indexdef(x.oid, 0, true) AS definition,
    'DROP INDEX ' || ${WRITTEN("x.relname")} AS drop, true AS modelled
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${scope === "temporary" ? TEMPORARY : `NOT (c.relkind = 'r' AND ${IS_ON_ROW_FUNCTION}) AND (i.indisvalid OR c.relkind <> 'p') AND ${OURS("pg_class", "c.oid", "n")}`} ORDER BY x.oid`;

/** Indexes that no table can be made with: see `IS_ON_ROW_FUNCTION`. */
const LATE_INDEXES = `
  SELECT 'r' || x.oid AS id, 'index' AS kind, ${SPACE}, x.relname AS name, NULL AS kept, ${TABLE},
    pg_get_indexdef(x.oid, 0, true) AS definition,
    'DROP INDEX ' || ${WRITTEN("x.relname")} AS drop
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE i.indisvalid AND ${ON_TABLE} AND NOT ${IS_OPAQUE} AND ${IS_ON_ROW_FUNCTION} ORDER BY x.oid`;

/** What is on views and partitions, each as it stands in the definition of what it is on. */
export const PARTS_OF_OTHERS = [
  ...[
    ["c.relkind = 'v'", TRIGGER_OF_VIEW, RULE_OF_VIEW],
    ["c.relispartition AND c.relkind IN ('r', 'p')", TRIGGER_OF_PARTITION, RULE],
  ].flatMap(([is = "", trigger = "", rule = ""]) => [
    partOf("g", "trigger", {
      ...{ name: "t.tgname", definition: trigger, from: "pg_trigger t", on: "t.tgrelid" },
      where: `${is} AND NOT t.tgisinternal AND NOT ${IS_CLONE}`,
    }),
    partOf("w", "rule", {
      ...{ name: "w.rulename", definition: rule, from: "pg_rewrite w", on: "w.ev_class" },
      where: `${is} AND w.rulename <> '_RETURN'`,
    }),
  ]),
  partOf("p", "policy", {
    ...{ name: "p.polname", definition: `${ROW_SECURITY} || ${POLICY}`, from: "pg_policy p" },
    ...{ on: "p.polrelid", where: "c.relispartition" },
  }),
].join("\n  UNION ALL ");

function partOf(
  letter: string,
  kind: string,
  row: Readonly<Record<"name" | "definition" | "from" | "on" | "where", string>>,
): string {
  const { name, definition, from, on, where } = row;
  return `SELECT '${letter}' || ${name.slice(0, 1)}.oid AS id, '${kind}' AS kind, ${name} AS name, ${TABLE}, c.relname AS bare,
    'r' || c.oid AS whole, ${definition} AS definition,
    'DROP ${kind.toUpperCase()} ' || quote_ident(${name}) || ' ON ' || ${WRITTEN("c.relname")} AS drop
  FROM ${from} JOIN pg_class c ON c.oid = ${on} JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${where} AND c.relpersistence <> 't' AND ${OURS("pg_class", "c.oid", "n")}`;
}

/** In an order in which one may need what is before it; `made` see `IS_WHOLE`. */
export const objectQueries = (made: readonly string[]): readonly string[] => [
  EXTENSIONS,
  ...RARE_EARLY,
  DOMAINS("database"),
  COMPOSITES("database"),
  SEQUENCES("database"),
  FUNCTIONS("database"),
  VIEWS("database"),
  TRIGGERS("database"),
  RULES("database"),
  POLICIES("database"),
  OPAQUE_TABLES("database", made),
  KEYS_TO_OPAQUE(made),
  UNFINISHED_INDEXES,
  LATE_INDEXES,
  ...RARE_LATE,
];

/** What tells of each kind that a comparison makes as a temporary one. */
const COMPARED: readonly (readonly [
  kinds: readonly string[],
  query: (scope: CatalogueScope) => string,
])[] = [
  ...([COMPOSITES, ENUMS, RANGES] as const).map((query) => [["type"], query] as const),
  [["domain"], DOMAINS],
  [["sequence"], SEQUENCES],
  [["function", "procedure"], FUNCTIONS],
  [["view", "materialized view"], VIEWS],
  [["trigger"], TRIGGERS],
  [["rule"], RULES],
  [["policy"], POLICIES],
  [["comment"], COMMENTS],
  [["aggregate"], AGGREGATES],
  [["operator"], OPERATORS],
  [["collation"], COLLATIONS],
  [["statistics"], STATISTICS],
  [["text search dictionary"], DICTIONARIES],
  [["text search configuration"], CONFIGURATIONS],
  [["index"], INDEXES],
  [["table"], (scope) => OPAQUE_TABLES(scope)],
  [["foreign table"], FOREIGN_TABLES],
];

/** The queries for what is there of these kinds. */
export function comparedQueries(
  scope: CatalogueScope,
  kinds: ReadonlySet<string>,
): readonly string[] {
  const wanted = COMPARED.filter(([ofQuery]) => ofQuery.some((kind) => kinds.has(kind)));
  return wanted.map(([, query]) => query(scope));
}

/** Which needs which, by their ids; `r` is a relation or one that has its row type. */
export const NEEDS = `
  SELECT DISTINCT CASE d.classid
      WHEN 'pg_rewrite'::regclass THEN CASE WHEN wc.relkind IN ('v', 'm') THEN 'r' || wc.oid ELSE 'w' || w.oid END
      WHEN 'pg_trigger'::regclass THEN CASE WHEN gc.relkind = 'v' THEN 'r' || gc.oid ELSE 'g' || g.oid END
      WHEN 'pg_class'::regclass THEN 't' || y.reltype
      WHEN 'pg_constraint'::regclass THEN 't' || k.contypid
      WHEN 'pg_type'::regclass THEN 't' || d.objid
      WHEN 'pg_proc'::regclass THEN 'f' || d.objid
      ELSE 'p' || d.objid END AS id,
    CASE d.refclassid
      WHEN 'pg_class'::regclass THEN 'r' || d.refobjid
      WHEN 'pg_proc'::regclass THEN 'f' || d.refobjid
      WHEN 'pg_type'::regclass THEN CASE WHEN tc.relkind <> 'c' THEN 'r' || tc.oid ELSE 't' || t.oid END
      END AS needs
  FROM pg_depend d
  LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
  LEFT JOIN pg_class wc ON wc.oid = w.ev_class
  LEFT JOIN pg_trigger g ON d.classid = 'pg_trigger'::regclass AND g.oid = d.objid
  LEFT JOIN pg_class gc ON gc.oid = g.tgrelid
  LEFT JOIN pg_class y ON d.classid = 'pg_class'::regclass AND y.oid = d.objid AND y.relkind = 'c'
  LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid AND k.contypid <> 0
  LEFT JOIN pg_type a ON d.refclassid = 'pg_type'::regclass AND a.oid = d.refobjid
  LEFT JOIN pg_type t ON t.oid = CASE WHEN a.typcategory = 'A' AND a.typelem <> 0 THEN a.typelem ELSE a.oid END
  LEFT JOIN pg_class tc ON tc.oid = t.typrelid
  WHERE d.objid >= 16384 AND d.refobjid >= 16384 AND d.deptype IN ('n', 'a')
    AND d.refclassid IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass)
    AND d.classid IN ('pg_rewrite'::regclass, 'pg_trigger'::regclass, 'pg_class'::regclass,
      'pg_constraint'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass, 'pg_policy'::regclass)
    AND (d.classid <> 'pg_class'::regclass OR y.oid IS NOT NULL)
    AND (d.classid <> 'pg_constraint'::regclass OR k.oid IS NOT NULL)
  UNION ALL SELECT 'g' || t.oid, 'r' || b.tgrelid FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid
  CROSS JOIN LATERAL (SELECT b.tgrelid FROM ${OTHER_CLONES}) AS b WHERE c.relkind = 'p' AND NOT t.tgisinternal`;

/** Tables that need a function: in a default, a check, a generated field, an index. */
export const NEEDED_BY_TABLES = `
  SELECT DISTINCT 'f' || d.refobjid AS id FROM pg_depend d
  WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid >= 16384
    AND (d.classid = 'pg_attrdef'::regclass OR d.classid = 'pg_class'::regclass
      OR d.classid = 'pg_constraint'::regclass)`;

/** The ids of tables, and of enum types; those of one field alone are made with its table. */
export const TABLE_IDS = `
  SELECT 'r' || c.oid AS id, ${TABLE.replace(" AS on", " AS key")}, NULL AS type FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${ON_TABLE}
  UNION ALL SELECT 't' || t.oid, ${TABLE.replace(" AS on", "")}, t.typname
  FROM pg_type t JOIN pg_attribute a ON a.atttypid IN (t.oid, t.typarray)
  JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE t.typtype = 'e' AND ${ON_TABLE}
  UNION ALL SELECT 't' || t.oid, NULL, t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE t.typtype = 'e' AND n.nspname = current_schema()
    AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.atttypid IN (t.oid, t.typarray))`;
