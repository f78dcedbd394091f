import type { Connection } from "../driver/driver.js";
import { MigrationError } from "../errors.js";

/** A database cannot do what the schema asks, or a name or value cannot be written as SQL. */
export class DialectError extends MigrationError {}

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
