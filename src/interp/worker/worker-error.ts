import type { InterpErrorInit } from "../interp-error.js";
import { type Exceeded, type LimitName, limitError } from "../limits.js";
import type { ErrorPayload } from "../protocol.js";

/** An error on its way to the main thread, as fields. */
export class WorkerError extends Error {
  readonly payload: ErrorPayload;

  constructor(
    init: Omit<InterpErrorInit, "cause"> & {
      readonly hostError?: number | undefined;
      readonly fatal?: boolean;
    },
  ) {
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
export function limitReached(init: Exceeded & { readonly fatal: boolean }): WorkerError {
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

/**
 * Thrown through the engine to leave it at once. The engine's frames are torn by that, which is why
 * an engine that trapped is never entered again.
 */
export class Trap extends Error {
  readonly limit: LimitName | undefined;
  /** The guest's stack at that moment, when the engine could still tell it. */
  readonly guestStack: string;

  constructor(limit: LimitName | undefined, message: string, guestStack = "") {
    super(message);
    this.name = "Trap";
    this.limit = limit;
    this.guestStack = guestStack;
  }
}
