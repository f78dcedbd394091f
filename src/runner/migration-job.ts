import type { Migration } from "../migration/migration.js";
import type { IgnoredOperation } from "../plan/ignored-operation.js";
import type { Direction } from "../plan/plan.js";
import type { Schema } from "../schema/schema.js";
import type { JournalEntry } from "./journal.js";

/** One migration to run in one direction. */
export interface MigrationJob {
  readonly migration: Migration;
  readonly direction: Direction;
  /** The schema before the migration, in both directions. */
  readonly before: Schema;
  /** 1-based, of `total`: for the display. */
  readonly position: number;
  readonly total: number;
  /** On the way down: what was ignored on the way up. */
  readonly ignored: readonly IgnoredOperation[];
  /** What an earlier run that was cut off left in the journal. */
  readonly entries: readonly JournalEntry[];
  /** On the way down: the names to take out of the history (a squash has several). */
  readonly erase: readonly string[];
}
