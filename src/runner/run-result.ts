import type { MigrationPlan } from "./plan.js";
import type { Direction } from "./runner-event.js";

/** An operation whose failure was tolerated; kept in the history so that replay agrees. */
export interface IgnoredOperation {
  /** 0-based. */
  readonly operation: number;
  readonly error: string;
  /** true: the database already was as the operation wants it, so the state moves on. */
  readonly present: boolean;
}

/** How a migration came to be recorded. */
export type Outcome = "applied" | "faked" | "squashed";

export interface MigrationResult {
  readonly name: string;
  /** `reverted` after `down` and `unfake`. */
  readonly outcome: Outcome | "reverted";
  /** Milliseconds. */
  readonly duration: number;
  readonly ignored: readonly IgnoredOperation[];
}

/** What a run did, in the order it did it. Nothing to do = an empty list. */
export interface RunResult {
  readonly direction: Direction;
  readonly migrations: readonly MigrationResult[];
  /** With `dryRun`: what would have run; otherwise empty. */
  readonly planned: readonly MigrationPlan[];
}
