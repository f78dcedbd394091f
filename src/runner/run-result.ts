import type { IgnoredOperation } from "../plan/ignored-operation.js";
import type { Direction, MigrationPlan } from "../plan/plan.js";
import type { OperationNote } from "./runner-event.js";

/** How a migration came to be recorded. */
export type Outcome = "applied" | "faked" | "squashed";

export interface MigrationResult {
  readonly name: string;
  /** `reverted` after `down` and `unfake`. */
  readonly outcome: Outcome | "reverted";
  /** Milliseconds. */
  readonly duration: number;
  readonly ignored: readonly IgnoredOperation[];
  /** Of one that had been half applied: what was undone, in that order, and what never happened. */
  readonly undone?: readonly OperationNote[] | undefined;
  readonly neverHappened?: readonly OperationNote[] | undefined;
}

/** What a run did, in the order it did it. Nothing to do = an empty list. */
export interface RunResult {
  readonly direction: Direction;
  readonly migrations: readonly MigrationResult[];
  /** With `dryRun`: what would have run; otherwise empty. */
  readonly planned: readonly MigrationPlan[];
}
