import type { WholeDatabases } from "../databases.js";

/** Indexes and triggers go with their tables, and the tables behind a virtual one with that. */
function drops(word: string, condition: string): string {
  return `SELECT 'DROP ${word} IF EXISTS "' || replace(name, '"', '""') || '"' AS statement FROM sqlite_master
    WHERE ${condition} AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`;
}

const VIRTUAL = "sql LIKE 'CREATE VIRTUAL%'";

export const sqliteDatabases: WholeDatabases = {
  server: undefined,
  emptying: {
    settings: ["PRAGMA foreign_keys = OFF"],
    queries: [
      drops("VIEW", "type = 'view'"),
      drops("TABLE", `type = 'table' AND ${VIRTUAL}`),
      drops("TABLE", `type = 'table' AND NOT ${VIRTUAL}`),
    ],
  },
};
