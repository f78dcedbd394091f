import type { WholeDatabases } from "../databases.js";

const FOREIGN_KEY_DROPS = `SELECT N'ALTER TABLE ' + QUOTENAME(SCHEMA_NAME(t.schema_id)) + N'.' + QUOTENAME(t.name) + N' DROP CONSTRAINT ' + QUOTENAME(f.name) AS statement
FROM sys.foreign_keys AS f JOIN sys.tables AS t ON t.object_id = f.parent_object_id
WHERE f.is_ms_shipped = 0 ORDER BY f.name`;

/** A table with a history of its own (temporal) cannot be dropped as long as it keeps one. */
const VERSIONING_ENDS = `SELECT N'ALTER TABLE ' + QUOTENAME(SCHEMA_NAME(t.schema_id)) + N'.' + QUOTENAME(t.name) + N' SET (SYSTEM_VERSIONING = OFF)' AS statement
FROM sys.tables AS t WHERE t.temporal_type = 2 ORDER BY t.name`;

/** Views and what computes, the ones bound to others first: those were made last. */
const OBJECT_DROPS = `SELECT N'DROP ' + CASE o.type WHEN 'V' THEN N'VIEW ' WHEN 'P' THEN N'PROCEDURE ' WHEN 'SN' THEN N'SYNONYM ' ELSE N'FUNCTION ' END
  + N'IF EXISTS ' + QUOTENAME(SCHEMA_NAME(o.schema_id)) + N'.' + QUOTENAME(o.name) AS statement
FROM sys.objects AS o WHERE o.is_ms_shipped = 0 AND o.type IN ('V', 'P', 'SN', 'TF', 'IF')
ORDER BY o.create_date DESC, o.object_id DESC`;

const TABLE_DROPS = `SELECT N'DROP TABLE IF EXISTS ' + QUOTENAME(SCHEMA_NAME(t.schema_id)) + N'.' + QUOTENAME(t.name) AS statement
FROM sys.tables AS t WHERE t.is_ms_shipped = 0 ORDER BY t.name`;

/** Defaults and checks of tables may use them, so they come behind those. */
const REST_DROPS = `SELECT N'DROP ' + CASE o.type WHEN 'SO' THEN N'SEQUENCE ' ELSE N'FUNCTION ' END
  + N'IF EXISTS ' + QUOTENAME(SCHEMA_NAME(o.schema_id)) + N'.' + QUOTENAME(o.name) AS statement
FROM sys.objects AS o WHERE o.is_ms_shipped = 0 AND o.type IN ('FN', 'SO')
ORDER BY o.create_date DESC, o.object_id DESC`;

const TYPE_DROPS = `SELECT N'DROP TYPE IF EXISTS ' + QUOTENAME(SCHEMA_NAME(y.schema_id)) + N'.' + QUOTENAME(y.name) AS statement
FROM sys.types AS y WHERE y.is_user_defined = 1 ORDER BY y.name`;

/** Those of fixed roles have numbers from 16384 up. */
const SCHEMA_DROPS = `SELECT N'DROP SCHEMA IF EXISTS ' + QUOTENAME(s.name) AS statement
FROM sys.schemas AS s WHERE s.schema_id > 4 AND s.schema_id < 16384 ORDER BY s.name`;

export const sqlserverDatabases: WholeDatabases = {
  server: {
    home: "master",
    exists: "SELECT 1 AS found FROM sys.databases WHERE name = @p1",
    missing: "4060",
    create: (name) => `CREATE DATABASE ${name}`,
    drop: (name) => `DROP DATABASE ${name}`,
  },
  emptying: {
    settings: [],
    queries: [
      FOREIGN_KEY_DROPS,
      VERSIONING_ENDS,
      OBJECT_DROPS,
      TABLE_DROPS,
      REST_DROPS,
      TYPE_DROPS,
      SCHEMA_DROPS,
    ],
  },
};
