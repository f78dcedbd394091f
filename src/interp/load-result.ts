/** A file of the virtual folder; `path` is relative, posix, without `.` or `..` segments. */
export interface VirtualFile {
  readonly path: string;
  readonly text: string;
}

/** One call of a `oneWay` host function. */
export interface Post {
  /** `specifier.export`; `specifier#name` for the private host function of a source. */
  readonly symbol: string;
  readonly args: readonly unknown[];
  /** The entry file during whose evaluation it was made. */
  readonly entry: string;
  /** Where the call is written; a helper's file when a helper made it. */
  readonly file: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
}

/** One line that the guest logged. Text from a guest: capped, not yet cleaned. */
export interface ConsoleLine {
  readonly level: "debug" | "log" | "info" | "warn" | "error";
  readonly text: string;
}

/** What evaluating the entries left behind. */
export interface LoadResult {
  readonly posts: readonly Post[];
  readonly console: readonly ConsoleLine[];
}

/** What to load. */
export interface LoadOptions {
  /** Paths of the files to evaluate, one at a time, in this order. */
  readonly entries: readonly string[];
}
