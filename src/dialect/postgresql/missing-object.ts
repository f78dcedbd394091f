import { DriverError } from "../../driver/driver-error.js";

/** Undefined table, object (type, index, constraint), column, function, database schema. */
const MISSING = ["42P01", "42704", "42703", "42883", "3F000"];

/** Does the error mean that what a statement names is not there? */
export function isMissing(error: unknown): boolean {
  return error instanceof DriverError && MISSING.includes(error.serverCode ?? "");
}

/**
 * Does the error of a query of the catalogue mean that a thing was dropped meanwhile? The functions
 * that spell a view or an index see what is there now, whatever the rest of the query sees, and fail
 * with an internal error.
 */
export function isGone(error: unknown): boolean {
  if (!(error instanceof DriverError)) return false;
  const isInternal = error.serverCode === "XX000";
  return (
    isMissing(error) || (isInternal && /could not (?:open|find)|lookup failed/.test(error.message))
  );
}
