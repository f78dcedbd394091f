import { DialectError } from "./dialect-error.js";

interface ScriptProblem {
  readonly line: number;
  readonly text: string;
  readonly why: string;
  readonly hint: string;
}

/** Something in a script of SQL that cannot be run as a statement. */
export function scriptError({ line, text, why, hint }: ScriptProblem): DialectError {
  const shown = text.trim().replaceAll(/\s+/g, " ");
  const excerpt = shown.length > 80 ? `${shown.slice(0, 77)}...` : shown;
  return new DialectError({
    code: "DIALECT_SCRIPT",
    message: `line ${line} of the SQL ${why}: "${excerpt}"`,
    hint,
  });
}
