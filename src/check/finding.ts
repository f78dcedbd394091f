import type { Hint } from "../errors.js";

/** A tenant must not be able to fill the report. */
const MOST = 100;

const LONGEST = 600;

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

/** The findings of one folder: each said once, capped in number and length. */
export class FindingList {
  readonly #findings = new Map<string, Finding>();
  readonly #strict: boolean;
  #dropped = 0;
  #refused = false;

  /** @param strict warnings are errors. */
  constructor(strict: boolean) {
    this.#strict = strict;
  }

  /** Is one of them an error? */
  get refused(): boolean {
    return this.#refused;
  }

  add(parts: FindingParts): void {
    const level = this.#strict ? "error" : (parts.level ?? "error");
    if (level === "error") this.#refused = true;
    const finding = makeFinding({
      ...parts,
      level,
      message: shortened(parts.message),
      hint: parts.hint === undefined ? undefined : shortenedHint(parts.hint),
    });
    const { rule, message, database, migration, file } = finding;
    const key = JSON.stringify([rule, message, database, migration, file]);
    if (this.#findings.has(key)) return;
    if (this.#findings.size < MOST) this.#findings.set(key, finding);
    else this.#dropped += 1;
  }

  /** Errors before warnings, then by file, line and message. */
  sorted(): readonly Finding[] {
    const sorted = [...this.#findings.values()].sort(compare);
    if (this.#dropped === 0) return sorted;
    const level = this.#refused ? "error" : "warning";
    const message = `${this.#dropped} more findings are left out`;
    return [...sorted, makeFinding({ rule: "CHECK_FINDINGS_CUT", level, message })];
  }
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}

function shortenedHint(hint: Hint): Hint {
  if (typeof hint === "string") return shortened(hint);
  return hint.map((part) =>
    typeof part === "string" ? shortened(part) : { ...part, args: part.args.map(shortened) },
  );
}

function compare(a: Finding, b: Finding): number {
  return (
    byText(a.level, b.level) ||
    byText(a.file ?? "", b.file ?? "") ||
    (a.line ?? 0) - (b.line ?? 0) ||
    byText(a.message, b.message) ||
    byText(a.database ?? "", b.database ?? "")
  );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
