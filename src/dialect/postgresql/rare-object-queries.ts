import type { CatalogueScope } from "./catalogue.js";
import { FOREIGN_TABLES } from "./foreign-tables.js";
import {
  AMONG,
  COMMENT,
  NOT_OF_EXTENSION,
  OURS,
  SPACE,
  TEMPORARY,
  WRITTEN,
} from "./object-words.js";

const FREE = "NULL AS namespace";
const NAMES = "NULL AS kept, NULL AS on";

export const COLLATIONS = (scope: CatalogueScope): string => `
  SELECT 'c' || o.oid AS id, 'collation' AS kind, ${SPACE}, o.collname AS name, ${NAMES},
    'CREATE COLLATION ' || ${WRITTEN("o.collname")} || ' (provider = ' || CASE o.collprovider WHEN 'i' THEN 'icu' ELSE 'libc' END
    || CASE WHEN o.collprovider = 'i' THEN ', locale = ' || quote_literal(coalesce(to_jsonb(o) ->> 'colliculocale', o.collcollate))
      ELSE ', lc_collate = ' || quote_literal(o.collcollate) || ', lc_ctype = ' || quote_literal(o.collctype) END
    || CASE WHEN o.collisdeterministic THEN '' ELSE ', deterministic = false' END || ')'
    || ${COMMENT("COLLATION", WRITTEN("o.collname"), "obj_description(o.oid, 'pg_collation')")} AS definition, NULL AS drop
  FROM pg_collation o JOIN pg_namespace n ON n.oid = o.collnamespace
  WHERE ${AMONG(scope, "pg_collation", "o.oid")} ORDER BY o.oid`;

/** Which the model says as well: it is no object, unless migrations have made it as one. */
const IS_MODELLED = `NOT ((n.nspname <> current_schema() OR NOT EXISTS (SELECT FROM pg_enum e WHERE e.enumtypid = t.oid))
    AND NOT (right(t.typname, 5) = '_enum' AND 1 = (SELECT count(*) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE a.atttypid IN (t.oid, t.typarray) AND c.relkind IN ('r', 'p') AND c.relnamespace = n.oid AND NOT a.attisdropped)))`;

export const ENUMS = (scope: CatalogueScope): string => `
  SELECT 't' || t.oid AS id, 'type' AS kind, ${SPACE}, t.typname AS name, ${NAMES},
    'CREATE TYPE ' || ${WRITTEN("t.typname")} || ' AS ENUM (' || coalesce((SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
      FROM pg_enum e WHERE e.enumtypid = t.oid), '') || ')'
    || ${COMMENT("TYPE", WRITTEN("t.typname"), "obj_description(t.oid, 'pg_type')")} AS definition, NULL AS drop, ${IS_MODELLED} AS modelled
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE t.typtype = 'e' AND ${AMONG(scope, "pg_type", "t.oid")}
  ORDER BY t.oid`;

export const RANGES = (scope: CatalogueScope): string => `
  SELECT 't' || t.oid AS id, 'type' AS kind, ${SPACE}, t.typname AS name, ${NAMES},
    'CREATE TYPE ' || ${WRITTEN("t.typname")} || ' AS RANGE (subtype = ' || format_type(r.rngsubtype, NULL)
    || coalesce((SELECT ', subtype_opclass = ' || quote_ident(s.nspname) || '.' || quote_ident(o.opcname) FROM pg_opclass o JOIN pg_namespace s ON s.oid = o.opcnamespace WHERE o.oid = r.rngsubopc AND NOT o.opcdefault), '')
    || coalesce((SELECT ', collation = ' || quote_ident(s.nspname) || '.' || quote_ident(l.collname) FROM pg_collation l JOIN pg_namespace s ON s.oid = l.collnamespace JOIN pg_type y ON y.oid = r.rngsubtype
      WHERE l.oid = r.rngcollation AND l.oid <> y.typcollation), '')
    || CASE WHEN r.rngsubdiff::oid = 0 THEN '' ELSE ', subtype_diff = ' || r.rngsubdiff END
    || coalesce((SELECT ', multirange_type_name = ' || CASE WHEN z.nspname = current_schema() THEN '' ELSE quote_ident(z.nspname) || '.' END || quote_ident(y.typname)
      FROM pg_type y JOIN pg_namespace z ON z.oid = y.typnamespace WHERE y.oid = (to_jsonb(r) ->> 'rngmultitypid')::oid), '') || ')'
    || ${COMMENT("TYPE", WRITTEN("t.typname"), "obj_description(t.oid, 'pg_type')")} AS definition, NULL AS drop
  FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE r.rngcanonical::oid = 0 AND ${AMONG(scope, "pg_type", "t.oid")} ORDER BY t.oid`;

export const DICTIONARIES = (scope: CatalogueScope): string => `
  SELECT 'd' || o.oid AS id, 'text search dictionary' AS kind, ${SPACE}, o.dictname AS name, ${NAMES},
    'CREATE TEXT SEARCH DICTIONARY ' || ${WRITTEN("o.dictname")} || ' (TEMPLATE = ' || (SELECT CASE WHEN s.nspname = 'pg_catalog' THEN '' ELSE quote_ident(s.nspname) || '.' END || quote_ident(m.tmplname)
      FROM pg_ts_template m JOIN pg_namespace s ON s.oid = m.tmplnamespace WHERE m.oid = o.dicttemplate)
    || coalesce(', ' || o.dictinitoption, '') || ')'
    || ${COMMENT("TEXT SEARCH DICTIONARY", WRITTEN("o.dictname"), "obj_description(o.oid, 'pg_ts_dict')")} AS definition, NULL AS drop
  FROM pg_ts_dict o JOIN pg_namespace n ON n.oid = o.dictnamespace WHERE ${AMONG(scope, "pg_ts_dict", "o.oid")} ORDER BY o.oid`;

export const CONFIGURATIONS = (scope: CatalogueScope): string => `
  SELECT 's' || o.oid AS id, 'text search configuration' AS kind, ${SPACE}, o.cfgname AS name, ${NAMES},
    'CREATE TEXT SEARCH CONFIGURATION ' || ${WRITTEN("o.cfgname")} || ' (PARSER = ' || (SELECT CASE WHEN s.nspname = 'pg_catalog' THEN 'pg_catalog' ELSE quote_ident(s.nspname) END || '.' || quote_ident(p.prsname)
      FROM pg_ts_parser p JOIN pg_namespace s ON s.oid = p.prsnamespace WHERE p.oid = o.cfgparser) || ')'
    || coalesce((SELECT string_agg(E';\\nALTER TEXT SEARCH CONFIGURATION ' || ${WRITTEN("o.cfgname")} || ' ADD MAPPING FOR ' || g.token || ' WITH ' || g.dictionaries, '' ORDER BY g.maptokentype)
      FROM (SELECT m.maptokentype, (SELECT alias FROM ts_token_type(o.cfgparser) WHERE tokid = m.maptokentype) AS token,
        string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS dictionaries
        FROM pg_ts_config_map m WHERE m.mapcfg = o.oid GROUP BY m.maptokentype) AS g), '')
    || ${COMMENT("TEXT SEARCH CONFIGURATION", WRITTEN("o.cfgname"), "obj_description(o.oid, 'pg_ts_config')")} AS definition, NULL AS drop
  FROM pg_ts_config o JOIN pg_namespace n ON n.oid = o.cfgnamespace WHERE ${AMONG(scope, "pg_ts_config", "o.oid")} ORDER BY o.oid`;

/** May the final function change the state? Said where it is not as usual. */
const MODIFIES = (word: string, letter: string): string =>
  `CASE WHEN ${letter} = CASE g.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN ''
      ELSE ', ${word} = ' || CASE ${letter} WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END`;

export const AGGREGATES = (scope: CatalogueScope): string => `
  SELECT 'f' || p.oid AS id, 'aggregate' AS kind, ${SPACE}, p.proname || '(' || oidvectortypes(p.proargtypes) || ')' AS name,
    p.proname AS bare, oidvectortypes(p.proargtypes) AS arguments, ${NAMES},
    'CREATE AGGREGATE ' || ${WRITTEN("p.proname")} || '(' || coalesce(NULLIF(pg_get_function_arguments(p.oid), ''), '*') || ') (SFUNC = ' || g.aggtransfn || ', STYPE = ' || format_type(g.aggtranstype, NULL)
    || CASE g.aggtransspace WHEN 0 THEN '' ELSE ', SSPACE = ' || g.aggtransspace END
    || CASE WHEN g.aggfinalfn::oid = 0 THEN '' ELSE ', FINALFUNC = ' || g.aggfinalfn || CASE WHEN g.aggfinalextra THEN ', FINALFUNC_EXTRA' ELSE '' END END
    || ${MODIFIES("FINALFUNC_MODIFY", "g.aggfinalmodify")}
    || CASE WHEN g.aggcombinefn::oid = 0 THEN '' ELSE ', COMBINEFUNC = ' || g.aggcombinefn END
    || CASE WHEN g.aggserialfn::oid = 0 THEN '' ELSE ', SERIALFUNC = ' || g.aggserialfn || ', DESERIALFUNC = ' || g.aggdeserialfn END
    || coalesce(', INITCOND = ' || quote_literal(g.agginitval), '')
    || CASE WHEN g.aggmtransfn::oid = 0 THEN '' ELSE ', MSFUNC = ' || g.aggmtransfn || ', MINVFUNC = ' || g.aggminvtransfn || ', MSTYPE = ' || format_type(g.aggmtranstype, NULL)
      || CASE WHEN g.aggmfinalfn::oid = 0 THEN '' ELSE ', MFINALFUNC = ' || g.aggmfinalfn || CASE WHEN g.aggmfinalextra THEN ', MFINALFUNC_EXTRA' ELSE '' END || ${MODIFIES("MFINALFUNC_MODIFY", "g.aggmfinalmodify")} END || coalesce(', MINITCOND = ' || quote_literal(g.aggminitval), '') END
    || CASE g.aggsortop WHEN 0 THEN '' ELSE ', SORTOP = ' || (SELECT 'OPERATOR(' || quote_ident(s.nspname) || '.' || o.oprname || ')' FROM pg_operator o JOIN pg_namespace s ON s.oid = o.oprnamespace WHERE o.oid = g.aggsortop) END
    || CASE p.proparallel WHEN 's' THEN ', PARALLEL = SAFE' WHEN 'r' THEN ', PARALLEL = RESTRICTED' ELSE '' END
    || CASE g.aggkind WHEN 'h' THEN ', HYPOTHETICAL' ELSE '' END || ')'
    || ${COMMENT("AGGREGATE", `${WRITTEN("p.proname")} || '(' || coalesce(NULLIF(pg_get_function_identity_arguments(p.oid), ''), '*') || ')'`, "obj_description(p.oid, 'pg_proc')")} AS definition,
    'DROP AGGREGATE ' || ${WRITTEN("p.proname")} || '(' || coalesce(NULLIF(pg_get_function_identity_arguments(p.oid), ''), '*') || ')' AS drop
  FROM pg_aggregate g JOIN pg_proc p ON p.oid = g.aggfnoid JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE ${AMONG(scope, "pg_proc", "p.oid")} ORDER BY p.oid`;

const SIDES = `CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END || ', ' || format_type(o.oprright, NULL)`;
const OPERATOR = `CASE WHEN n.nspname = current_schema() THEN '' ELSE quote_ident(n.nspname) || '.' END || o.oprname`;
const OTHER_OPERATOR = (id: string): string =>
  `(SELECT 'OPERATOR(' || quote_ident(s.nspname) || '.' || u.oprname || ')' FROM pg_operator u JOIN pg_namespace s ON s.oid = u.oprnamespace WHERE u.oid = ${id})`;

export const OPERATORS = (scope: CatalogueScope): string => `
  SELECT 'o' || o.oid AS id, 'operator' AS kind, ${SPACE}, o.oprname || '(' || ${SIDES} || ')' AS name,
    o.oprname AS bare, ${SIDES} AS arguments, ${NAMES},
    'CREATE OPERATOR ' || ${OPERATOR} || ' (FUNCTION = ' || o.oprcode
    || CASE WHEN o.oprleft = 0 THEN '' ELSE ', LEFTARG = ' || format_type(o.oprleft, NULL) END || ', RIGHTARG = ' || format_type(o.oprright, NULL)
    || coalesce(', COMMUTATOR = ' || ${OTHER_OPERATOR("o.oprcom")}, '') || coalesce(', NEGATOR = ' || ${OTHER_OPERATOR("o.oprnegate")}, '')
    || CASE WHEN o.oprrest::oid = 0 THEN '' ELSE ', RESTRICT = ' || o.oprrest END || CASE WHEN o.oprjoin::oid = 0 THEN '' ELSE ', JOIN = ' || o.oprjoin END
    || CASE WHEN o.oprcanhash THEN ', HASHES' ELSE '' END || CASE WHEN o.oprcanmerge THEN ', MERGES' ELSE '' END || ')'
    || ${COMMENT("OPERATOR", `${OPERATOR} || ' (' || ${SIDES} || ')'`, "obj_description(o.oid, 'pg_operator')")} AS definition,
    'DROP OPERATOR ' || ${OPERATOR} || ' (' || ${SIDES} || ')' AS drop
  FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
  WHERE o.oprcode::oid <> 0 AND ${AMONG(scope, "pg_operator", "o.oid")} ORDER BY o.oid`;

const CAST = "format_type(k.castsource, NULL) || ' AS ' || format_type(k.casttarget, NULL)";

const CASTS = `
  SELECT 'a' || k.oid AS id, 'cast' AS kind, ${FREE}, ${CAST} AS name, ${NAMES},
    'CREATE CAST (' || ${CAST} || ')' || CASE k.castmethod WHEN 'b' THEN ' WITHOUT FUNCTION' WHEN 'i' THEN ' WITH INOUT' ELSE ' WITH FUNCTION ' || k.castfunc::regprocedure END
    || CASE k.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END
    || ${COMMENT("CAST", `'(' || ${CAST} || ')'`, "obj_description(k.oid, 'pg_cast')")} AS definition,
    'DROP CAST (' || ${CAST} || ')' AS drop
  FROM pg_cast k WHERE k.oid >= 16384 AND ${NOT_OF_EXTENSION("pg_cast", "k.oid")}
    AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_cast'::regclass AND i.objid = k.oid AND i.deptype = 'i')
  ORDER BY k.oid`;

export const STATISTICS = (scope: CatalogueScope): string => `
  SELECT 'e' || e.oid AS id, 'statistics' AS kind, CASE WHEN s.nspname = current_schema() THEN NULL ELSE s.nspname END AS namespace,
    e.stxname AS name, NULL AS kept, NULL AS on,
    pg_get_statisticsobjdef(e.oid) || CASE WHEN coalesce(e.stxstattarget, -1) = -1 THEN '' ELSE E';\\nALTER STATISTICS ' || quote_ident(s.nspname) || '.' || quote_ident(e.stxname)
      || ' SET STATISTICS ' || e.stxstattarget END
    || coalesce(E';\\nCOMMENT ON STATISTICS ' || quote_ident(s.nspname) || '.' || quote_ident(e.stxname) || ' IS '
      || quote_literal(obj_description(e.oid, 'pg_statistic_ext')), '') AS definition, NULL AS drop
  FROM pg_statistic_ext e JOIN pg_namespace s ON s.oid = e.stxnamespace JOIN pg_class c ON c.oid = e.stxrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${scope === "temporary" ? TEMPORARY : `c.relpersistence <> 't' AND ${OURS("pg_class", "c.oid", "n")}`} ORDER BY e.oid`;

const EVENT_TRIGGERS = `
  SELECT 'v' || v.oid AS id, 'event trigger' AS kind, ${FREE}, v.evtname AS name, ${NAMES},
    'CREATE EVENT TRIGGER ' || quote_ident(v.evtname) || ' ON ' || v.evtevent
    || coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(g), ', ') FROM unnest(v.evttags) AS g) || ')', '')
    || ' EXECUTE FUNCTION ' || v.evtfoid::regproc || '()'
    || CASE v.evtenabled WHEN 'O' THEN '' ELSE E';\\nALTER EVENT TRIGGER ' || quote_ident(v.evtname)
      || CASE v.evtenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' ELSE ' ENABLE ALWAYS' END END
    || ${COMMENT("EVENT TRIGGER", "quote_ident(v.evtname)", "obj_description(v.oid, 'pg_event_trigger')")} AS definition, NULL AS drop
  FROM pg_event_trigger v WHERE ${NOT_OF_EXTENSION("pg_event_trigger", "v.oid")} ORDER BY v.evtname`;

// A server older than 15 has no column of this name, and finds the one outside.
const ROW_FILTER = `(SELECT f.filter FROM (SELECT NULL::pg_node_tree AS prqual) AS older
          CROSS JOIN LATERAL (SELECT pg_get_expr(prqual, x.prrelid) AS filter FROM pg_publication_rel x WHERE x.oid = r.oid) AS f)`;

const PUBLICATIONS = `
  SELECT 'b' || b.oid AS id, 'publication' AS kind, ${FREE}, b.pubname AS name, ${NAMES},
    'CREATE PUBLICATION ' || quote_ident(b.pubname) || CASE WHEN b.puballtables THEN ' FOR ALL TABLES' ELSE coalesce(' FOR ' || NULLIF(concat_ws(', ',
      (SELECT 'TABLE ' || string_agg(CASE WHEN EXISTS (SELECT FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhparent
          WHERE h.inhparent = r.prrelid AND c.relkind <> 'p') THEN 'ONLY ' ELSE '' END || r.prrelid::regclass
        || coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
          WHERE a.attrelid = r.prrelid AND a.attnum IN (SELECT e::int2 FROM jsonb_array_elements_text(CASE jsonb_typeof(to_jsonb(r) -> 'prattrs') WHEN 'array' THEN to_jsonb(r) -> 'prattrs' ELSE '[]' END) AS e)) || ')', '')
        || coalesce(' WHERE (' || ${ROW_FILTER} || ')', ''), ', ' ORDER BY r.prrelid::regclass::text)
        FROM pg_publication_rel r WHERE r.prpubid = b.oid),
      (SELECT 'TABLES IN SCHEMA ' || string_agg(quote_ident(s.nspname), ', ' ORDER BY s.nspname)
        FROM pg_depend d JOIN pg_depend e ON e.classid = d.classid AND e.objid = d.objid AND e.refclassid = 'pg_namespace'::regclass
        JOIN pg_namespace s ON s.oid = e.refobjid
        WHERE d.classid = to_regclass('pg_catalog.pg_publication_namespace') AND d.refclassid = 'pg_publication'::regclass AND d.refobjid = b.oid)), ''), '') END
    || ' WITH (publish = ' || quote_literal(concat_ws(', ', CASE WHEN b.pubinsert THEN 'insert' END, CASE WHEN b.pubupdate THEN 'update' END,
      CASE WHEN b.pubdelete THEN 'delete' END, CASE WHEN b.pubtruncate THEN 'truncate' END)) || CASE WHEN b.pubviaroot THEN ', publish_via_partition_root = true' ELSE '' END || ')'
    || ${COMMENT("PUBLICATION", "quote_ident(b.pubname)", "obj_description(b.oid, 'pg_publication')")} AS definition, NULL AS drop
  FROM pg_publication b ORDER BY b.pubname`;

const SERVERS = `
  SELECT 'z' || s.oid AS id, 'server' AS kind, ${FREE}, s.srvname AS name, ${NAMES},
    'CREATE SERVER ' || quote_ident(s.srvname) || coalesce(' TYPE ' || quote_literal(s.srvtype), '') || coalesce(' VERSION ' || quote_literal(s.srvversion), '')
    || ' FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname)
    || coalesce(' OPTIONS (' || (SELECT string_agg(quote_ident(o.option_name) || ' ' || quote_literal(o.option_value), ', ') FROM pg_options_to_table(s.srvoptions) AS o) || ')', '')
    || ${COMMENT("SERVER", "quote_ident(s.srvname)", "obj_description(s.oid, 'pg_foreign_server')")} AS definition, NULL AS drop
  FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
  WHERE ${NOT_OF_EXTENSION("pg_foreign_server", "s.oid")} ORDER BY s.srvname`;

// One that has something in it is made with that, unless migrations have made it as an object.
// "public" comes with every database: it is no object of its own where the session works in another schema.
const SCHEMAS = `
  SELECT 'n' || n.oid AS id, 'schema' AS kind, ${FREE}, n.nspname AS name, ${NAMES},
    'CREATE SCHEMA IF NOT EXISTS ' || quote_ident(n.nspname)
    || ${COMMENT("SCHEMA", "quote_ident(n.nspname)", "obj_description(n.oid, 'pg_namespace')")} AS definition, NULL AS drop,
    obj_description(n.oid, 'pg_namespace') IS NULL AND (EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid)
      OR EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = n.oid) OR EXISTS (SELECT FROM pg_type t WHERE t.typnamespace = n.oid)) AS modelled
  FROM pg_namespace n WHERE n.nspname <> current_schema() AND ${OURS("pg_namespace", "n.oid", "n")}
    AND (n.nspname <> 'public' OR obj_description(n.oid, 'pg_namespace') <> 'standard public schema')
  ORDER BY n.nspname`;

const ENUM_COMMENTS = `
  SELECT 'm' || t.oid AS id, 'comment' AS kind, ${FREE}, 'type ' || t.typname AS name, ${NAMES},
    'COMMENT ON TYPE ' || ${WRITTEN("t.typname")} || ' IS ' || quote_literal(obj_description(t.oid, 'pg_type')) AS definition,
    'COMMENT ON TYPE ' || ${WRITTEN("t.typname")} || ' IS NULL' AS drop
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE t.typtype = 'e' AND n.nspname = current_schema() AND obj_description(t.oid, 'pg_type') IS NOT NULL AND ${OURS("pg_type", "t.oid", "n")}
    AND EXISTS (SELECT FROM pg_enum e WHERE e.enumtypid = t.oid)
  ORDER BY t.typname`;

// That of a schema that is made, the object says; the session's is there.
const SCHEMA_COMMENT = `
  SELECT 'n' || n.oid AS id, 'comment' AS kind, ${FREE}, 'schema ' || n.nspname AS name, ${NAMES},
    'COMMENT ON SCHEMA ' || quote_ident(n.nspname) || ' IS ' || quote_literal(obj_description(n.oid, 'pg_namespace')) AS definition,
    'COMMENT ON SCHEMA ' || quote_ident(n.nspname) || ' IS NULL' AS drop
  FROM pg_namespace n WHERE n.nspname = current_schema()
    AND obj_description(n.oid, 'pg_namespace') <> 'standard public schema' AND ${OURS("pg_namespace", "n.oid", "n")}`;

/** What few databases have. Those that tables may need come first. */
export const RARE_EARLY: readonly string[] = [
  SCHEMAS,
  COLLATIONS("database"),
  ENUMS("database"),
  RANGES("database"),
  DICTIONARIES("database"),
  CONFIGURATIONS("database"),
  SERVERS,
];

export const RARE_LATE: readonly string[] = [
  ...[
    AGGREGATES("database"),
    OPERATORS("database"),
    CASTS,
    FOREIGN_TABLES("database"),
    STATISTICS("database"),
    EVENT_TRIGGERS,
    PUBLICATIONS,
    ENUM_COMMENTS,
    SCHEMA_COMMENT,
  ],
];

/** Their kinds, all of which are read. */
export const RARE_KINDS: readonly string[] = [
  ...[
    "schema",
    "collation",
    "server",
    "text search dictionary",
    "text search configuration",
    "aggregate",
    "operator",
  ],
  ...[
    "cast",
    "foreign table",
    "statistics",
    "event trigger",
    "publication",
    "comment",
    "setting",
    "row security",
  ],
];

/** What each of them needs, by `pg_depend` or by its own row. */
export const RARE_NEEDS = `
  SELECT CASE d.classid WHEN 'pg_ts_config'::regclass THEN 's' WHEN 'pg_operator'::regclass THEN 'o' WHEN 'pg_cast'::regclass THEN 'a'
      WHEN 'pg_statistic_ext'::regclass THEN 'e' WHEN 'pg_event_trigger'::regclass THEN 'v' WHEN 'pg_class'::regclass THEN 'r'
      WHEN 'pg_type'::regclass THEN 't' ELSE 'f' END || d.objid AS id,
    CASE d.refclassid WHEN 'pg_proc'::regclass THEN 'f' WHEN 'pg_ts_dict'::regclass THEN 'd' WHEN 'pg_class'::regclass THEN 'r'
      WHEN 'pg_foreign_server'::regclass THEN 'z' WHEN 'pg_collation'::regclass THEN 'c' WHEN 'pg_ts_config'::regclass THEN 's' ELSE 't' END || d.refobjid AS needs
  FROM pg_depend d WHERE d.objid >= 16384 AND d.refobjid >= 16384 AND d.deptype IN ('n', 'a')
    AND (d.classid IN ('pg_ts_config'::regclass, 'pg_operator'::regclass, 'pg_cast'::regclass, 'pg_statistic_ext'::regclass, 'pg_event_trigger'::regclass)
      OR d.classid = 'pg_class'::regclass AND d.refclassid IN ('pg_foreign_server'::regclass)
      OR d.classid = 'pg_class'::regclass AND EXISTS (SELECT FROM pg_foreign_table f WHERE f.ftrelid = d.objid)
      OR d.refclassid IN ('pg_collation'::regclass, 'pg_ts_config'::regclass) AND d.classid IN ('pg_type'::regclass, 'pg_proc'::regclass))
  UNION ALL SELECT 'r' || t.tgrelid, 'f' || t.tgfoid FROM pg_trigger t JOIN pg_foreign_table f ON f.ftrelid = t.tgrelid
  UNION ALL SELECT 'r' || f.ftrelid, 'r' || h.inhparent FROM pg_foreign_table f JOIN pg_inherits h ON h.inhrelid = f.ftrelid
  UNION ALL SELECT 'b' || r.prpubid, 'r' || r.prrelid FROM pg_publication_rel r
  UNION ALL SELECT 'r' || i.indexrelid, 'f' || d.refobjid FROM pg_index i JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
    WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid >= 16384
  UNION ALL SELECT 'm' || t.oid, 't' || t.oid FROM pg_type t WHERE t.typtype = 'e'`;
