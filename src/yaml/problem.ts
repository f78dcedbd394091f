import { PlacedError } from "../errors.js";
import type { Path } from "./shape.js";

/** One mistake in a schema file, and where it stands; both numbers are 1-based. */
export interface Problem {
  /** `YAML_UNKNOWN_KEY`; a heading of `docs/errors/yaml.md`. */
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line itself with its neighbours and a caret. */
  readonly frame: string;
}

/** More are counted, not shown. */
const MOST_SHOWN = 50;

/** Schema files that cannot be read: every mistake in them, the first as the error itself. */
export class SchemaFileError extends PlacedError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly [Problem, ...Problem[]]) {
    const [first, ...more] = problems;
    const count = more.length === 0 ? "" : ` (the first of ${problems.length} mistakes)`;
    const others = more.slice(0, MOST_SHOWN - 1).map(described);
    const left = problems.length - MOST_SHOWN;
    const rest = left > 0 ? [`... and ${left} more`] : [];
    const frame = [first.frame, ...others, ...rest].join("\n\n");
    super({ ...first, message: `${first.message}${count}`, frame });
    this.problems = Object.freeze([...problems]);
  }
}

function described({ code, message, hint, file, line, column, frame }: Problem): string {
  const lines = [`${file}:${line}:${column} ${code}: ${message}`];
  if (hint !== undefined) lines.push(`hint: ${hint}`);
  return [...lines, frame].join("\n");
}

/**
 * Told in the order in which they stand in their file, whichever phase found them.
 *
 * @throws SchemaFileError when there is a problem.
 */
export function throwProblems(problems: readonly Problem[]): void {
  const names = new Set(problems.map(({ file }) => file));
  const files = new Map([...names].map((file, at) => [file, at]));
  const fileAt = ({ file }: Problem): number => files.get(file) ?? 0;
  const [first, ...more] = problems.toSorted(
    (one, other) =>
      fileAt(one) - fileAt(other) || one.line - other.line || one.column - other.column,
  );
  if (first !== undefined) throw new SchemaFileError([first, ...more]);
}

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
