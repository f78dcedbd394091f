import type { ForwardTarget } from "../migration/graph.js";
import type { IgnoredOperation } from "../plan/ignored-operation.js";
import type { Direction, MigrationPlan } from "../plan/plan.js";
import { RunnerError } from "../plan/runner-error.js";
import type { OperationNote } from "./runner-event.js";

/** What every run may be told. Absent means the value named. */
export interface RunOptions {
  /** Milliseconds to wait for another runner; 0 = fail at once; default 60,000. */
  readonly lockTimeout?: number | undefined;
  /** Go on although the history disagrees with the files; default false. */
  readonly allowChanged?: boolean | undefined;
  /** A drop whose object is not there is a warning, recorded in the history; default false. */
  readonly warnOnMissingDrop?: boolean | undefined;
  /**
   * What the operator found out about the one statement that `RUNNER_HALF_APPLIED` asked about;
   * used only where the database itself does not show it.
   */
  readonly settle?: "done" | "undone" | undefined;
  /** Aborted: the current statement is stopped or rolled back and `RUNNER_INTERRUPTED` is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Plan only: no lock, nothing written; the result holds what would run. Default false. */
  readonly dryRun?: boolean | undefined;
}

export interface UpOptions extends RunOptions {
  /** The last migration to apply, with whatever it depends on; default all. */
  readonly to?: string | undefined;
  /**
   * Everything that is pending in one transaction, all of it or nothing; refused where the database or
   * a migration cannot. Default false.
   */
  readonly atomic?: boolean | undefined;
  /** At most so many, one that is half applied among them; default all. Not together with `to`. */
  readonly steps?: number | undefined;
  /** Record as applied, run nothing; default false. */
  readonly fake?: boolean | undefined;
  /** Go on although the migrations have several ends; default false. */
  readonly allowBranches?: boolean | undefined;
}

/** How far down: the last `steps` migrations, or everything that came after `to`; never both. */
export type DownTarget =
  | { readonly steps: number; readonly to?: undefined }
  /** `to` stays applied; `"zero"` = everything goes. */
  | { readonly to: string; readonly steps?: undefined };

export type DownOptions = RunOptions & DownTarget;

export interface RedoOptions extends Omit<RunOptions, "dryRun"> {
  /** How many of the last ones; default 1. */
  readonly steps?: number | undefined;
}

/** What to show as SQL. Needs no database when `all` is set or there is none. */
export interface ShowSqlOptions {
  /** `down`: the way back. Default `up`. */
  readonly direction?: "up" | "down" | undefined;
  /** All migrations, whatever the database says; default: those that `up` or `down` would run. */
  readonly all?: boolean | undefined;
  /** As in `up`; for `down`: what stays. */
  readonly to?: string | undefined;
  /** How many; default: all for `up`, 1 for `down` without `all`. */
  readonly steps?: number | undefined;
  /** Of a half-applied migration only what is left; default: all of it. */
  readonly left?: boolean | undefined;
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

/** How far down, one or the other. */
export type Target = { readonly steps: number } | { readonly to: string };

/** @throws RunnerError RUNNER_DOWN_TARGET */
export function downTarget(options: DownOptions): Target {
  const { steps, to } = options;
  if (to !== undefined && steps === undefined) return { to };
  if (steps !== undefined && to === undefined) return { steps };
  throw new RunnerError({
    code: "RUNNER_DOWN_TARGET",
    message: "`down` takes either a number of steps or a target, and exactly one of them",
    hint: "Give `steps` to undo the last ones, or `to` to undo everything that came after a migration.",
  });
}

/** What remains to be undone behind so many migrations; undefined = nothing. */
export function stepsLeft(target: Target, undone: number): Target | undefined {
  if ("to" in target) return target;
  return target.steps > undone ? { steps: target.steps - undone } : undefined;
}

/** The same on the way up, behind so many that were finished. */
export function forwardLeft(target: ForwardTarget, finished: number): ForwardTarget | undefined {
  if (target.steps === undefined) return target;
  return target.steps > finished ? { steps: target.steps - finished } : undefined;
}
