import type { Heartbeat } from "../interp/heartbeat.js";

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
export type Stage = (typeof stages)[number];

/** This thread enters the stage, and may be in it for so long. */
export function busyWith(heartbeat: Heartbeat, stage: Stage, allowedMs: number): void {
  heartbeat.busy(stages.indexOf(stage), allowedMs);
}
