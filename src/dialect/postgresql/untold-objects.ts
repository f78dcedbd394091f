import { NOT_OF_EXTENSION, OURS, TABLE_KEY } from "./object-words.js";

/** Something that is there and that no definition is made for. */
export interface UntoldRow {
  /** How it is called where it is named. */
  readonly kind: string;
  readonly name: string;
  /** The kind and the name of an object of migrations that it is, where it can be one. */
  readonly is: string | undefined;
  readonly key: string | undefined;
  /** Is it named as not said? */
  readonly said: boolean;
}

const KEY = (name: string): string =>
  `CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END || ${name}`;

/** Of what is in a schema: the letter `o` is the row. */
const IN_SCHEMA = (
  kind: string,
  catalogue: string,
  name: string,
  space: string,
  said: boolean,
): string =>
  `SELECT '${kind}' AS kind, o.${name}::text AS name, '${kind}' AS is, ${KEY(`o.${name}`)} AS key, ${said} AS said
  FROM ${catalogue} o JOIN pg_namespace n ON n.oid = o.${space} WHERE ${OURS(catalogue, "o.oid", "n")}`;

const FREE = (kind: string, catalogue: string, name: string, where = "true"): string =>
  `SELECT '${kind}', o.${name}::text, '${kind}', o.${name}::text, true FROM ${catalogue} o
  WHERE o.oid >= 16384 AND ${NOT_OF_EXTENSION(catalogue, "o.oid")} AND ${where}`;

const ALL: readonly string[] = [
  IN_SCHEMA("operator class", "pg_opclass", "opcname", "opcnamespace", true),
  // The server makes one with each operator class.
  IN_SCHEMA("operator family", "pg_opfamily", "opfname", "opfnamespace", false),
  IN_SCHEMA("conversion", "pg_conversion", "conname", "connamespace", true),
  IN_SCHEMA("text search parser", "pg_ts_parser", "prsname", "prsnamespace", true),
  IN_SCHEMA("text search template", "pg_ts_template", "tmplname", "tmplnamespace", true),
  FREE("foreign data wrapper", "pg_foreign_data_wrapper", "fdwname"),
  FREE("language", "pg_language", "lanname", "o.lanname <> 'plpgsql'"),
  FREE("access method", "pg_am", "amname"),
  `SELECT 'range type', t.typname, 'type', ${KEY("t.typname")}, true FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid
  JOIN pg_namespace n ON n.oid = t.typnamespace WHERE r.rngcanonical::oid <> 0 AND ${OURS("pg_type", "t.oid", "n")}`,
  `SELECT 'base type', t.typname, 'type', ${KEY("t.typname")}, true FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  WHERE t.typtype = 'b' AND t.typcategory <> 'A' AND ${OURS("pg_type", "t.oid", "n")}`,
  `SELECT 'index "' || x.relname || '" without those of its partitions, of table', ${TABLE_KEY}, NULL, NULL, true FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
  JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'p' AND NOT i.indisvalid AND (c.relispartition OR EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)) AND ${OURS("pg_class", "c.oid", "n")}`,
  "SELECT 'user mapping for server', u.srvname, NULL, NULL, true FROM pg_user_mappings u",
  `SELECT 'subscription', s.subname, 'subscription', s.subname, true FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
  WHERE d.datname = current_database()`,
];

/** What there is and no definition is made for. */
export const UNTOLD = `SELECT * FROM (${ALL.join("\n  UNION ALL ")}) AS o ORDER BY kind, name`;

/** The kinds that are all among them. */
export const UNTOLD_KINDS: readonly string[] = [
  ...["type", "operator class", "operator family", "conversion", "language"],
  ...["text search parser", "text search template", "foreign data wrapper", "access method"],
  "subscription",
];
