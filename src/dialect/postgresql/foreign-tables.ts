import type { CatalogueScope } from "./catalogue.js";
import { AMONG, COMMENT, SPACE, WRITTEN } from "./object-words.js";
import { IS_CLONE, TRIGGER } from "./on-table-words.js";
import { SETTINGS_OF_TABLES } from "./setting-queries.js";

const OPTIONS = (of: string): string =>
  `coalesce(' OPTIONS (' || (SELECT string_agg(quote_ident(o.option_name) || ' ' || quote_literal(o.option_value), ', ') FROM pg_options_to_table(${of}) AS o) || ')', '')`;

const PRESET =
  "(SELECT pg_get_expr(b.adbin, b.adrelid) FROM pg_attrdef b WHERE b.adrelid = c.oid AND b.adnum = a.attnum)";

const COLUMN = `quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || ${OPTIONS("a.attfdwoptions")}
  || coalesce((SELECT ' COLLATE ' || quote_ident(s.nspname) || '.' || quote_ident(l.collname)
    FROM pg_collation l JOIN pg_namespace s ON s.oid = l.collnamespace JOIN pg_type y ON y.oid = a.atttypid
    WHERE l.oid = a.attcollation AND a.attcollation <> y.typcollation), '')
  || coalesce(CASE a.attgenerated WHEN 's' THEN ' GENERATED ALWAYS AS (' || ${PRESET} || ') STORED' ELSE ' DEFAULT ' || ${PRESET} END, '')
  || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END`;

const PARENTS =
  "(SELECT string_agg(h.inhparent::regclass::text, ', ' ORDER BY h.inhseqno) FROM pg_inherits h WHERE h.inhrelid = c.oid)";

/** Tables of other servers; one that is a partition is made by itself and attached. */
export const FOREIGN_TABLES = (scope: CatalogueScope): string => `
  SELECT 'r' || c.oid AS id, 'foreign table' AS kind, ${SPACE}, c.relname AS name, NULL AS kept, NULL AS on,
    'CREATE FOREIGN TABLE ' || ${WRITTEN("c.relname")} || ' (' || coalesce((SELECT string_agg(${COLUMN}, ', ' ORDER BY a.attnum)
      FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '')
    || coalesce((SELECT string_agg(', CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid, true), '' ORDER BY k.conname)
      FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND (k.conislocal OR c.relispartition)), '') || ')'
    || CASE WHEN c.relispartition THEN '' ELSE coalesce(' INHERITS (' || ${PARENTS} || ')', '') END
    || ' SERVER ' || (SELECT quote_ident(s.srvname) FROM pg_foreign_server s WHERE s.oid = f.ftserver) || ${OPTIONS("f.ftoptions")}
    || CASE WHEN c.relispartition THEN E';\\nALTER TABLE ' || ${PARENTS} || ' ATTACH PARTITION ' || ${WRITTEN("c.relname")} || ' '
      || pg_get_expr(c.relpartbound, c.oid) ELSE '' END
    || coalesce((SELECT string_agg(E';\\n' || ${TRIGGER}, '' ORDER BY t.tgname)
      FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND NOT ${IS_CLONE}), '')
    || coalesce((SELECT string_agg(E';\\n' || z.definition, '' ORDER BY z.name) FROM (${SETTINGS_OF_TABLES(scope)}) AS z WHERE z.table = c.oid), '')
    || coalesce((SELECT string_agg(E';\\nCOMMENT ON COLUMN ' || ${WRITTEN("c.relname")} || '.' || quote_ident(a.attname)
      || ' IS ' || quote_literal(col_description(c.oid, a.attnum)), '' ORDER BY a.attnum)
      FROM pg_attribute a WHERE a.attrelid = c.oid AND col_description(c.oid, a.attnum) IS NOT NULL), '')
    || ${COMMENT("FOREIGN TABLE", WRITTEN("c.relname"), "obj_description(c.oid, 'pg_class')")} AS definition, NULL AS drop
  FROM pg_foreign_table f JOIN pg_class c ON c.oid = f.ftrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${AMONG(scope, "pg_class", "c.oid")} ORDER BY c.oid`;
