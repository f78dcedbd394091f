import { MigrationError } from "../errors.js";
import { memberOf } from "../text/record.js";

/** The exit codes that scripts rely on; `docs/commands/README.md` explains them. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  question: 3,
  destructive: 4,
  drift: 5,
  locked: 6,
  partial: 7,
  refused: 8,
} as const;

/** The table. A whole code wins over a prefix (`CLI_*`); whatever is not named here is 1. */
export const exitCodeTable: Readonly<Record<string, number>> = {
  "CLI_*": exitCodes.usage,
  CLI_CANNOT_DUMP: exitCodes.failed,
  CLI_CANNOT_GENERATE: exitCodes.failed,
  CLI_MIGRATION_TOO_LARGE: exitCodes.failed,
  CLI_CANNOT_READ: exitCodes.failed,
  CLI_CANNOT_SQUASH: exitCodes.failed,
  CLI_CANNOT_WRITE: exitCodes.failed,
  CLI_FILES_EXIST: exitCodes.failed,
  CLI_NOT_APPROVED: exitCodes.destructive,
  CLI_NOT_DEVELOPMENT: exitCodes.destructive,
  CLI_NO_DIAGRAM_ENGINE: exitCodes.failed,
  CLI_NOT_OURS: exitCodes.failed,
  CLI_PLUGIN_FAILED: exitCodes.failed,
  CLI_SQUASH_DIFFERS: exitCodes.failed,
  CLI_SQUASH_UNPROVED: exitCodes.failed,
  CLI_NO_TYPES: exitCodes.failed,
  CLI_TYPES_INVALID: exitCodes.failed,
  "CONFIG_*": exitCodes.usage,
  // Errors of the policy; what a folder does is a finding, which only `mm plan` throws.
  "CHECK_*": exitCodes.usage,
  CHECK_FAILED: exitCodes.failed,
  CHECK_FOLDER_TIME: exitCodes.refused,
  CHECK_MEMORY: exitCodes.refused,
  CHECK_PLAN_REFUSED: exitCodes.refused,
  CHECK_SIZE: exitCodes.refused,
  CHECK_TIME: exitCodes.refused,
  GRAPH_BAD_STEPS: exitCodes.usage,
  GRAPH_TARGET_NOT_APPLIED: exitCodes.usage,
  GRAPH_UNKNOWN_TARGET: exitCodes.usage,
  RUNNER_DOWN_TARGET: exitCodes.usage,
  RUNNER_NOT_AT_ONCE: exitCodes.usage,
  RUNNER_NO_DATABASE: exitCodes.usage,
  RUNNER_NO_DATABASE_NAME: exitCodes.usage,
  RUNNER_PLAN_INVALID: exitCodes.usage,
  "YAML_*": exitCodes.usage,
  WRITER_BAD_NAME: exitCodes.usage,
  DIALECT_UNKNOWN: exitCodes.usage,
  DRIVER_URL_INVALID: exitCodes.usage,
  GRAPH_INCONSISTENT_HISTORY: exitCodes.drift,
  RUNNER_DRIFT: exitCodes.drift,
  RUNNER_PLAN_STALE: exitCodes.drift,
  DIALECT_LOCK_TIMEOUT: exitCodes.locked,
  RUNNER_HISTORY_ELSEWHERE: exitCodes.drift,
  RUNNER_HALF_APPLIED: exitCodes.partial,
  RUNNER_CUT_OPERATION: exitCodes.partial,
  RUNNER_SESSION_LOST: exitCodes.partial,
  INTERP_ENGINE_FAILED: exitCodes.refused,
  INTERP_ENTRY_IMPORT: exitCodes.refused,
  INTERP_FORBIDDEN_IMPORT: exitCodes.refused,
  INTERP_HOST_TIMEOUT: exitCodes.refused,
  INTERP_LIMIT: exitCodes.refused,
  INTERP_LIMIT_INVALID: exitCodes.usage,
  INTERP_MALFORMED: exitCodes.refused,
  INTERP_OUTSIDE_FOLDER: exitCodes.refused,
  INTERP_VALUE: exitCodes.refused,
  LOADER_FILE_OUTSIDE: exitCodes.refused,
  LOADER_TOO_LARGE: exitCodes.refused,
  RUNNER_PLAN_TAMPERED: exitCodes.refused,
};

/** The exit code that an error ends the process with. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof MigrationError)) return exitCodes.failed;
  const own = byTable(error.code);
  if (own !== exitCodes.failed) return own;
  // A migration that failed because the sandbox stopped its script was refused, not merely failed.
  if (exitCodeOf(error.cause) === exitCodes.refused) return exitCodes.refused;
  return leftHalfApplied(error) ? exitCodes.partial : exitCodes.failed;
}

function byTable(code: string): number {
  const prefix = `${code.split("_")[0]}_*`;
  return exitCodeTable[code] ?? exitCodeTable[prefix] ?? exitCodes.failed;
}

/** A failure that was not rolled back, see `Failure` of the runner. */
function leftHalfApplied(error: MigrationError): boolean {
  return memberOf(memberOf(error, "failure"), "rolledBack") === false;
}
