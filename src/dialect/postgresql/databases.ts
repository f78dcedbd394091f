import type { WholeDatabases } from "../databases.js";

/** Schemas that are neither the server's own nor brought by an extension. */
const SCHEMAS = `SELECT n.oid, n.nspname FROM pg_namespace n
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass
      AND d.objid = n.oid AND d.deptype = 'e')`;

/**
 * Not a part of something else: the sequence of a column, the type of a table, what an extension has.
 * A partitioned table depends on itself.
 */
function standsAlone(catalogue: string): string {
  return `NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalogue}'::regclass
    AND d.objid = o.oid AND d.refobjid <> o.oid AND d.deptype IN ('a', 'e', 'i'))`;
}

/** `public` and the schema of the session stay, with the rights that were granted on them. */
const KEPT = `(SELECT oid, nspname FROM (${SCHEMAS}) s
  WHERE nspname = 'public' OR nspname = current_schema())`;

const SCHEMA_DROPS = `SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM (${SCHEMAS}) s
  WHERE nspname <> 'public' AND nspname IS DISTINCT FROM current_schema() ORDER BY nspname`;

/** Those of others stay: an administrator has made them once for all. */
const EXTENSION_DROPS = `SELECT format('DROP EXTENSION IF EXISTS %I CASCADE', extname) FROM pg_extension
  WHERE extname <> 'plpgsql' AND pg_has_role(extowner, 'USAGE') ORDER BY extname`;

const RELATION_DROPS = `SELECT format('DROP %s IF EXISTS %I.%I CASCADE', CASE o.relkind
      WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE'
      WHEN 'S' THEN 'SEQUENCE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, n.nspname, o.relname)
  FROM pg_class o JOIN ${KEPT} n ON n.oid = o.relnamespace
  WHERE o.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND NOT o.relispartition AND ${standsAlone("pg_class")}
  ORDER BY o.relkind = 'S', o.relname`;

const ROUTINE_DROPS = `SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', o.oid::regprocedure)
  FROM pg_proc o JOIN ${KEPT} n ON n.oid = o.pronamespace WHERE ${standsAlone("pg_proc")} ORDER BY o.proname, o.oid`;

const TYPE_DROPS = `SELECT format('DROP TYPE IF EXISTS %I.%I CASCADE', n.nspname, o.typname)
  FROM pg_type o JOIN ${KEPT} n ON n.oid = o.typnamespace
  WHERE o.typtype IN ('d', 'e', 'r') AND ${standsAlone("pg_type")} ORDER BY o.typname`;

const COLLATION_DROPS = `SELECT format('DROP COLLATION IF EXISTS %I.%I CASCADE', n.nspname, o.collname)
  FROM pg_collation o JOIN ${KEPT} n ON n.oid = o.collnamespace WHERE ${standsAlone("pg_collation")} ORDER BY o.collname`;

export const postgresqlDatabases: WholeDatabases = {
  server: {
    home: "postgres",
    exists: "SELECT 1 AS found FROM pg_database WHERE datname = $1",
    missing: "3D000",
    create: (name) => `CREATE DATABASE ${name}`,
    drop: (name) => `DROP DATABASE ${name}`,
  },
  emptying: {
    settings: [],
    queries: [
      EXTENSION_DROPS,
      SCHEMA_DROPS,
      RELATION_DROPS,
      ROUTINE_DROPS,
      TYPE_DROPS,
      COLLATION_DROPS,
    ],
  },
};
