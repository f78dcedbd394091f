import type { CatalogueScope } from "./catalogue.js";
import { FOREIGN_KEY, IS_OPAQUE, OURS, TABLE_KEY, TEMPORARY, WRITTEN } from "./object-words.js";

/** What is said of a table, or a part of it, by a statement of its own. */
interface Setting {
  /** Behind the key of the table: what it is about. */
  readonly name: string;
  readonly set: string;
  readonly unset: string;
  /** Tables and conditions beside `c`, the table, and `n`, its namespace. */
  readonly from: string;
  readonly kind?: string;
  /** The id of the object that it is about. */
  readonly needs?: string;
  /** A condition under which other objects say it. */
  readonly covered?: string;
}

const TABLE = `'ALTER ' || CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW ' ELSE 'TABLE ' END || ${WRITTEN("c.relname")}`;
const COLUMN = `${TABLE} || ' ALTER COLUMN ' || quote_ident(a.attname)`;
const INDEX = `'ALTER INDEX ' || ${WRITTEN("x.relname")}`;
const COLUMNS =
  "pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid";
const INDEXES = "pg_index i ON i.indrelid = c.oid JOIN pg_class x ON x.oid = i.indexrelid";

const STORAGE = (letter: string): string =>
  `CASE ${letter} WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END`;

/** The options of a column that people set; a server may keep others of its own there. */
const COLUMN_OPTIONS = (take: string): string =>
  `(SELECT string_agg(${take}, ', ' ORDER BY o) FROM unnest(a.attoptions) AS o WHERE o LIKE 'n_distinct%')`;

interface Commented {
  readonly from: string;
  readonly catalogue: string;
  readonly alias: string;
  readonly name: string;
  /** The id of it, where it is an object. */
  readonly needs?: string;
}

function comment(kind: string, { from, catalogue, alias, name, needs }: Commented): Setting {
  const id = `${alias}.oid`;
  const subject = `'COMMENT ON ${kind.toUpperCase()} ' || quote_ident(${name}) || ' ON ' || ${WRITTEN("c.relname")} || ' IS '`;
  return {
    kind: "comment",
    name: `'${kind} ' || ${name}`,
    set: `${subject} || quote_literal(obj_description(${id}, '${catalogue}'))`,
    unset: `${subject} || 'NULL'`,
    from: `${from} AND obj_description(${id}, '${catalogue}') IS NOT NULL`,
    ...(needs !== undefined && { needs }),
  };
}

/** Of a constraint `k`: a foreign key to a table that is kept whole is made behind that. */
const KEY_TO_OPAQUE = `CASE WHEN k.contype = 'f' AND NOT ${IS_OPAQUE}
    AND EXISTS (SELECT FROM pg_class c WHERE c.oid = k.confrelid AND ${IS_OPAQUE}) THEN '${FOREIGN_KEY}' || k.oid END`;

const INDEX_COMMENT = `'COMMENT ON INDEX ' || ${WRITTEN("x.relname")} || ' IS '`;

/** Where an index is made by SQL of its own, that says them. */
const INDEX_PARAMETERS: Setting = {
  name: "'parameters of index ' || x.relname",
  set: `${INDEX} || ' SET (' || array_to_string(x.reloptions, ', ') || ')'`,
  unset: `${INDEX} || ' RESET (' || (SELECT string_agg(split_part(o, '=', 1), ', ') FROM unnest(x.reloptions) AS o) || ')'`,
  from: `${INDEXES} AND x.reloptions IS NOT NULL`,
};

const SETTINGS: readonly Setting[] = [
  {
    name: "'storage of ' || a.attname",
    set: `${COLUMN} || ' SET STORAGE ' || ${STORAGE("a.attstorage")}`,
    unset: `${COLUMN} || ' SET STORAGE ' || ${STORAGE("t.typstorage")}`,
    from: `${COLUMNS} AND a.attstorage <> t.typstorage`,
  },
  {
    name: "'compression of ' || a.attname",
    set: `${COLUMN} || ' SET COMPRESSION ' || CASE to_jsonb(a) ->> 'attcompression' WHEN 'p' THEN 'pglz' ELSE 'lz4' END`,
    unset: `${COLUMN} || ' SET COMPRESSION DEFAULT'`,
    from: `${COLUMNS} AND a.attlen = -1 AND coalesce(to_jsonb(a) ->> 'attcompression', '') <> ''`,
  },
  {
    name: "'statistics of ' || a.attname",
    set: `${COLUMN} || ' SET STATISTICS ' || a.attstattarget`,
    unset: `${COLUMN} || ' SET STATISTICS -1'`,
    from: `${COLUMNS} AND coalesce(a.attstattarget, -1) <> -1`,
  },
  {
    name: "'n_distinct of ' || a.attname",
    set: `${COLUMN} || ' SET (' || ${COLUMN_OPTIONS("o")} || ')'`,
    unset: `${COLUMN} || ' RESET (' || ${COLUMN_OPTIONS("split_part(o, '=', 1)")} || ')'`,
    from: `${COLUMNS} AND a.attoptions IS NOT NULL AND ${COLUMN_OPTIONS("o")} IS NOT NULL`,
  },
  {
    name: "'replica identity'",
    set: `${TABLE} || ' REPLICA IDENTITY ' || CASE c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING'
      ELSE 'USING INDEX ' || (SELECT quote_ident(x.relname) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
        WHERE i.indrelid = c.oid AND i.indisreplident) END`,
    unset: `${TABLE} || ' REPLICA IDENTITY DEFAULT'`,
    from: "(VALUES (1)) AS one (number) ON c.relreplident <> 'd' AND c.relkind <> 'f'",
  },
  {
    name: "'cluster'",
    set: `${TABLE} || ' CLUSTER ON ' || quote_ident(x.relname)`,
    unset: `${TABLE} || ' SET WITHOUT CLUSTER'`,
    from: `${INDEXES} AND i.indisclustered`,
  },
  INDEX_PARAMETERS,
  {
    name: "'statistics of index ' || x.relname || ' ' || a.attnum",
    set: `${INDEX} || ' ALTER COLUMN ' || a.attnum || ' SET STATISTICS ' || a.attstattarget`,
    unset: `${INDEX} || ' ALTER COLUMN ' || a.attnum || ' SET STATISTICS -1'`,
    from: `${INDEXES} JOIN pg_attribute a ON a.attrelid = x.oid AND coalesce(a.attstattarget, -1) <> -1`,
  },
  {
    kind: "row security",
    name: "'row security'",
    set: `concat_ws(E';\\n', CASE WHEN c.relrowsecurity THEN ${TABLE} || ' ENABLE ROW LEVEL SECURITY' END,
      CASE WHEN c.relforcerowsecurity THEN ${TABLE} || ' FORCE ROW LEVEL SECURITY' END)`,
    unset: `${TABLE} || ' NO FORCE ROW LEVEL SECURITY' || E';\\n' || ${TABLE} || ' DISABLE ROW LEVEL SECURITY'`,
    from: "(VALUES (1)) AS one (number) ON c.relrowsecurity OR c.relforcerowsecurity",
    // The policies of a table say it themselves.
    covered: "EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)",
  },
  {
    kind: "comment",
    name: "'index ' || x.relname",
    set: `${INDEX_COMMENT} || quote_literal(obj_description(x.oid, 'pg_class'))`,
    unset: `${INDEX_COMMENT} || 'NULL'`,
    from: `${INDEXES} AND obj_description(x.oid, 'pg_class') IS NOT NULL`,
  },
  comment("constraint", {
    from: "pg_constraint k ON k.conrelid = c.oid",
    catalogue: "pg_constraint",
    alias: "k",
    name: "k.conname",
    needs: KEY_TO_OPAQUE,
  }),
  comment("trigger", {
    from: "pg_trigger g ON g.tgrelid = c.oid AND NOT g.tgisinternal",
    catalogue: "pg_trigger",
    alias: "g",
    name: "g.tgname",
    needs: "'g' || g.oid",
  }),
  comment("rule", {
    from: "pg_rewrite w ON w.ev_class = c.oid",
    catalogue: "pg_rewrite",
    alias: "w",
    name: "w.rulename",
    needs: "'w' || w.oid",
  }),
  comment("policy", {
    from: "pg_policy p ON p.polrelid = c.oid",
    catalogue: "pg_policy",
    alias: "p",
    name: "p.polname",
    needs: "'p' || p.oid",
  }),
];

/** All of these settings of the relations that fit: what to run for each, and what takes it away. */
function settingsOf(settings: readonly Setting[], relations: string): string {
  return settings
    .map(
      ({ kind = "setting", name, set, unset, from, needs = "NULL", covered = "false" }) => `
  SELECT c.oid AS table, '${kind}' AS kind, ${TABLE_KEY} AS on, rtrim(${TABLE_KEY} || ' ' || ${name}) AS name,
    ${set} AS definition, ${unset} AS drop, ${needs} AS needs, ${IS_OPAQUE} AS opaque, ${covered} AS covered
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN ${from}
  WHERE ${relations}`,
    )
    .join(" UNION ALL ");
}

export const SETTINGS_OF_TABLES = (scope: CatalogueScope): string =>
  settingsOf(
    SETTINGS,
    `c.relkind IN ('r', 'p', 'f') AND ${scope === "temporary" ? TEMPORARY : `c.relpersistence <> 't' AND ${OURS("pg_class", "c.oid", "n")}`}`,
  );

/** Of materialized views, and of the tables that stand for them in a comparison. */
export const SETTINGS_OF_VIEWS = settingsOf(
  SETTINGS.filter((one) => one !== INDEX_PARAMETERS),
  "c.relkind IN ('r', 'm')",
);
