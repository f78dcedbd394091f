import type { WholeDatabases } from "../databases.js";

/** A name of the catalogue in backticks. */
function quoted(column: string): string {
  return `'\`', REPLACE(${column}, '\`', '\`\`'), '\`'`;
}

/** Triggers go with their tables. */
const TABLE_DROPS = `SELECT CONCAT('DROP ', CASE table_type WHEN 'VIEW' THEN 'VIEW' WHEN 'SEQUENCE' THEN 'SEQUENCE' ELSE 'TABLE' END,
    ' IF EXISTS ', ${quoted("table_name")}) AS statement
  FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_type = 'VIEW' DESC, table_name`;

const ROUTINE_DROPS = `SELECT CONCAT('DROP ', routine_type, ' IF EXISTS ', ${quoted("routine_name")}) AS statement
  FROM information_schema.routines WHERE routine_schema = DATABASE() ORDER BY routine_name`;

const EVENT_DROPS = `SELECT CONCAT('DROP EVENT IF EXISTS ', ${quoted("event_name")}) AS statement
  FROM information_schema.events WHERE event_schema = DATABASE() ORDER BY event_name`;

export const mysqlDatabases: WholeDatabases = {
  server: {
    home: "",
    exists: "SELECT 1 AS found FROM information_schema.schemata WHERE schema_name = ?",
    missing: "ER_BAD_DB_ERROR",
    // Of a server of MariaDB the default may be one byte a letter.
    create: (name) => `CREATE DATABASE ${name} CHARACTER SET utf8mb4`,
    drop: (name) => `DROP DATABASE ${name}`,
  },
  emptying: {
    settings: ["SET FOREIGN_KEY_CHECKS = 0"],
    queries: [TABLE_DROPS, ROUTINE_DROPS, EVENT_DROPS],
  },
};
