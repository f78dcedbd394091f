import type { Migration } from "../../src/migration/migration.js";
import { addField, chain, createTable, noop, runSql } from "./project.js";

/** Tables that change again, rows between them, and a table that SQLite makes anew. */
export function atomicMigrations(): readonly Migration[] {
  return chain(
    {
      name: "0001_a",
      operations: [createTable("a", "x"), runSql("INSERT INTO a (id, x) VALUES (1, 'one')", noop)],
    },
    {
      name: "0002_b",
      operations: [
        {
          type: "create_table",
          name: "b",
          fields: [
            { name: "id", type: "integer", primaryKey: true },
            { name: "a_id", type: "foreign_key", foreignKey: { table: "a" } },
          ],
        },
        runSql("INSERT INTO b (id, a_id) VALUES (1, 1)", noop),
      ],
    },
    {
      name: "0003_c",
      operations: [
        addField("a", "y"),
        {
          type: "alter_field",
          table: "a",
          oldField: { name: "x", type: "varchar", length: 50 },
          newField: { name: "x", type: "varchar", length: 80, nullable: false },
        },
        runSql("UPDATE a SET y = 'y'", noop),
      ],
    },
  );
}
