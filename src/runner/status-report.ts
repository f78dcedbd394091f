import type { IgnoredOperation } from "../plan/ignored-operation.js";
import type { Outcome } from "./run-result.js";

/**
 * - `applied`: recorded. `pending`: not recorded.
 * - `partial`: a run was cut off inside it; the next `up` (or `down`) resumes.
 * - `replaced`: applied, and a squash stands in for its file now.
 */
export type MigrationState = "applied" | "pending" | "partial" | "replaced";

/** One line of `migrate status`. */
export interface MigrationStatus {
  readonly name: string;
  readonly state: MigrationState;
  readonly outcome: Outcome | undefined;
  readonly appliedAt: Date | undefined;
  /** Milliseconds. */
  readonly duration: number | undefined;
  readonly toolVersion: string | undefined;
  readonly ignored: readonly IgnoredOperation[];
  /** For `partial`: statements known to be done, and which direction was running. */
  readonly progress: PartialProgress | undefined;
}

export interface PartialProgress {
  readonly direction: "up" | "down";
  readonly done: number;
  /** The statement whose outcome nobody recorded. */
  readonly open: string | undefined;
}

/**
 * Where history and files disagree:
 * - `changed`: the file of an applied migration is not the one that ran;
 * - `unknown`: applied, but there is no such migration;
 * - `missing`: `parent`, which it depends on, does not exist; nothing runs until it does;
 * - `inconsistent`: applied, but `parent`, which it depends on, is not.
 */
export type HistoryProblem =
  | { readonly kind: "changed"; readonly migration: string; readonly message: string }
  | { readonly kind: "unknown"; readonly migration: string; readonly message: string }
  | {
      readonly kind: "inconsistent" | "missing";
      readonly migration: string;
      readonly parent: string;
      readonly message: string;
    };

export interface StatusReport {
  /** In the order of the graph, then applied ones that have no file. */
  readonly migrations: readonly MigrationStatus[];
  readonly problems: readonly HistoryProblem[];
  readonly applied: number;
  readonly pending: number;
  readonly partial: number;
}
