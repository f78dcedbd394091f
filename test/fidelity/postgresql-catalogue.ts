import pg from "pg";
import type { Catalogue, Fact } from "./catalogue.js";

/**
 * What a PostgreSQL database is made of, by its own catalogue. The order of columns is a fact of the
 * table. Left out, because no schema is about it: owners and privileges, tablespaces, rows,
 * statistics that were gathered, and whatever an extension brought.
 */
export const postgresqlCatalogue: Catalogue = {
  async load(url, script) {
    await connected(url, (client) => client.query(script));
  },
  async read(url, { ignore }) {
    return await connected(url, async (client) => {
      // The server writes a namespace wherever it is not searched, so nothing is searched.
      await client.query("SET search_path = ''");
      const facts: Fact[] = [];
      for (const sql of FACTS) {
        const { rows } = await client.query<Row>(sql);
        facts.push(...rows.filter(({ name }) => !ignore.includes(name)).map(factOf));
      }
      return facts.filter(({ of }) => !ignore.some((name) => of.includes(`"${name}_`)));
    });
  },
};

interface Row {
  readonly kind: string;
  /** null for what is in none. */
  readonly namespace: string | null;
  readonly name: string;
  readonly what: string;
  readonly value: string | null;
}

function factOf({ kind, namespace, name, what, value }: Row): Fact {
  const full = namespace === null || namespace === "public" ? name : `${namespace}.${name}`;
  return { of: `${kind} "${full}"`, what, value: value ?? "" };
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const NOT_OURS = "('information_schema', 'pg_catalog', 'pg_toast')";

const ours = (catalogue: string, id: string, namespace = "n.nspname"): string =>
  `${namespace} NOT IN ${NOT_OURS} AND ${namespace} !~ '^pg_(temp|toast)'
    AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = '${catalogue}'::regclass
      AND x.objid = ${id} AND x.deptype = 'e')`;

const TABLE = "'table' AS kind, n.nspname AS namespace, c.relname AS name";
const OF_TABLE = `c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND ${ours("pg_class", "c.oid")}`;

const sequence = (s: string): string =>
  `concat_ws(' ', format_type(${s}.seqtypid, NULL), ${s}.seqstart, ${s}.seqincrement, ${s}.seqmin, ${s}.seqmax, ${s}.seqcache, ${s}.seqcycle)`;

const FACTS: readonly string[] = [
  `SELECT ${TABLE}, 'itself' AS what, concat_ws(' | ', c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity,
      c.relreplident, (SELECT amname FROM pg_am WHERE oid = c.relam), array_to_string(ARRAY(SELECT unnest(c.reloptions) ORDER BY 1), ','),
      'partition by ' || pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid), obj_description(c.oid, 'pg_class'),
      'of ' || NULLIF(c.reloftype, 0)::regtype,
      (SELECT string_agg(a.attname, ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
      (SELECT string_agg(i.inhparent::regclass::text, ',' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid),
      (SELECT s.srvname || array_to_string(f.ftoptions, ',') FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = c.oid)
    ) AS value FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OF_TABLE}`,
  `SELECT ${TABLE}, 'column ' || quote_ident(a.attname) AS what, concat_ws(' | ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
      pg_get_expr(d.adbin, d.adrelid), 'identity ' || a.attidentity::text, 'generated ' || a.attgenerated::text,
      NULLIF(a.attcollation, t.typcollation)::regcollation, 'storage ' || a.attstorage::text, 'compression ' || a.attcompression::text,
      'statistics ' || coalesce(a.attstattarget, -1), (SELECT string_agg(o, ',' ORDER BY o) FROM unnest(a.attoptions) AS o WHERE o LIKE 'n_distinct%'), array_to_string(a.attfdwoptions, ','),
      col_description(a.attrelid, a.attnum),
      (SELECT string_agg(q.oid::regclass || ' ' || o.deptype::text || ' ' || ${sequence("s")} || ' ' || q.relpersistence::text, ',')
        FROM pg_depend o JOIN pg_class q ON q.oid = o.objid AND q.relkind = 'S' JOIN pg_sequence s ON s.seqrelid = q.oid
        WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass AND o.refobjid = a.attrelid
          AND o.refobjsubid = a.attnum AND o.deptype IN ('a', 'i'))) AS value
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attnum > 0 AND NOT a.attisdropped AND ${OF_TABLE} ORDER BY a.attrelid, a.attnum`,
  `SELECT ${TABLE}, 'constraint ' || quote_ident(k.conname) AS what, concat_ws(' | ', k.conname, pg_get_constraintdef(k.oid), k.convalidated,
      k.conislocal, obj_description(k.oid, 'pg_constraint')) AS value
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND ${OF_TABLE} ORDER BY c.oid, k.conname`,
  `SELECT ${TABLE}, 'index ' || quote_ident(x.relname) AS what, concat_ws(' | ', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisclustered, i.indisreplident,
      obj_description(i.indexrelid, 'pg_class'),
      (SELECT string_agg(a.attnum || ':' || a.attstattarget, ',') FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0)) AS value
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${OF_TABLE} ORDER BY c.oid, x.relname`,
  `SELECT ${TABLE}, 'trigger ' || quote_ident(t.tgname) AS what, concat_ws(' | ', pg_get_triggerdef(t.oid), t.tgenabled, obj_description(t.oid, 'pg_trigger')) AS value
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND ${OF_TABLE} ORDER BY c.oid, t.tgname`,
  `SELECT ${TABLE}, 'rule ' || quote_ident(w.rulename) AS what, concat_ws(' | ', pg_get_ruledef(w.oid), w.ev_enabled, obj_description(w.oid, 'pg_rewrite')) AS value
    FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${OF_TABLE} ORDER BY c.oid, w.rulename`,
  `SELECT ${TABLE}, 'policy ' || quote_ident(p.polname) AS what, concat_ws(' | ', p.polname, p.polpermissive, p.polcmd,
      ARRAY(SELECT CASE WHEN r = 0 THEN 'public' ELSE pg_get_userbyid(r)::text END FROM unnest(p.polroles) AS r ORDER BY 1),
      pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), obj_description(p.oid, 'pg_policy')) AS value
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${OF_TABLE} ORDER BY c.oid, p.polname`,
  `SELECT ${TABLE}, 'statistics ' || quote_ident(e.stxname) AS what, concat_ws(' | ', pg_get_statisticsobjdef(e.oid), e.stxstattarget, obj_description(e.oid, 'pg_statistic_ext')) AS value
    FROM pg_statistic_ext e JOIN pg_class c ON c.oid = e.stxrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${OF_TABLE} ORDER BY c.oid, e.stxname`,
  `SELECT CASE c.relkind WHEN 'm' THEN 'materialized ' ELSE '' END || 'view' AS kind, n.nspname AS namespace, c.relname AS name, 'itself' AS what,
      concat_ws(' | ', pg_get_viewdef(c.oid), array_to_string(c.reloptions, ','), c.relispopulated, obj_description(c.oid, 'pg_class'),
        (SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum),
            'storage ' || a.attstorage::text, 'compression ' || a.attcompression::text, 'statistics ' || coalesce(a.attstattarget, -1)), ',' ORDER BY a.attnum)
          FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attrelid = c.oid AND a.attnum > 0),
        (SELECT string_agg(concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisclustered, obj_description(i.indexrelid, 'pg_class'),
            (SELECT string_agg(a.attnum || ':' || a.attstattarget, ',') FROM pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0)),
          ',' ORDER BY i.indexrelid::regclass::text) FROM pg_index i WHERE i.indrelid = c.oid),
        (SELECT string_agg(concat_ws(' ', pg_get_triggerdef(t.oid), obj_description(t.oid, 'pg_trigger')), ',' ORDER BY t.tgname) FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal),
        (SELECT string_agg(concat_ws(' ', pg_get_ruledef(w.oid), obj_description(w.oid, 'pg_rewrite')), ',' ORDER BY w.rulename)
          FROM pg_rewrite w WHERE w.ev_class = c.oid AND w.rulename <> '_RETURN')) AS value
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND ${ours("pg_class", "c.oid")}`,
  `SELECT 'sequence' AS kind, n.nspname AS namespace, c.relname AS name, 'itself' AS what,
      concat_ws(' | ', ${sequence("s")}, c.relpersistence, obj_description(c.oid, 'pg_class')) AS value
    FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relpersistence <> 't' AND ${ours("pg_class", "c.oid")}
      -- One that a column owns is a fact of the column.
      AND NOT EXISTS (SELECT FROM pg_depend o WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.deptype IN ('a', 'i'))`,
  `SELECT CASE p.prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind, n.nspname AS namespace, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' AS name, 'itself' AS what,
      concat_ws(' | ', CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END, p.prokind, obj_description(p.oid, 'pg_proc'),
        (SELECT concat_ws(' ', g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.aggserialfn, g.aggdeserialfn, g.aggmtransfn, g.aggminvtransfn, g.aggmfinalfn,
          g.aggkind, g.aggnumdirectargs, g.aggtranstype::regtype, g.aggtransspace, g.aggmtranstype, g.agginitval, g.aggminitval, NULLIF(g.aggsortop, 0)::regoperator, p.proparallel,
          pg_get_function_arguments(p.oid), g.aggfinalmodify, g.aggfinalextra)
          FROM pg_aggregate g WHERE g.aggfnoid = p.oid)) AS value
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE ${ours("pg_proc", "p.oid")} AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i')`,
  `SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' ELSE 'type' END AS kind, n.nspname AS namespace, t.typname AS name, 'itself' AS what,
      concat_ws(' | ', t.typtype, obj_description(t.oid, 'pg_type'),
        (SELECT string_agg(quote_literal(e.enumlabel), ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
        CASE WHEN t.typtype = 'd' THEN concat_ws(' ', format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault, NULLIF(t.typcollation, 0)::regcollation,
          (SELECT string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid) || coalesce(obj_description(k.oid, 'pg_constraint'), ''), ',' ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid)) END,
        (SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), NULLIF(a.attcollation, 0)::regcollation, col_description(a.attrelid, a.attnum)), ',' ORDER BY a.attnum)
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE a.attrelid = t.typrelid AND c.relkind = 'c' AND NOT a.attisdropped),
        (SELECT concat_ws(' ', r.rngsubtype::regtype, r.rngmultitypid::regtype, NULLIF(r.rngcollation, 0)::regcollation, NULLIF(r.rngcanonical, 0), NULLIF(r.rngsubdiff, 0), (SELECT opcname FROM pg_opclass WHERE oid = r.rngsubopc)) FROM pg_range r WHERE r.rngtypid = t.oid)) AS value
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')
      OR t.typtype = 'b' AND t.typcategory <> 'A') AND ${ours("pg_type", "t.oid")}`,
  `SELECT 'operator' AS kind, NULL AS namespace, o.oid::regoperator::text AS name, 'itself' AS what, concat_ws(' | ', o.oprcode, o.oprresult::regtype, NULLIF(o.oprcom, 0)::regoperator, NULLIF(o.oprnegate, 0)::regoperator,
      o.oprcanmerge, o.oprcanhash, o.oprrest, o.oprjoin, obj_description(o.oid, 'pg_operator')) AS value
    FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE ${ours("pg_operator", "o.oid")}`,
  `SELECT 'operator class' AS kind, n.nspname AS namespace, o.opcname AS name, 'itself' AS what, concat_ws(' | ', o.opcintype::regtype, o.opcdefault, NULLIF(o.opckeytype, 0)::regtype, (SELECT amname FROM pg_am WHERE oid = o.opcmethod)) AS value
    FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace WHERE ${ours("pg_opclass", "o.oid")}`,
  `SELECT 'cast' AS kind, NULL AS namespace, format_type(k.castsource, NULL) || ' AS ' || format_type(k.casttarget, NULL) AS name, 'itself' AS what,
      concat_ws(' | ', NULLIF(k.castfunc, 0)::regprocedure, k.castcontext, k.castmethod, obj_description(k.oid, 'pg_cast')) AS value
    FROM pg_cast k WHERE k.oid >= 16384 AND ${ours("pg_cast", "k.oid", "'public'")}`,
  `SELECT 'collation' AS kind, n.nspname AS namespace, o.collname AS name, 'itself' AS what, concat_ws(' | ', o.collprovider, o.collisdeterministic, o.collcollate, o.collctype, o.colliculocale, obj_description(o.oid, 'pg_collation')) AS value
    FROM pg_collation o JOIN pg_namespace n ON n.oid = o.collnamespace WHERE ${ours("pg_collation", "o.oid")}`,
  `SELECT 'text search configuration' AS kind, n.nspname AS namespace, o.cfgname AS name, 'itself' AS what,
      concat_ws(' | ', (SELECT prsname FROM pg_ts_parser WHERE oid = o.cfgparser), obj_description(o.oid, 'pg_ts_config'), (SELECT string_agg(m.maptokentype || ' ' || m.mapseqno || ' ' || m.mapdict::regdictionary, ',' ORDER BY m.maptokentype, m.mapseqno) FROM pg_ts_config_map m WHERE m.mapcfg = o.oid)) AS value
    FROM pg_ts_config o JOIN pg_namespace n ON n.oid = o.cfgnamespace WHERE ${ours("pg_ts_config", "o.oid")}`,
  `SELECT 'text search dictionary' AS kind, n.nspname AS namespace, o.dictname AS name, 'itself' AS what, concat_ws(' | ', (SELECT tmplname FROM pg_ts_template WHERE oid = o.dicttemplate), o.dictinitoption, obj_description(o.oid, 'pg_ts_dict')) AS value
    FROM pg_ts_dict o JOIN pg_namespace n ON n.oid = o.dictnamespace WHERE ${ours("pg_ts_dict", "o.oid")}`,
  `SELECT 'extension' AS kind, NULL AS namespace, e.extname AS name, 'itself' AS what, concat_ws(' | ', n.nspname, e.extversion) AS value FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace`,
  `SELECT 'schema' AS kind, NULL AS namespace, n.nspname AS name, 'itself' AS what, obj_description(n.oid, 'pg_namespace') AS value FROM pg_namespace n WHERE ${ours("pg_namespace", "n.oid")}`,
  `SELECT 'event trigger' AS kind, NULL AS namespace, v.evtname AS name, 'itself' AS what, concat_ws(' | ', v.evtevent, v.evtfoid::regprocedure, v.evtenabled, array_to_string(v.evttags, ','), obj_description(v.oid, 'pg_event_trigger')) AS value
    FROM pg_event_trigger v WHERE ${ours("pg_event_trigger", "v.oid", "'public'")}`,
  `SELECT 'publication' AS kind, NULL AS namespace, b.pubname AS name, 'itself' AS what, concat_ws(' | ', b.puballtables, b.pubinsert, b.pubupdate, b.pubdelete, b.pubtruncate, b.pubviaroot, obj_description(b.oid, 'pg_publication'),
      (SELECT string_agg(concat_ws(' ', r.prrelid::regclass, pg_get_expr(r.prqual, r.prrelid), r.prattrs), ',' ORDER BY r.prrelid::regclass::text) FROM pg_publication_rel r WHERE r.prpubid = b.oid),
      (SELECT string_agg(s.pnnspid::regnamespace::text, ',' ORDER BY 1) FROM pg_publication_namespace s WHERE s.pnpubid = b.oid)) AS value FROM pg_publication b`,
  `SELECT 'server' AS kind, NULL AS namespace, s.srvname AS name, 'itself' AS what, concat_ws(' | ', w.fdwname, s.srvtype, s.srvversion, array_to_string(s.srvoptions, ','), obj_description(s.oid, 'pg_foreign_server')) AS value
    FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw`,
];
