import { CliError } from "../cli-error.js";

/** Rows that no migration can hold, or not in this way; nothing is left behind. */
export function cannotDump(message: string, hint: string, cause?: unknown): CliError {
  return new CliError({ code: "CLI_CANNOT_DUMP", message, hint, cause });
}
