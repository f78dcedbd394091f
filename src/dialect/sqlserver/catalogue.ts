import type { Connection, Row } from "../../driver/driver.js";
import { groupBy } from "../group-by.js";

/** The rows of the catalogue views, each list by `object_id`. */
export interface SqlserverCatalogue {
  readonly tables: readonly Row[];
  readonly columns: ReadonlyMap<number, readonly Row[]>;
  readonly indexes: ReadonlyMap<number, readonly Row[]>;
  readonly foreignKeys: ReadonlyMap<number, readonly Row[]>;
  readonly checks: ReadonlyMap<number, readonly Row[]>;
  readonly triggers: ReadonlyMap<number, readonly Row[]>;
}

/** Not the system's own tables, not the history of a temporal table. */
const TABLES = `SELECT t.object_id AS id, t.name AS name,
    CASE WHEN s.name = SCHEMA_NAME() THEN NULL ELSE s.name END AS namespace,
    CAST(e.value AS NVARCHAR(MAX)) AS comment
  FROM sys.tables AS t
  INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
  LEFT JOIN sys.extended_properties AS e ON e.class = 1 AND e.major_id = t.object_id AND e.minor_id = 0 AND e.name = N'MS_Description'
  WHERE t.is_ms_shipped = 0 AND t.temporal_type <> 1`;

const COLUMNS = `SELECT c.object_id AS id, c.name AS name, y.name AS type_name, c.max_length AS bytes,
    c.precision AS digits, c.scale AS scale, c.is_nullable AS nullable, c.is_identity AS counts,
    CAST(n.seed_value AS NVARCHAR(40)) AS seed, CAST(n.increment_value AS NVARCHAR(40)) AS step,
    c.is_computed AS computed,
    CASE WHEN c.collation_name = CONVERT(NVARCHAR(128), DATABASEPROPERTYEX(DB_NAME(), N'Collation')) THEN NULL ELSE c.collation_name END AS collation_name,
    d.definition AS default_text, p.definition AS computed_text, p.is_persisted AS persisted,
    CAST(e.value AS NVARCHAR(MAX)) AS comment
  FROM sys.columns AS c
  INNER JOIN sys.tables AS t ON t.object_id = c.object_id
  INNER JOIN sys.types AS y ON y.user_type_id = c.user_type_id
  LEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id
  LEFT JOIN sys.identity_columns AS n ON n.object_id = c.object_id AND n.column_id = c.column_id
  LEFT JOIN sys.computed_columns AS p ON p.object_id = c.object_id AND p.column_id = c.column_id
  LEFT JOIN sys.extended_properties AS e ON e.class = 1 AND e.major_id = c.object_id AND e.minor_id = c.column_id AND e.name = N'MS_Description'
  ORDER BY c.object_id, c.column_id`;

const INDEXES = `SELECT i.object_id AS id, i.index_id AS index_id, i.name AS name, i.type AS kind, i.is_unique AS is_unique,
    i.is_primary_key AS is_primary, i.is_unique_constraint AS is_constraint, i.filter_definition AS filter_text,
    q.is_system_named AS named_by_server, c.name AS column_name, k.is_descending_key AS descending, k.is_included_column AS included,
    CASE WHEN c.is_nullable = 1 AND c.is_computed = 0 THEN 1 ELSE 0 END AS nullable
  FROM sys.indexes AS i
  INNER JOIN sys.tables AS t ON t.object_id = i.object_id
  INNER JOIN sys.index_columns AS k ON k.object_id = i.object_id AND k.index_id = i.index_id
  INNER JOIN sys.columns AS c ON c.object_id = k.object_id AND c.column_id = k.column_id
  LEFT JOIN sys.key_constraints AS q ON q.parent_object_id = i.object_id AND q.unique_index_id = i.index_id
  WHERE i.type IN (1, 2) AND i.is_hypothetical = 0
  ORDER BY i.object_id, i.index_id, k.key_ordinal, k.index_column_id`;

const FOREIGN_KEYS = `SELECT f.parent_object_id AS id, f.object_id AS key_id, f.name AS name, f.referenced_object_id AS target,
    f.delete_referential_action_desc AS on_delete, f.update_referential_action_desc AS on_update,
    c.name AS column_name, r.name AS target_column
  FROM sys.foreign_keys AS f
  INNER JOIN sys.foreign_key_columns AS k ON k.constraint_object_id = f.object_id
  INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
  INNER JOIN sys.columns AS r ON r.object_id = k.referenced_object_id AND r.column_id = k.referenced_column_id
  ORDER BY f.object_id, k.constraint_column_id`;

const CHECKS = `SELECT k.parent_object_id AS id, k.name AS name, k.definition AS definition FROM sys.check_constraints AS k`;

const TRIGGERS = `SELECT g.parent_id AS id, g.name AS name, OBJECT_DEFINITION(g.object_id) AS definition FROM sys.triggers AS g WHERE g.parent_class = 1`;

/**
 * A row for every thing that a view, trigger or routine needs; of tables the names alone. The definition
 * of an encrypted one is NULL.
 */
export const OBJECTS = `SELECT o.object_id AS id, RTRIM(o.type) AS type, o.name AS name,
    CASE WHEN s.name = SCHEMA_NAME() THEN NULL ELSE s.name END AS namespace,
    o.parent_object_id AS parent, m.definition AS definition, d.referenced_id AS needed
  FROM sys.objects AS o
  INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
  LEFT JOIN sys.sql_modules AS m ON m.object_id = o.object_id
  LEFT JOIN sys.sql_expression_dependencies AS d ON d.referencing_id = o.object_id AND d.referenced_id IS NOT NULL
  WHERE o.is_ms_shipped = 0 AND o.type NOT IN (N'C', N'D', N'F', N'PK', N'UQ', N'IT', N'S', N'SQ')
  ORDER BY o.object_id`;

/** Keys that hold the rows, or do not, other than is usual. */
export const UNUSUAL_KEYS = `SELECT i.name AS name, t.name AS table_name, i.type_desc AS kind,
    CASE WHEN s.name = SCHEMA_NAME() THEN NULL ELSE s.name END AS namespace
  FROM sys.indexes AS i
  INNER JOIN sys.tables AS t ON t.object_id = i.object_id
  INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
  WHERE t.is_ms_shipped = 0 AND (i.is_primary_key = 1 AND i.type = 2 OR i.is_unique_constraint = 1 AND i.type = 1)
  ORDER BY i.object_id, i.index_id`;

/** All questions, for the parser in the tests. */
export const catalogueQueries: readonly string[] = [
  TABLES,
  COLUMNS,
  INDEXES,
  FOREIGN_KEYS,
  CHECKS,
  TRIGGERS,
  OBJECTS,
  UNUSUAL_KEYS,
];

/** Reads the catalogue views of the database: six questions, however many tables. */
export async function readSqlserverCatalogue(connection: Connection): Promise<SqlserverCatalogue> {
  const byTable = async (sql: string): Promise<ReadonlyMap<number, readonly Row[]>> =>
    groupBy(await connection.query(sql), (row) => Number(row.id));
  return {
    tables: await connection.query(TABLES),
    columns: await byTable(COLUMNS),
    indexes: await byTable(INDEXES),
    foreignKeys: await byTable(FOREIGN_KEYS),
    checks: await byTable(CHECKS),
    triggers: await byTable(TRIGGERS),
  };
}

/** Table, object: undefined for the namespace of the session. */
export function nameOf(row: Row): {
  readonly name: string;
  readonly namespace: string | undefined;
} {
  return { name: String(row.name), namespace: textOf(row.namespace) };
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
