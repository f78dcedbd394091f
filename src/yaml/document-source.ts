import type { Problem } from "./problem.js";
import type { Path } from "./shape.js";

/** What is wrong, without its place. */
export type ProblemText = Pick<Problem, "code" | "message"> & {
  readonly hint?: string | undefined;
};

/** One schema file, whatever it is written in: its data, and the place of every value. */
export interface DocumentSource {
  readonly file: string;
  /** What is wrong with the file as such. */
  readonly problems: readonly Problem[];
  /** null, booleans, numbers, bigints, strings, arrays, plain objects; undefined: there is none. */
  readonly data: unknown;
  /** Is the text broken, so that `data` is only what could be saved of it? */
  readonly isBroken: boolean;
  /** Does the value behind the path, or its key, end before the text breaks? */
  isSafe(path: Path, atKey?: boolean): boolean;
  /** How a key of the format is spelt in it. */
  spell(key: string): string;
  /** A problem at the value behind the path, or at its key. */
  problemAt(path: Path, text: ProblemText, atKey?: boolean): Problem;
}
