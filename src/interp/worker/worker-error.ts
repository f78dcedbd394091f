import type { Hint } from "../../errors.js";
import type { GuestErrorInfo, SourcePosition } from "../interp-error.js";
import { type LimitName, type Limits, limitError } from "../limits.js";
import type { ErrorPayload } from "../protocol.js";

/** An error on its way to the main thread, as fields. */
export class WorkerError extends Error {
  readonly payload: ErrorPayload;

  constructor(init: {
    readonly code: string;
    readonly message: string;
    readonly hint?: Hint | undefined;
    readonly position?: SourcePosition | undefined;
    readonly frame?: string | undefined;
    readonly limit?: string | undefined;
    readonly guest?: GuestErrorInfo | undefined;
    readonly hostError?: number | undefined;
    readonly fatal?: boolean;
  }) {
    super(init.message);
    this.name = "WorkerError";
    this.payload = {
      code: init.code,
      message: init.message,
      hint: init.hint,
      position: init.position,
      frame: init.frame,
      limit: init.limit,
      guest: init.guest,
      hostError: init.hostError,
      fatal: init.fatal ?? false,
    };
  }
}

/** The error of an exceeded limit. */
export function limitReached(init: {
  readonly limit: LimitName;
  readonly limits: Limits;
  readonly position?: SourcePosition | undefined;
  readonly frame?: string | undefined;
  readonly fatal: boolean;
}): WorkerError {
  const error = limitError(init);
  return new WorkerError({
    code: error.code,
    message: error.message,
    hint: error.hint,
    limit: init.limit,
    position: init.position,
    frame: init.frame,
    fatal: init.fatal,
  });
}
