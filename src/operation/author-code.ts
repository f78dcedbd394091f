import { MigrationError } from "../errors.js";
import { OperationError } from "./operation-error.js";

/**
 * Runs code that an author wrote into an operation.
 *
 * @throws OperationError OPERATION_CUSTOM_FAILED around what the code throws, the same natively and
 * out of the sandbox; then the sandbox's own error, which knows the place, is the cause. Errors of
 * ours that pass through the code stay what they are.
 */
export function runAuthorCode<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof MigrationError) throw error;
    const sandboxed = error instanceof Error && error.cause instanceof MigrationError;
    throw new OperationError({
      code: "OPERATION_CUSTOM_FAILED",
      message: textOf(error),
      hint: "Correct the file: the error comes from the operation's own code.",
      path,
      cause: sandboxed ? error.cause : error,
    });
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === "" ? error.message : `${error.name}: ${error.message}`;
}
