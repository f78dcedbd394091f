import type { Migration } from "../../src/migration/migration.js";
import { chain, runSql } from "../runner/project.js";

const DIGITS = 10;
const TEXT = "x".repeat(60);
/** So small that a statement of this project overflows it: SQLite then writes before COMMIT. */
const SMALL_CACHE = "PRAGMA cache_size = 10";

/**
 * A project whose statements take long enough to be killed in their midst: each changes 10,000 rows,
 * and none may happen twice. Migrations with a transaction and without one.
 */
export function longChain(database: string): readonly Migration[] {
  const small = database === "sqlite" ? [runSql(SMALL_CACHE, SMALL_CACHE)] : [];
  const more = [...small, runSql("UPDATE bulk SET n = n + 1", "UPDATE bulk SET n = n - 1")];
  const id = { name: "id", type: "integer", primaryKey: true };
  const type = (name: string) => ({ name: "n", type: name, nullable: false });
  const fields = [id, { name: "a", type: "varchar", length: 80 }, type("integer")];
  const digits = Array.from({ length: DIGITS }, (_, digit) => `(${digit})`).join(", ");
  return chain(
    {
      name: "0001_tables",
      operations: [
        { type: "create_table", name: "digits", fields: [id] },
        { type: "create_table", name: "bulk", fields },
        runSql(`INSERT INTO digits (id) VALUES ${digits}`, "DELETE FROM digits"),
      ],
    },
    {
      name: "0002_fill",
      operations: [
        ...small,
        runSql(
          "INSERT INTO bulk (id, a, n) SELECT d.id * 1000 + c.id * 100 + b.id * 10 + a.id, " +
            `'${TEXT}', 0 FROM digits a, digits b, digits c, digits d`,
          "DELETE FROM bulk",
        ),
      ],
    },
    { name: "0003_change", operations: more },
    { name: "0004_alone", transaction: false, operations: more },
    {
      name: "0005_retype",
      operations: [
        ...small,
        { type: "alter_field", table: "bulk", oldField: type("integer"), newField: type("bigint") },
        {
          type: "add_index",
          table: "bulk",
          index: { name: "ix_bulk", fields: ["n", "a"], unique: false },
        },
      ],
    },
  );
}
