import type { UnreadMigration } from "../migration/unread-migration.js";
import type { History } from "./history.js";
import type { JournalEntries } from "./journal.js";
import type { StatusReport } from "./status-report.js";

/**
 * Is every file exactly the one that was applied under its name, and nothing else in the books?
 * Then evaluating them can tell nothing new: a file that registered this name once still does.
 * Squashes, copies of a file, half applied migrations and rows without a checksum are left to
 * those who evaluate.
 */
export function isSettled(
  files: readonly UnreadMigration[],
  history: History,
  entries: JournalEntries,
): boolean {
  if (files.length === 0 || files.length !== history.size || entries.size > 0) return false;
  if (new Set(files.map(({ checksum }) => checksum)).size < files.length) return false;
  return files.every(({ name, checksum }) => {
    const row = history.get(name);
    return row !== undefined && row.outcome !== "squashed" && row.checksum === checksum;
  });
}

/**
 * The status of a settled history. The graph sorts by name wherever dependencies leave a choice, so
 * names that were applied in sorted order are in the order of the graph; undefined when they were
 * not.
 */
export function settledStatus(history: History): StatusReport | undefined {
  const rows = [...history.values()];
  if (rows.some((row, at) => at > 0 && (rows[at - 1]?.name ?? "") >= row.name)) return undefined;
  return {
    migrations: rows.map(({ name, outcome, appliedAt, duration, toolVersion, ignored }) => ({
      name,
      state: "applied",
      outcome,
      appliedAt,
      duration,
      toolVersion,
      ignored,
      progress: undefined,
    })),
    problems: [],
    applied: rows.length,
    pending: 0,
    partial: 0,
  };
}
