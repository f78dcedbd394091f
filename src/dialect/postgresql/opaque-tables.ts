import type { CatalogueScope } from "./catalogue.js";
import {
  COMMENT,
  FOREIGN_KEY,
  IS_OPAQUE,
  IS_WHOLE,
  NO_COPY,
  OURS,
  SPACE,
  TEMPORARY,
  WRITTEN,
} from "./object-words.js";
import {
  CLONE_SWITCHED,
  IS_CLONE,
  POLICY,
  ROW_SECURITY,
  RULE,
  SWITCHED_CLONES,
  TRIGGER_OF_PARTITION,
} from "./on-table-words.js";
import { SETTINGS_OF_TABLES } from "./setting-queries.js";

/** `;` and a new line before each statement of a list. */
const ALL = (statement: string, from: string, order: string): string =>
  `coalesce((SELECT string_agg(E';\\n' || ${statement}, '' ORDER BY ${order}) FROM ${from}), '')`;

const SEQUENCE_OPTIONS = `' INCREMENT BY ' || q.seqincrement || ' MINVALUE ' || q.seqmin || ' MAXVALUE ' || q.seqmax
  || ' START WITH ' || q.seqstart || ' CACHE ' || q.seqcache || CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END`;

/** The sequence that a column owns: `s`, of which `q` tells more. */
const OWNED = (how: string): string =>
  `pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' JOIN pg_sequence q ON q.seqrelid = s.oid
    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.deptype = '${how}'`;

const DEFAULT =
  "(SELECT pg_get_expr(b.adbin, b.adrelid) FROM pg_attrdef b WHERE b.adrelid = a.attrelid AND b.adnum = a.attnum)";

/** The same column of the table that it is inherited from. */
const ABOVE = `(SELECT u FROM pg_inherits h JOIN pg_attribute u ON u.attrelid = h.inhparent AND u.attname = a.attname
  WHERE h.inhrelid = a.attrelid LIMIT 1)`;

const DEFAULT_ABOVE = `(SELECT pg_get_expr(b.adbin, b.adrelid) FROM pg_inherits h
  JOIN pg_attribute u ON u.attrelid = h.inhparent AND u.attname = a.attname
  JOIN pg_attrdef b ON b.adrelid = u.attrelid AND b.adnum = u.attnum WHERE h.inhrelid = a.attrelid LIMIT 1)`;

const COLUMN = `quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
  || coalesce((SELECT ' COLLATE ' || CASE WHEN s.nspname = 'pg_catalog' THEN '' ELSE quote_ident(s.nspname) || '.' END || quote_ident(l.collname)
    FROM pg_collation l JOIN pg_namespace s ON s.oid = l.collnamespace JOIN pg_type y ON y.oid = a.atttypid
    WHERE l.oid = a.attcollation AND a.attcollation <> y.typcollation), '')
  || CASE WHEN a.attgenerated <> '' THEN ' GENERATED ALWAYS AS (' || ${DEFAULT} || ') STORED'
    ELSE coalesce(' DEFAULT ' || ${DEFAULT}, '') END
  || CASE a.attidentity WHEN '' THEN '' ELSE ' GENERATED ' || CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END
    || ' AS IDENTITY (' || (SELECT 'SEQUENCE NAME ' || quote_ident(s.relname) || ${SEQUENCE_OPTIONS} FROM ${OWNED("i")} AND d.refobjsubid = a.attnum) || ')' END
  || CASE WHEN a.attnotnull AND a.attidentity = '' THEN ' NOT NULL' ELSE '' END`;

const COLUMNS = "pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped";

/** Is the index attached to one that the table above has without some of its partitions? That one is made later. */
const OF_UNFINISHED =
  "EXISTS (SELECT FROM pg_inherits g JOIN pg_index j ON j.indexrelid = g.inhparent WHERE g.inhrelid = i.indexrelid AND NOT j.indisvalid)";

/**
 * A partition is made as one where the server names its indexes as they are named, and its columns
 * stand as those above it; any other is made by itself and attached.
 */
const AS_PARTITION = `(SELECT string_agg(a.attname, ',' ORDER BY a.attnum) FROM ${COLUMNS})
    = (SELECT string_agg(u.attname, ',' ORDER BY u.attnum) FROM pg_inherits h JOIN pg_attribute u ON u.attrelid = h.inhparent
      WHERE h.inhrelid = c.oid AND u.attnum > 0 AND NOT u.attisdropped)
  AND NOT EXISTS (SELECT FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_inherits h ON h.inhrelid = i.indexrelid
    WHERE i.indrelid = c.oid AND NOT ${OF_UNFINISHED} AND (left(x.relname, length(c.relname) + 1) <> c.relname || '_' OR x.relname !~ '_(pkey|key|idx)$'))`;

const TABLE = `'ALTER TABLE ' || ${WRITTEN("c.relname")}`;

const PARENTS = `(SELECT string_agg(CASE WHEN s.nspname = current_schema() THEN quote_ident(p.relname)
    ELSE quote_ident(s.nspname) || '.' || quote_ident(p.relname) END, ', ' ORDER BY h.inhseqno)
  FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace s ON s.oid = p.relnamespace WHERE h.inhrelid = c.oid)`;

const HEAD = `'CREATE ' || CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END || 'TABLE ' || ${WRITTEN("c.relname")}
  || CASE m.mode
    WHEN 'partition' THEN ' PARTITION OF ' || ${PARENTS} || ' ' || pg_get_expr(c.relpartbound, c.oid)
    WHEN 'typed' THEN ' OF ' || c.reloftype::regtype
    ELSE ' (' || coalesce((SELECT E'\\n  ' || string_agg(${COLUMN}, E',\\n  ' ORDER BY a.attnum) || E'\\n' FROM ${COLUMNS}
      AND (m.mode <> 'child' OR a.attislocal)), '') || ')' END
  || CASE m.mode WHEN 'child' THEN ' INHERITS (' || ${PARENTS} || ')' ELSE '' END
  || coalesce(' PARTITION BY ' || pg_get_partkeydef(c.oid), '')
  || coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '')`;

const OWN_CONSTRAINT =
  "(m.mode = 'attach' OR k.conislocal) AND k.conparentid = CASE m.mode WHEN 'attach' THEN k.conparentid ELSE 0 END";

/** What is on a partition is a part of it, as nothing else knows of partitions. */
const OF_PARTITION = `CASE WHEN NOT c.relispartition THEN '' ELSE
  ${ALL(TRIGGER_OF_PARTITION, `pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND NOT ${IS_CLONE}`, "t.tgname")}
  || ${ALL(CLONE_SWITCHED, SWITCHED_CLONES, "t.tgname")}
  || ${ALL(RULE, "pg_rewrite w WHERE w.ev_class = c.oid", "w.rulename")}
  || ${ALL(`${ROW_SECURITY} || ${POLICY}`, "pg_policy p WHERE p.polrelid = c.oid", "p.polname")} END`;

/** Tables that are kept whole (`made`: see `IS_WHOLE`), each with all that hangs on it and is no object of its own. */
export const OPAQUE_TABLES = (scope: CatalogueScope, made: readonly string[] = []): string => `
  SELECT 'r' || c.oid AS id, CASE c.relkind WHEN 'f' THEN 'foreign table' ELSE 'table' END AS kind, ${SPACE},
    c.relname AS name, NULL AS kept, NULL AS on,
    ltrim(${ALL(`'CREATE SEQUENCE ' || ${WRITTEN("s.relname")} || ' AS ' || format_type(q.seqtypid, NULL) || ${SEQUENCE_OPTIONS}`, OWNED("a"), "s.relname")}
      || E';\\n', E';\\n') || ${HEAD}
    || ${ALL(`'ALTER SEQUENCE ' || ${WRITTEN("s.relname")} || ' OWNED BY ' || ${WRITTEN("c.relname")} || '.' || quote_ident(a.attname)`, OWNED("a"), "s.relname")}
    || ${ALL(
      `${TABLE} || ' ALTER COLUMN ' || quote_ident(a.attname) || coalesce(' SET DEFAULT ' || ${DEFAULT}, ' DROP DEFAULT')`,
      `${COLUMNS} AND a.attgenerated = '' AND (m.mode IN ('partition', 'typed') OR m.mode = 'child' AND NOT a.attislocal)
        AND ${DEFAULT} IS DISTINCT FROM ${DEFAULT_ABOVE}`,
      "a.attnum",
    )}
    || ${ALL(
      `${TABLE} || ' ALTER COLUMN ' || quote_ident(a.attname) || ' SET NOT NULL'`,
      `${COLUMNS} AND a.attnotnull AND (m.mode IN ('partition', 'typed') OR m.mode = 'child' AND NOT a.attislocal)
        AND NOT coalesce((${ABOVE}).attnotnull, false)
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey))`,
      "a.attnum",
    )}
    || ${ALL(
      `${TABLE} || ' ADD CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid, true)`,
      `pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'c', 'x') AND ${OWN_CONSTRAINT}`,
      "array_position(ARRAY['p', 'u', 'c', 'x'], k.contype::text), k.conname",
    )}
    || ${ALL(
      "pg_get_indexdef(i.indexrelid, 0, true)",
      `pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid
        AND (m.mode = 'attach' OR NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.indexrelid) OR ${OF_UNFINISHED})
        AND (c.relkind <> 'p' OR i.indisvalid)
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))`,
      "x.relname",
    )}
    || CASE m.mode WHEN 'attach' THEN E';\\nALTER TABLE ' || ${PARENTS} || ' ATTACH PARTITION ' || ${WRITTEN("c.relname")}
      || ' ' || pg_get_expr(c.relpartbound, c.oid) ELSE '' END
    || ${ALL(
      `${TABLE} || ' ADD CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid, true)`,
      "pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conparentid = 0",
      "k.conname",
    )}
    || ${OF_PARTITION}
    || ${ALL("z.definition", `(${SETTINGS_OF_TABLES(scope)}) AS z WHERE z.table = c.oid AND (z.needs IS NULL OR c.relispartition)`, "z.name")}
    || ${COMMENT("TABLE", WRITTEN("c.relname"), "obj_description(c.oid, 'pg_class')")}
    || ${ALL(
      `'COMMENT ON COLUMN ' || ${WRITTEN("c.relname")} || '.' || quote_ident(a.attname) || ' IS ' || quote_literal(col_description(c.oid, a.attnum))`,
      `${COLUMNS} AND col_description(c.oid, a.attnum) IS NOT NULL`,
      "a.attnum",
    )} AS definition,
    'DROP TABLE ' || ${WRITTEN("c.relname")} AS drop
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL (SELECT CASE WHEN c.relispartition THEN CASE WHEN ${AS_PARTITION} THEN 'partition' ELSE 'attach' END
    WHEN c.reloftype <> 0 THEN 'typed' WHEN EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid) THEN 'child'
    ELSE 'plain' END AS mode) AS m
  WHERE c.relkind IN ('r', 'p') AND ${scope === "temporary" ? `${TEMPORARY} AND ${NO_COPY}` : `c.relpersistence <> 't' AND ${OURS("pg_class", "c.oid", "n")} AND ${IS_WHOLE(made)}`}
  ORDER BY c.oid`;

/** Indexes that a partitioned table has without those of all its partitions: made when these are there. */
export const UNFINISHED_INDEXES = `
  SELECT 'r' || x.oid AS id, 'index' AS kind, ${SPACE}, x.relname AS name, NULL AS kept, NULL AS on,
    pg_get_indexdef(x.oid, 0, true) || ${ALL(
      `'ALTER INDEX ' || ${WRITTEN("x.relname")} || ' ATTACH PARTITION ' || h.inhrelid::regclass`,
      "pg_inherits h WHERE h.inhparent = x.oid",
      "h.inhrelid::regclass::text",
    )} AS definition, 'DROP INDEX ' || ${WRITTEN("x.relname")} AS drop
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'p' AND NOT c.relispartition AND NOT i.indisvalid AND ${OURS("pg_class", "c.oid", "n")}
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
  ORDER BY x.oid`;

/** Foreign keys of described tables that refer to one that is kept whole. */
export const KEYS_TO_OPAQUE = (made: readonly string[]): string => `
  SELECT '${FOREIGN_KEY}' || k.oid AS id, 'foreign key' AS kind, NULL AS namespace,
    o.key || '.' || k.conname AS name, NULL AS kept, o.key AS on,
    ${TABLE} || ' ADD CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid, true) AS definition,
    ${TABLE} || ' DROP CONSTRAINT ' || quote_ident(k.conname) AS drop, 'r' || k.confrelid AS target
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL (SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END || c.relname AS key) AS o
  WHERE k.contype = 'f' AND k.conparentid = 0 AND c.relkind = 'r' AND NOT ${IS_WHOLE(made)}
    AND EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = k.confrelid AND ${IS_WHOLE(made)})
    AND ${OURS("pg_class", "c.oid", "n")}
  ORDER BY k.conname`;

/** What tables that are kept whole need. */
export const NEEDS_OF_OPAQUE = `
  SELECT DISTINCT 'r' || o.owner AS id, CASE d.refclassid WHEN 'pg_class'::regclass THEN 'r' WHEN 'pg_proc'::regclass THEN 'f'
    WHEN 'pg_collation'::regclass THEN 'c' ELSE 't' END || coalesce(tc.oid, d.refobjid) AS needs
  FROM pg_depend d
  LEFT JOIN pg_attrdef b ON d.classid = 'pg_attrdef'::regclass AND b.oid = d.objid
  LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
  LEFT JOIN pg_index i ON d.classid = 'pg_class'::regclass AND i.indexrelid = d.objid
  LEFT JOIN pg_type y ON d.refclassid = 'pg_type'::regclass AND y.oid = d.refobjid
  LEFT JOIN pg_type tc ON tc.oid = CASE WHEN y.typcategory = 'A' AND y.typelem <> 0 THEN y.typelem END
  LEFT JOIN pg_trigger g ON d.classid = 'pg_trigger'::regclass AND g.oid = d.objid
  LEFT JOIN pg_rewrite w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid
  LEFT JOIN pg_policy p ON d.classid = 'pg_policy'::regclass AND p.oid = d.objid
  CROSS JOIN LATERAL (SELECT coalesce(b.adrelid, k.conrelid, i.indrelid, g.tgrelid, w.ev_class, p.polrelid, CASE WHEN d.classid = 'pg_class'::regclass THEN d.objid END) AS owner) AS o
  JOIN pg_class c ON c.oid = o.owner AND c.relkind IN ('r', 'p') AND ${IS_OPAQUE}
  WHERE d.objid >= 16384 AND d.refobjid >= 16384 AND d.refobjid <> o.owner
    AND (c.relispartition OR coalesce(g.oid, w.oid, p.oid) IS NULL)
    AND d.refclassid IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass, 'pg_collation'::regclass)
    AND NOT (d.refclassid = 'pg_class'::regclass AND EXISTS (SELECT FROM pg_index u WHERE u.indexrelid = d.refobjid))
  UNION SELECT 'r' || i.indexrelid, 'r' || y.relid::oid FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
  CROSS JOIN LATERAL pg_partition_tree(c.oid) AS y WHERE c.relkind = 'p' AND NOT i.indisvalid`;
