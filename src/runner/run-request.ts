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
  /** Record as applied, run nothing; default false. */
  readonly fake?: boolean | undefined;
}

/** How far down: the last `steps` migrations, or everything that came after `to`; never both. */
export type DownTarget =
  | { readonly steps: number; readonly to?: undefined }
  /** `to` stays applied; `"zero"` = everything goes. */
  | { readonly to: string; readonly steps?: undefined };

export type DownOptions = RunOptions & DownTarget;

/** What to show as SQL. Needs no database when `all` is set or there is none. */
export interface ShowSqlOptions {
  /** `down`: the way back. Default `up`. */
  readonly direction?: "up" | "down" | undefined;
  /** All migrations, whatever the database says; default: those that `up` or `down` would run. */
  readonly all?: boolean | undefined;
  /** As in `up`; for `down`: what stays. */
  readonly to?: string | undefined;
  /** For `down` without `all`: how many; default 1. */
  readonly steps?: number | undefined;
  /** Of a half-applied migration only what is left; default: all of it. */
  readonly left?: boolean | undefined;
}
