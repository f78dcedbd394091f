import type { Hint } from "../errors.js";
/** One thing that a check has to say about a folder. */
export interface Finding {
  /** The code of an error, or a rule of the policy; a heading in `docs/errors/`. */
  readonly rule: string;
  /** `error` decides the verdict, `warning` does not. */
  readonly level: "error" | "warning";
  readonly message: string;
  readonly hint: Hint | undefined;
  /** Relative to the folder; undefined = the folder as a whole. */
  readonly file: string | undefined;
  /** 1-based; undefined = not known. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly migration: string | undefined;
  /** `postgresql`; undefined = whatever the database. */
  readonly database: string | undefined;
}

/** What a finding must have, and what it may. */
export type FindingParts = Pick<Finding, "rule" | "message"> & Partial<Finding>;

/** A finding whose missing parts are not known; an error unless said otherwise. */
export function makeFinding(parts: FindingParts): Finding {
  return Object.freeze({
    rule: parts.rule,
    level: parts.level ?? "error",
    message: parts.message,
    hint: parts.hint,
    file: parts.file,
    line: parts.line,
    column: parts.column,
    migration: parts.migration,
    database: parts.database,
  });
}
