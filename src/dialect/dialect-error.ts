import type { Connection } from "../driver/driver.js";
import { MigrationError } from "../errors.js";

/** A database cannot do what the schema asks, or a name or value cannot be written as SQL. */
export class DialectError extends MigrationError {}

/** @throws DialectError where a change would lose what only the database has. */
export function assertNothingLost(what: string, lost: readonly string[]): void {
  if (lost.length === 0) return;
  throw new DialectError({
    code: "DIALECT_TABLE_DIFFERS",
    message: `${what} has what no migration knows, and the change would lose it: ${lost.join("; ")}`,
    hint: "Take it away in a migration of its own (RunSQL) and put it back behind this one, or let the migrations know it.",
  });
}

export function serverTooOld(
  { label }: Connection,
  version: string | number,
  hint: string,
): DialectError {
  return new DialectError({
    code: "DIALECT_SERVER_TOO_OLD",
    message: `"${label}" is version ${version}`,
    hint,
  });
}

export function noDatabase(
  { label }: Connection,
  { what = "no database", example }: { readonly what?: string; readonly example: string },
): DialectError {
  return new DialectError({
    code: "DIALECT_NO_DATABASE",
    message: `The URL of "${label}" names ${what}`,
    hint: `Add the database's name to the URL, as in ${example}.`,
  });
}
