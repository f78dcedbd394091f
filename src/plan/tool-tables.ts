import type { DefaultNamespace } from "../dialect/dialect.js";
import { splitTableKey } from "../dialect/names.js";
import { makeField } from "../schema/field.js";
import { makeIndex, makeTable, type Table, type TableParts } from "../schema/table.js";

/** The default of `migration.history_table`, the predecessor's name. */
export const DEFAULT_HISTORY_TABLE = "makemigrations_history";

/** The tables in which the tool remembers; never part of a user's schema. */
export interface ToolTableShapes {
  /** One row for every applied migration. */
  readonly history: Table;
  /** One row for every statement of a migration that runs without a transaction. */
  readonly journal: Table;
  /**
   * One row for every row that `UpsertData` made: `migration`, `operation` (0-based) and `row_key`,
   * a digest of the values of its conflict keys that the dialect's editor makes.
   */
  readonly rows: Table;
  /** One row: the state that the applied migrations came to. */
  readonly snapshot: Table;
  /** The keys of all of them: what an introspector ignores. */
  readonly names: readonly string[];
}

/**
 * The four tables; the names of the others follow the history table's, so that two histories
 * in one database never share them: `makemigrations_history`, `_journal`, `_rows`, `_snapshot`. With the `defaultNamespace` of
 * a database they have the keys that its introspector gives them: `public.history` is `history` where
 * `public` is the current schema.
 */
export function toolTablesOf(
  historyTable: string,
  defaultNamespace?: DefaultNamespace,
): ToolTableShapes {
  const { name, namespace } = splitTableKey(historyTable);
  const own =
    namespace !== undefined && namespace === defaultNamespace?.namespace ? name : historyTable;
  return toolTablesBeside(own);
}

function toolTablesBeside(historyTable: string): ToolTableShapes {
  const stem = historyTable.replace(/_history$/, "");
  const journal = `${stem}_journal`;
  const rows = `${stem}_rows`;
  const snapshot = `${stem}_snapshot`;
  return {
    history: historyTableOf(historyTable),
    journal: journalTableOf(journal),
    rows: rowsTableOf(rows),
    snapshot: snapshotTableOf(snapshot),
    names: [historyTable, journal, rows, snapshot],
  };
}

/** Names and SQL may hold any letter, whatever a database of MySQL takes for usual. */
const ANY_TEXT = { charset: "utf8mb4", collate: "utf8mb4_unicode_ci" };

function toolTable(key: string, members: (name: string) => Omit<TableParts, "name">): Table {
  const { name, namespace } = splitTableKey(key);
  return makeTable({ ...members(name), name, namespace, options: ANY_TEXT });
}

/** id, name and applied_at are the predecessor's; what it lacks is nullable, so it can be added. */
function historyTableOf(key: string): Table {
  return toolTable(key, (name) => ({
    fields: [
      makeField({ name: "id", type: "bigserial", nullable: false }),
      makeField({ name: "name", type: "varchar", length: 255, nullable: false }),
      makeField({ name: "applied_at", type: "timestamp" }),
      makeField({ name: "checksum", type: "varchar", length: 100 }),
      makeField({ name: "duration_ms", type: "bigint" }),
      makeField({ name: "tool_version", type: "varchar", length: 50 }),
      makeField({ name: "outcome", type: "varchar", length: 20 }),
      makeField({ name: "details", type: "text" }),
    ],
    primaryKey: { name: undefined, fields: ["id"] },
    uniques: [{ name: `uq_${name}_name`, fields: ["name"] }],
  }));
}

function journalTableOf(key: string): Table {
  return toolTable(key, () => ({
    fields: [
      makeField({ name: "migration", type: "varchar", length: 255, nullable: false }),
      makeField({ name: "direction", type: "varchar", length: 10, nullable: false }),
      makeField({ name: "operation", type: "integer", nullable: false }),
      makeField({ name: "statement", type: "integer", nullable: false }),
      makeField({ name: "statement_hash", type: "varchar", length: 100, nullable: false }),
      makeField({ name: "statement_sql", type: "text" }),
      makeField({ name: "outcome", type: "varchar", length: 20, nullable: false }),
      makeField({ name: "details", type: "text" }),
      makeField({ name: "started_at", type: "timestamp", nullable: false }),
    ],
    primaryKey: { name: undefined, fields: ["migration", "operation", "statement"] },
  }));
}

function rowsTableOf(key: string): Table {
  return toolTable(key, (name) => ({
    fields: [
      makeField({ name: "migration", type: "varchar", length: 255, nullable: false }),
      makeField({ name: "operation", type: "integer", nullable: false }),
      makeField({ name: "row_key", type: "varchar", length: 64, nullable: false }),
    ],
    indexes: [
      makeIndex({ name: `idx_${name}_origin`, parts: ["migration", "operation", "row_key"] }),
    ],
  }));
}

function snapshotTableOf(key: string): Table {
  return toolTable(key, () => ({
    fields: [
      makeField({ name: "id", type: "integer", nullable: false }),
      makeField({ name: "stands_for", type: "varchar", length: 64, nullable: false }),
      makeField({ name: "seal", type: "varchar", length: 64, nullable: false }),
      makeField({ name: "content", type: "text", nullable: false }),
    ],
    primaryKey: { name: undefined, fields: ["id"] },
  }));
}
