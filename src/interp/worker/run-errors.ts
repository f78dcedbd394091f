import type { SourcePosition } from "../interp-error.js";
import { WorkerError } from "./worker-error.js";

/** A run ended and left host calls behind. */
export function notAwaited(count: number, position: SourcePosition | undefined): WorkerError {
  return new WorkerError({
    code: "INTERP_NOT_AWAITED",
    message: `${count} host ${count === 1 ? "call was" : "calls were"} not awaited`,
    hint: 'Write "await" before every asynchronous call, or return its promise.',
    position,
  });
}

/** Nothing is under way that could settle the promise of a run. */
export function neverSettles(position: SourcePosition | undefined): WorkerError {
  return new WorkerError({
    code: "INTERP_NEVER_SETTLES",
    message: "a promise can never be settled: nothing is left to wait for",
    hint: "Look for an await on a promise that nothing resolves.",
    position,
  });
}

/** A run that must end at once waits for the host. */
export function asyncInSync(position: SourcePosition | undefined): WorkerError {
  return new WorkerError({
    code: "INTERP_ASYNC_IN_SYNC",
    message: "an asynchronous host function was awaited where the result is needed at once",
    hint: "Make this method synchronous; asynchronous work belongs in a function that the host awaits.",
    position,
  });
}
