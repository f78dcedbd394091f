import { MigrationError, PlacedError } from "../errors.js";
import type { Migration } from "../migration/migration.js";
import { memberOf } from "../text/record.js";
import type { FindingParts } from "./finding.js";

/** What is known about where an error comes from. */
export interface ErrorOrigin {
  readonly migration?: Migration | undefined;
  readonly database?: string | undefined;
}

const DEEPEST = 8;

/** The loader speaks to the owner of the project. */
const NAME_FOLDER = "Name the folder that holds the migrations; it must be there and readable.";

/** An error as a finding, with the place nearest to its source that any error in its chain names. */
export function errorFinding(error: unknown, origin: ErrorOrigin = {}): FindingParts {
  const { migration, database } = origin;
  const source = migration?.source;
  const about = {
    file: source?.file,
    line: source?.line,
    column: source?.column,
    ...placeIn(error),
    migration: textIn(error, "migration") ?? migration?.name,
    database,
  };
  if (error instanceof MigrationError && error.code === "LOADER_FOLDER_MISSING") {
    return { ...about, rule: error.code, message: error.message, hint: NAME_FOLDER };
  }
  if (error instanceof MigrationError) {
    return { ...about, rule: error.code, message: error.message, hint: error.hint };
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : "not an error";
  return {
    ...about,
    rule: "CHECK_FAILED",
    message: `the check itself failed on this folder: ${what.split("\n")[0]}`,
    hint: "The folder is refused to be safe. If its files are innocent, please report this as a bug.",
  };
}

function placeIn(error: unknown): Pick<FindingParts, "file" | "line" | "column"> | undefined {
  let current = error;
  for (let depth = 0; depth < DEEPEST && current instanceof MigrationError; depth++) {
    const file = textIn(current, "file");
    if (file !== undefined) {
      const { line, column } = current instanceof PlacedError ? current : {};
      return { file, line, column };
    }
    current = current.cause;
  }
  return undefined;
}

function textIn(error: unknown, key: string): string | undefined {
  const value = memberOf(error, key);
  return typeof value === "string" ? value : undefined;
}
