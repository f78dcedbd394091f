import type { SourcePosition } from "./interp-error.js";

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

/** What one entry posted, as it crossed; `Interpreter.replay` makes the calls of it. */
export interface EntryCalls {
  readonly entry: string;
  /** One place per call. */
  readonly sites: readonly SourcePosition[];
  /** JSON text: an array of `[symbol, tagged arguments]`. */
  readonly text: string;
}

/**
 * The calls of an entry of which another evaluation would come to the same: it read no other file,
 * no clock, no random number and no answer of the host, passed no function and logged nothing. It
 * holds for the same symbol map, the same limits and the same version of the tool.
 */
export interface EntryRecord extends EntryCalls {
  /** The modules of the symbol map that it imports. */
  readonly imports: readonly string[];
}

/** What evaluating the entries left behind. */
export interface LoadResult {
  readonly posts: readonly Post[];
  readonly console: readonly ConsoleLine[];
  /** Of the entries that were evaluated, those that need not be the next time. */
  readonly records: readonly EntryRecord[];
}

/** What to load. */
export interface LoadOptions {
  /** Paths of the files that stand for themselves: no file can import them. */
  readonly entries: readonly string[];
  /** Those of them to evaluate, one at a time, in this order; default: all. */
  readonly evaluate?: readonly string[] | undefined;
  /** What messages call the folder of the files; default: "migrations folder". */
  readonly folder?: string | undefined;
  /**
   * Takes each post while the next entries are still being evaluated; the result then has none. It
   * must not throw, and nothing of the guest can be called before the load has ended.
   */
  readonly onPost?: ((post: Post) => void) | undefined;
}
