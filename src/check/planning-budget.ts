import { performance } from "node:perf_hooks";
import type { Heartbeat } from "../interp/heartbeat.js";
import { threadCpuMs } from "../interp/thread-clock.js";
import { CheckError } from "./check-error.js";

/** For a single step, which can be interrupted only from outside. */
export const PLANNING_GRACE_MS = 2000;

/**
 * Time of this thread that planning one folder and judging the plans may take; waiting for others
 * is not counted. It is looked at between operations; a step that does not come back is ended from
 * outside, by the watchdog of the heartbeat.
 */
export class PlanningBudget {
  readonly #allowedMs: number;
  readonly #heartbeat: Heartbeat;
  #usedMs = 0;
  #since: number | undefined;

  constructor(allowedMs: number, heartbeat: Heartbeat) {
    this.#allowedMs = allowedMs;
    this.#heartbeat = heartbeat;
  }

  /** This thread works from here on. */
  start(stage: Stage): void {
    this.stop();
    this.#since = now();
    const left = Math.max(0, this.#allowedMs - this.#usedMs);
    busyWith(this.#heartbeat, stage, left + PLANNING_GRACE_MS);
  }

  /** This thread waits from here on. */
  stop(): void {
    this.#heartbeat.idle();
    if (this.#since === undefined) return;
    this.#usedMs += now() - this.#since;
    this.#since = undefined;
  }

  /** Is there time for one more step? @throws CheckError CHECK_TIME */
  check(): void {
    const running = this.#since === undefined ? 0 : now() - this.#since;
    if (this.#usedMs + running < this.#allowedMs) return;
    throw new CheckError({
      code: "CHECK_TIME",
      message: `planning the folder took more than ${this.#allowedMs} ms`,
      hint: "Split the folder; the operator of the check can raise the limit loadMs.",
    });
  }
}

/** Time that this thread worked, where the system tells: it may have waited for a processor. */
function now(): number {
  return threadCpuMs() ?? performance.now();
}

/** What a thread for tenants is busy with, in words; the first one is `STARTING`. */
export const stages = [
  "starting",
  "loading the folder",
  "planning the folder",
  "judging the plans of the folder",
  "planning the plan file",
  "reading the folder",
] as const;

/** One of {@link stages}. */
type Stage = (typeof stages)[number];

/** This thread enters the stage, and may be in it for so long. */
export function busyWith(heartbeat: Heartbeat, stage: Stage, allowedMs: number): void {
  heartbeat.busy(stages.indexOf(stage), allowedMs);
}
