import type { Connection } from "../../driver/driver.js";
import { type Facts, facts } from "./facts.js";
import { withKeyRules } from "./key-rules.js";
import { binaryDefaults, shownTables } from "./shown-tables.js";
import { counterStates } from "./start-values.js";

/** The rows of `information_schema` that describe the database in use; texts as the server has them. */
export interface MysqlCatalogue {
  /** The name of the database. */
  readonly here: string;
  readonly mariadb: boolean;
  readonly tables: readonly Facts[];
  readonly columns: readonly Facts[];
  readonly indexes: readonly Facts[];
  readonly keys: readonly Facts[];
  readonly checks: readonly Facts[];
  readonly triggers: readonly Facts[];
  /** Table -> the answer of SHOW CREATE TABLE. */
  readonly shown: ReadonlyMap<string, string>;
  /** Defaults of binary columns, which the catalogue garbles, as hexadecimal digits. */
  readonly bytes: readonly Facts[];
  /** Spatial columns that say of which reference system they are; MySQL shows it with the column. */
  readonly systems: readonly Facts[];
  /** Table -> the number with which its counter begins, where that can be told. */
  readonly starts: ReadonlyMap<string, bigint | undefined>;
  /** What tables get by themselves. */
  readonly usual: { readonly charset: string; readonly collate: string };
}

const TABLES = `SELECT t.table_name AS name, t.engine AS engine, t.table_collation AS collation,
    t.table_comment AS comment, t.create_options AS options, c.is_default AS usual
  FROM information_schema.tables t
  LEFT JOIN information_schema.collations c ON c.collation_name = t.table_collation
  WHERE t.table_schema = DATABASE() AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')`;

const COLUMNS = `SELECT table_name AS \`table\`, column_name AS name, column_type AS type,
    is_nullable AS nullable, column_default AS preset, extra, generation_expression AS expression,
    collation_name AS collation, column_comment AS comment
  FROM information_schema.columns WHERE table_schema = DATABASE()
  ORDER BY table_name, ordinal_position`;

const INDEXES = `SELECT table_name AS \`table\`, index_name AS name, non_unique AS plain,
    column_name AS field, sub_part AS prefix, collation AS direction, index_type AS method,
    index_comment AS comment,
    {expression} AS expression
  FROM information_schema.statistics WHERE table_schema = DATABASE()
  ORDER BY table_name, index_name, seq_in_index`;

/** DISTINCT keeps the server from joining it: then MariaDB would open the tables of all databases. */
const KEYS = `SELECT k.table_name AS \`table\`, k.constraint_name AS name, k.column_name AS field,
    k.referenced_table_schema AS space, DATABASE() AS here, k.referenced_table_name AS target,
    k.referenced_column_name AS target_field, r.delete_rule AS on_delete, r.update_rule AS on_update
  FROM information_schema.key_column_usage k
  LEFT JOIN (SELECT DISTINCT table_name, constraint_name, delete_rule, update_rule
    FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE()) r
    ON r.table_name = k.table_name AND r.constraint_name = k.constraint_name
  WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL
  ORDER BY k.table_name, k.constraint_name, k.ordinal_position`;

/** MariaDB tells the table itself, and names a check per table and not per database. */
const CHECKS_MARIADB = `SELECT table_name AS \`table\`, constraint_name AS name, check_clause AS clause, level
  FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()`;

const CHECKS_MYSQL = `SELECT t.table_name AS \`table\`, c.constraint_name AS name,
    c.check_clause AS clause, 'Table' AS level
  FROM information_schema.check_constraints c
  JOIN information_schema.table_constraints t
    ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name
    AND t.constraint_type = 'CHECK'
  WHERE c.constraint_schema = DATABASE()`;

const TRIGGERS = `SELECT event_object_table AS \`table\`, trigger_name AS name
  FROM information_schema.triggers WHERE event_object_schema = DATABASE()`;

const SYSTEMS = `SELECT g_table_name AS \`table\`, g_geometry_column AS name, srid
  FROM information_schema.geometry_columns WHERE f_table_schema = DATABASE() AND srid <> 0`;

/** Is the server MariaDB? It says so in its version. */
async function isMariadb(connection: Connection): Promise<boolean> {
  const [row] = await connection.query("SELECT VERSION() AS version");
  return /mariadb/i.test(String(row?.version));
}

/** Charset and collation that tables of this database get by themselves. */
export async function databaseOptions(
  connection: Connection,
): Promise<{ readonly charset: string; readonly collate: string }> {
  const [row] = await connection.query(
    "SELECT @@character_set_database AS charset, @@collation_database AS collation",
  );
  return { charset: String(row?.charset), collate: String(row?.collation) };
}

/** Collations that a charset has by itself: a charset that is named names them, too. */
export async function usualCollations(connection: Connection): Promise<ReadonlySet<string>> {
  const rows = await connection.query(
    "SELECT collation_name AS name FROM information_schema.collations WHERE is_default = 'Yes'",
  );
  return new Set(rows.map(({ name }) => String(name).toLowerCase()));
}

/** Reads the whole catalogue of the database in use, one query per view. */
export async function readMysqlCatalogue(connection: Connection): Promise<MysqlCatalogue> {
  const mariadb = await isMariadb(connection);
  const read = async (sql: string): Promise<readonly Facts[]> =>
    (await connection.query(sql)).map(facts);
  const tables = await read(TABLES);
  const columns = await read(COLUMNS);
  const [own] = await read("SELECT DATABASE() AS name");
  const keys = await read(KEYS);
  const shown = await shownTables(connection, mariadb, tables);
  return {
    here: own?.name ?? "",
    mariadb,
    tables,
    columns,
    indexes: await read(INDEXES.replace("{expression}", mariadb ? "NULL" : "expression")),
    keys: withKeyRules(keys, shown, mariadb ? "RESTRICT" : "NO ACTION"),
    checks: await read(mariadb ? CHECKS_MARIADB : CHECKS_MYSQL),
    triggers: await read(TRIGGERS),
    usual: await databaseOptions(connection),
    shown,
    bytes: await binaryDefaults(connection, columns),
    systems: mariadb ? await read(SYSTEMS) : [],
    starts: new Map(
      [...(await counterStates(connection))].map(([name, { start }]) => [name, start]),
    ),
  };
}
