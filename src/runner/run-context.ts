import type { DatabaseSession } from "./database-session.js";
import type { RunOptions } from "./run-options.js";
import type { RunnerListener } from "./runner-event.js";
import type { ToolTables } from "./tool-tables.js";
import type { WaitWatch } from "./wait-watch.js";

/** What the migrations of one run have in common. */
export interface RunContext {
  /** The session that does the work; the lock has its own. */
  readonly session: DatabaseSession;
  readonly tables: ToolTables;
  readonly options: RunOptions;
  readonly waiting: WaitWatch;
  readonly emit: RunnerListener;
}
