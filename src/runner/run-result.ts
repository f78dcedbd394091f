import type { IgnoredOperation } from "./ignored-operation.js";
import type { MigrationPlan } from "./plan.js";
import type { Direction } from "./runner-event.js";

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
