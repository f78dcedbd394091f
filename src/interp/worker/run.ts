import type { SourcePosition } from "../interp-error.js";
import type { LimitName, Limits } from "../limits.js";
import { threadCpuMs } from "../thread-clock.js";
import { WorkerError } from "./worker-error.js";

/** How often a run may be given more time: where the system's count stands still, not for ever. */
const MOST_GRANTS = 16;

/** One call or one file: what it may still use. */
export interface Run {
  readonly slot: number;
  readonly phase: number;
  readonly limit: LimitName;
  /** What the thread had used of its processor when the run began. */
  readonly cpuMs: number | undefined;
  /** By the clock. */
  leftMs: number;
  grants: number;
  jobs: number;
  hostCalls: number;
  hostMs: number;
}

/** A run that begins now. */
export function startRun(limits: Limits, about: Pick<Run, "slot" | "phase" | "limit">): Run {
  const fresh = { grants: 0, jobs: 0, hostCalls: 0, hostMs: 0 };
  return { ...about, ...fresh, cpuMs: threadCpuMs(), leftMs: limits[about.limit] };
}

/**
 * What more a run may have whose time is up by the clock: on a machine with more to do than
 * processors its thread has waited for one, and that is not the file's fault. 0 where the system
 * does not tell, and when the thread did work all the time.
 */
export function moreMs(run: Run, limits: Limits): number {
  const used = threadCpuMs();
  if (used === undefined || run.cpuMs === undefined || run.grants >= MOST_GRANTS) return 0;
  run.grants += 1;
  const left = limits[run.limit] - (used - run.cpuMs);
  return left < 1 ? 0 : left;
}

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
