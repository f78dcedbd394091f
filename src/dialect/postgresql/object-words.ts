import type { CatalogueScope } from "./catalogue.js";
import { literal } from "./definition-lists.js";

/** Not of an extension, and in a namespace that people use. */
export const OURS = (catalogue: string, id: string, namespace: string): string =>
  `${namespace}.nspname <> 'information_schema' AND ${namespace}.nspname !~ '^pg_'
    AND NOT EXISTS (SELECT FROM pg_depend e
      WHERE e.classid = '${catalogue}'::regclass AND e.objid = ${id} AND e.deptype = 'e')`;

/** In the temporary schema there is what a comparison has made; see `temporaryObject`. */
export const TEMPORARY = "n.oid = pg_my_temp_schema()";

/** What stands for something else there has such a name. */
export const NO_COPY = "c.relname !~ '^mm_[0-9a-f]{32}$'";

export const AMONG = (scope: CatalogueScope, catalogue: string, id: string): string =>
  scope === "temporary" ? TEMPORARY : OURS(catalogue, id, "n");

/** The same for what is in no namespace. */
export const NOT_OF_EXTENSION = (catalogue: string, id: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend e
    WHERE e.classid = '${catalogue}'::regclass AND e.objid = ${id} AND e.deptype = 'e')`;

export const SPACE =
  "CASE WHEN n.nspname = current_schema() THEN NULL ELSE n.nspname END AS namespace";

/** The name as it is written where it is made. */
export const WRITTEN = (name: string): string =>
  `CASE WHEN n.nspname = current_schema() THEN quote_ident(${name})
    ELSE quote_ident(n.nspname) || '.' || quote_ident(${name}) END`;

export const COMMENT = (kind: string, subject: string, text: string): string =>
  `coalesce(E';\\nCOMMENT ON ${kind} ' || ${subject} || ' IS ' || quote_literal(${text}), '')`;

/** The key of a table in the schema. */
export const TABLE_KEY =
  "CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END || c.relname";

/** Tables, but for temporary ones, partitions and those of extensions. */
export const ON_TABLE = `c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
    AND ${OURS("pg_class", "c.oid", "n")}`;

/** The letter of the ids of foreign keys that are objects. */
export const FOREIGN_KEY = "k";

/** A table that the model cannot say, so that it is kept whole, by its SQL. */
export const IS_OPAQUE = `(c.relkind = 'p' OR c.reloftype <> 0
    OR EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid)
    OR c.relname ~ '[.[:cntrl:]]' OR btrim(c.relname) = ''
    OR EXISTS (SELECT FROM pg_namespace o WHERE o.oid = c.relnamespace AND o.nspname LIKE '%.%')
    OR NOT EXISTS (SELECT FROM pg_attribute u WHERE u.attrelid = c.oid AND u.attnum > 0 AND NOT u.attisdropped)
    OR EXISTS (SELECT FROM pg_attribute u WHERE u.attrelid = c.oid AND u.attnum > 0 AND NOT u.attisdropped
      AND (u.attname ~ '[.[:cntrl:]]' OR btrim(u.attname) = '')))`;

/** Beside these are kept whole the tables that migrations have made by their own SQL, by their keys; with `n`, the namespace of `c`. */
export const IS_WHOLE = (made: readonly string[]): string =>
  made.length === 0
    ? IS_OPAQUE
    : `(${IS_OPAQUE} OR ${TABLE_KEY} IN (${made.map(literal).join(", ")}))`;

/**
 * Does the index `i` stand on a function that takes a row of the very table? The table must be there for the function, and that
 * for the index.
 */
export const IS_ON_ROW_FUNCTION = `EXISTS (SELECT FROM pg_depend u JOIN pg_depend v ON v.classid = 'pg_proc'::regclass
    AND v.objid = u.refobjid AND v.refclassid = 'pg_type'::regclass
    JOIN pg_class o ON o.reltype = v.refobjid AND o.oid = i.indrelid
    WHERE u.classid = 'pg_class'::regclass AND u.objid = i.indexrelid AND u.refclassid = 'pg_proc'::regclass)`;
