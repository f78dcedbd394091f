import type { Connection } from "../../driver/driver.js";

/** Which tables to read: those of the users, or the temporary ones of this session. */
export type CatalogueScope = "database" | "temporary";

export interface TableRow {
  readonly id: number;
  /** undefined for the session's default schema. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly comment: string | undefined;
  readonly unlogged: boolean;
  /** Storage parameters, `fillfactor=70`. */
  readonly parameters: readonly string[];
  /** Names of the table's own triggers. */
  readonly triggers: readonly string[];
}

export interface ColumnRow {
  readonly table: number;
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly expression: string | undefined;
  /** Of an identity, or of a default from a sequence that it owns; undefined: it does not count. */
  readonly counting: CountingRow | undefined;
  readonly generated: "" | "s" | "v";
  readonly collation: string | undefined;
  readonly comment: string | undefined;
  /** The number of the enum type that it has, or a list of. */
  readonly enum: number | undefined;
}

/** How a column counts, its numbers as texts. */
export interface CountingRow {
  /** "" is a sequence of its own. */
  readonly identity: "" | "a" | "d";
  readonly name: string;
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
}

/** An enum type that no extension brought. */
export interface EnumRow {
  readonly id: number;
  /** undefined for the session's default schema. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly labels: readonly string[];
}

export interface ConstraintRow {
  readonly table: number;
  readonly name: string;
  readonly kind: "c" | "f" | "p" | "u" | "x";
  readonly columns: readonly string[];
  readonly target: number;
  readonly targetColumns: readonly string[];
  readonly onDelete: string;
  readonly onUpdate: string;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly matchFull: boolean;
  readonly deleteFields: readonly string[] | undefined;
  readonly notValid: boolean;
  readonly noInherit: boolean;
  /** Of a key. */
  readonly include: readonly string[];
  readonly nullsNotDistinct: boolean;
  readonly definition: string;
  readonly expression: string | undefined;
}

export interface IndexRow {
  readonly table: number;
  readonly index: number;
  readonly name: string;
  readonly unique: boolean;
  readonly method: string;
  readonly where: string | undefined;
  readonly nullsNotDistinct: boolean;
  readonly position: number;
  readonly column: string | undefined;
  readonly expression: string;
  readonly key: boolean;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  readonly opclass: string | undefined;
  readonly collation: string | undefined;
}

export interface Catalogue {
  readonly tables: readonly TableRow[];
  readonly columns: readonly ColumnRow[];
  readonly enums: readonly EnumRow[];
  readonly constraints: readonly ConstraintRow[];
  readonly indexes: readonly IndexRow[];
}

const SCOPES: Readonly<Record<CatalogueScope, string>> = {
  // Tables that an extension brought and partitions are not compared.
  database: `c.relpersistence <> 't' AND NOT c.relispartition
    AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND NOT EXISTS (SELECT FROM pg_depend e
      WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')`,
  temporary: "n.oid = pg_my_temp_schema()",
};

export const TABLES = (scope: CatalogueScope): string => `
  SELECT c.oid AS id, c.relname AS name, obj_description(c.oid, 'pg_class') AS comment,
    CASE WHEN n.nspname = current_schema() OR n.oid = pg_my_temp_schema() THEN NULL ELSE n.nspname END AS namespace,
    c.relpersistence = 'u' AS unlogged,
    coalesce(c.reloptions, '{}') || ARRAY(SELECT 'toast.' || o FROM pg_class x, unnest(x.reloptions) AS o
      WHERE x.oid = c.reltoastrelid) AS parameters,
    ARRAY(SELECT t.tgname::text FROM pg_trigger t
      WHERE t.tgrelid = c.oid AND NOT t.tgisinternal ORDER BY t.tgname) AS triggers
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND ${SCOPES[scope]}
  ORDER BY n.nspname, c.relname`;

/**
 * Is a default (of `pg_attrdef`) the next number of a sequence and nothing besides? SQL. To print one takes the
 * server a time that grows with the columns of the table, so only those are printed that need the sequence.
 */
export const IS_NEXT_NUMBER = (preset: string, sequence: string): string =>
  `CASE WHEN EXISTS (SELECT FROM pg_depend u WHERE u.classid = 'pg_attrdef'::regclass AND u.objid = ${preset}.oid
          AND u.refclassid = 'pg_class'::regclass AND u.refobjid = ${sequence})
        THEN pg_get_expr(${preset}.adbin, ${preset}.adrelid) ~ '^nextval\\(''([^'']|'''')*''::regclass\\)$' ELSE false END`;

/** The name of the collation `l`; with its schema, in quotes, where the session does not find it without. */
const COLLATION = `CASE WHEN pg_collation_is_visible(l.oid) THEN l.collname::text
    ELSE (SELECT '"' || replace(s.nspname, '"', '""') || '"."' || replace(l.collname, '"', '""') || '"'
      FROM pg_namespace s WHERE s.oid = l.collnamespace) END`;

// A default names no column: without its table the server need not look at all columns for each of them.
const COLUMNS = `
  SELECT a.attrelid AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    a.attnotnull AS "notNull",
    pg_get_expr(d.adbin, CASE a.attgenerated WHEN '' THEN 0 ELSE d.adrelid END) AS expression,
    (SELECT json_build_object('identity', a.attidentity::text, 'name', q.relname, 'type', format_type(s.seqtypid, NULL),
        'start', s.seqstart::text, 'increment', s.seqincrement::text, 'min', s.seqmin::text,
        'max', s.seqmax::text, 'cache', s.seqcache::text, 'cycle', s.seqcycle)
      FROM pg_depend o JOIN pg_class q ON q.oid = o.objid JOIN pg_sequence s ON s.seqrelid = o.objid
      WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass
        AND o.refobjid = a.attrelid AND o.refobjsubid = a.attnum
        AND CASE WHEN a.attidentity <> '' THEN o.deptype = 'i'
          ELSE o.deptype = 'a' AND ${IS_NEXT_NUMBER("d", "o.objid")} END
    ) AS counting,
    a.attgenerated::text AS generated,
    CASE WHEN a.attcollation <> t.typcollation
      THEN (SELECT ${COLLATION} FROM pg_collation l WHERE l.oid = a.attcollation) END AS collation,
    col_description(a.attrelid, a.attnum) AS comment,
    CASE WHEN m.typtype = 'e' THEN m.oid END AS enum
  FROM pg_attribute a
  JOIN pg_type t ON t.oid = a.atttypid
  JOIN pg_type m ON m.oid = CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem ELSE t.oid END
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attrelid, a.attnum`;

const ENUMS = `
  SELECT t.oid AS id, t.typname AS name,
    CASE WHEN n.nspname <> current_schema() THEN n.nspname END AS namespace,
    ARRAY(SELECT e.enumlabel::text FROM pg_enum e
      WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE t.typtype = 'e' AND NOT EXISTS (SELECT FROM pg_depend d
    WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
  ORDER BY n.nspname, t.typname`;

const COLUMN_NAMES = (table: string, numbers: string): string =>
  `ARRAY(SELECT a.attname::text FROM unnest(${numbers}) WITH ORDINALITY AS k (number, place)
    JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = k.number ORDER BY k.place)`;

const CONSTRAINTS = `
  SELECT c.conrelid AS table, c.conname AS name, c.contype::text AS kind,
    ${COLUMN_NAMES("c.conrelid", "c.conkey")} AS columns, c.confrelid AS target,
    ${COLUMN_NAMES("c.confrelid", "c.confkey")} AS "targetColumns",
    c.confdeltype::text AS "onDelete", c.confupdtype::text AS "onUpdate",
    c.condeferrable AS deferrable, c.condeferred AS deferred, c.confmatchtype = 'f' AS "matchFull",
    CASE WHEN to_jsonb(c) ->> 'confdelsetcols' IS NOT NULL THEN
      ${COLUMN_NAMES("c.conrelid", "ARRAY(SELECT jsonb_array_elements_text(to_jsonb(c) -> 'confdelsetcols')::int2)")} END AS "deleteFields",
    NOT c.convalidated AS "notValid", c.connoinherit AND c.contype = 'c' AS "noInherit",
    CASE WHEN i.indnatts > i.indnkeyatts
      THEN ${COLUMN_NAMES("c.conrelid", "(i.indkey::int2[])[i.indnkeyatts : i.indnatts - 1]")} ELSE '{}' END AS include,
    coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS "nullsNotDistinct", pg_get_constraintdef(c.oid) AS definition,
    pg_get_expr(c.conbin, c.conrelid) AS expression
  FROM pg_constraint c LEFT JOIN pg_index i ON i.indexrelid = c.conindid AND c.contype IN ('p', 'u')
  WHERE c.conrelid = ANY ($1::oid[]) AND c.contype IN ('c', 'f', 'p', 'u', 'x')
    AND c.conparentid = 0
  ORDER BY c.conrelid, c.conname`;

// An invalid index is the rest of a build that failed: it serves no query, so it is not there.
const INDEXES = `
  SELECT i.indrelid AS table, i.indexrelid AS index, x.relname AS name, i.indisunique AS unique,
    m.amname AS method, pg_get_expr(i.indpred, i.indrelid) AS where,
    coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS "nullsNotDistinct",
    k.place::int AS position, a.attname AS column,
    pg_get_indexdef(i.indexrelid, k.place::int, false) AS expression,
    k.place <= i.indnkeyatts AS key,
    coalesce(i.indoption[k.place - 1] & 1 = 1, false) AS descending,
    coalesce(i.indoption[k.place - 1] & 2 = 2, false) AS "nullsFirst",
    CASE WHEN NOT o.opcdefault OR p.options IS NOT NULL
      THEN CASE WHEN pg_opclass_is_visible(o.oid) THEN '' ELSE (SELECT quote_ident(s.nspname) || '.'
        FROM pg_namespace s WHERE s.oid = o.opcnamespace) END || o.opcname || coalesce(' (' || p.options || ')', '') END AS opclass,
    CASE WHEN i.indcollation[k.place - 1] <> coalesce(a.attcollation, 0)
      AND i.indcollation[k.place - 1] <> 0
      AND (a.attname IS NOT NULL OR l.collname <> 'default') THEN ${COLLATION} END AS collation
  FROM pg_index i
  JOIN pg_class x ON x.oid = i.indexrelid
  JOIN pg_am m ON m.oid = x.relam
  CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
  LEFT JOIN pg_attribute a ON k.number <> 0 AND a.attrelid = i.indrelid AND a.attnum = k.number
  LEFT JOIN LATERAL (SELECT string_agg(e.option, ', ') AS options FROM pg_attribute b, unnest(b.attoptions) AS e (option)
    WHERE b.attrelid = i.indexrelid AND b.attnum = k.place AND e.option !~ '^(n_distinct|pg_)') AS p ON true
  LEFT JOIN pg_opclass o ON k.place <= i.indnkeyatts AND o.oid = i.indclass[k.place - 1]
  LEFT JOIN pg_collation l ON k.place <= i.indnkeyatts AND l.oid = i.indcollation[k.place - 1]
  WHERE i.indrelid = ANY ($1::oid[]) AND i.indisvalid
    AND NOT EXISTS (SELECT FROM pg_constraint c
      WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
  ORDER BY i.indrelid, x.relname, k.place`;

/** Reads everything about the tables of the scope, by object id and never by name. */
export async function readCatalogue(
  connection: Connection,
  scope: CatalogueScope,
): Promise<Catalogue> {
  const tables = await rows<TableRow>(connection, TABLES(scope), []);
  const ids = [`{${tables.map(({ id }) => id).join(",")}}`];
  const [columns, enums, constraints, indexes] = await Promise.all([
    rows<ColumnRow>(connection, COLUMNS, ids),
    rows<EnumRow>(connection, ENUMS, []),
    rows<ConstraintRow>(connection, CONSTRAINTS, ids),
    rows<IndexRow>(connection, INDEXES, ids),
  ]);
  return { tables, columns, enums, constraints, indexes };
}

/** The shapes are what the queries beside them select; NULL becomes absent. */
export async function rows<Shape>(
  connection: Connection,
  sql: string,
  parameters: readonly string[],
): Promise<readonly Shape[]> {
  const found = await connection.query(sql, parameters);
  return found.map((row) => {
    const known: Record<string, unknown> = { ...row };
    for (const name in known) if (known[name] === null) known[name] = undefined;
    return known as Shape;
  });
}
