import type { DefaultNamespace, Dialect } from "../dialect/dialect.js";
import type { Connection } from "../driver/driver.js";
import type { Bookkeeping } from "../plan/bookkeeping.js";
import type { Journal } from "./journal.js";
import type { Recorder } from "./recorder.js";
import type { Place, RunnerListener } from "./runner-event.js";
import type { ToolTable } from "./tool-table.js";
import type { WorkSession } from "./work-session.js";

/** Everything that the migrations of one run have in common. */
export interface RunSession {
  readonly dialect: Dialect;
  /** The session that does the work; the lock has its own. */
  readonly connection: Connection;
  /** The same, and what migrations did to it. */
  readonly work: WorkSession;
  readonly tables: Bookkeeping;
  /** Where these tables are. */
  readonly defaultNamespace: DefaultNamespace;
  readonly recorder: Recorder;
  readonly journal: Journal;
  /** The book of rows that `UpsertData` made. */
  readonly rowsBook: ToolTable;
  readonly emit: RunnerListener;
  /** Runs a migration and tells who keeps it waiting when it takes long. */
  readonly watch: (work: () => Promise<void>, place: () => Place) => Promise<void>;
  /** Who kept it waiting, one line each. */
  readonly blockers: () => readonly string[];
  readonly signal: AbortSignal | undefined;
  readonly toolVersion: string;
  readonly warnOnMissingDrop: boolean;
  readonly allowChanged: boolean;
  /** What the operator found out about a statement whose outcome nobody recorded. */
  readonly settle: "done" | "undone" | undefined;
  /** Migrations that this run has finished so far; grows. */
  readonly committed: string[];
}
