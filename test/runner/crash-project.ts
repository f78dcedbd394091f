import type { Dialect, Features } from "../../src/dialect/dialect.js";
import { SqliteDialect } from "../../src/dialect/sqlite/dialect.js";
import type { ScriptDatabase } from "../../src/dialect/statement.js";
import type { Migration } from "../../src/migration/migration.js";
import type { Database } from "../../src/runner/session/open-database.js";
import { addField, chain, createTable, noop, runSql } from "./project.js";

/**
 * SQLite as if it could not take DDL back, like MySQL: every statement of DDL stands alone, so the
 * journal and the look at the database have to carry the runner over a crash.
 */
export class AutocommitDialect extends SqliteDialect {
  override readonly features: Features = {
    ...new SqliteDialect().features,
    transactionalDdl: false,
  };
}

export const dialectNames = ["sqlite", "autocommit"] as const;
export type DialectName = (typeof dialectNames)[number];

export function dialectNamed(name: string): Dialect {
  return name === "autocommit" ? new AutocommitDialect() : new SqliteDialect();
}

export function databaseOf(dialect: Dialect, file: string): Database {
  return {
    dialect,
    async open({ readOnly }) {
      const connection = await dialect
        .createDriver()
        .connect({ url: `sqlite:${file}`, connectTimeout: 5000, readOnly });
      await dialect.session.prepare(connection);
      return connection;
    },
  };
}

/** Everything in one file must run without a transaction; each statement happens exactly once. */
export function crashMigrations(): readonly Migration[] {
  return chain(
    { name: "0001_a", operations: [createTable("a", "x"), createTable("log", "what")] },
    {
      name: "0002_many",
      transaction: false,
      operations: [
        createTable("b", "x"),
        addField("a", "y"),
        runSql("INSERT INTO log (what) VALUES ('sql')", "DELETE FROM log WHERE what = 'sql'"),
        { type: "add_index", table: "a", index: { name: "ix_a_y", fields: ["y"], unique: false } },
        {
          type: "run_script",
          up: async (db: ScriptDatabase) => {
            await db.execute("INSERT INTO b (id, x) VALUES (?, ?)", [1, "one"]);
            await db.execute("INSERT INTO log (what) VALUES (?)", ["script"]);
          },
          down: async (db: ScriptDatabase) => {
            await db.execute("DELETE FROM b");
            await db.execute("DELETE FROM log WHERE what = 'script'");
          },
        },
        {
          type: "upsert_data",
          table: "b",
          conflictKeys: ["id"],
          rows: [
            { id: 1, x: "updated" },
            { id: 2, x: "new" },
          ],
        },
        { type: "rename_field", table: "b", oldName: "x", newName: "z" },
      ],
    },
    {
      name: "0003_c",
      operations: [createTable("c", "x"), runSql("INSERT INTO c (id) VALUES (1)", noop)],
    },
  );
}
