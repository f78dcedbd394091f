import { defaultLimits, type Limits } from "../limits.js";
import type { FromWorker, ToWorker } from "../protocol.js";
import { Thread } from "../thread.js";

/** A thread with the engine in it. */
export type EngineThread = Thread<ToWorker, FromWorker>;

/** What of the limits a thread has from birth. */
export type ThreadLimits = Pick<Limits, "workerHeapMb" | "workerStackMb">;

export function startEngineThread(limits: ThreadLimits = defaultLimits("open")): EngineThread {
  return new Thread({
    program: new URL("../worker/main.js", import.meta.url),
    heapMb: limits.workerHeapMb,
    stackMb: limits.workerStackMb,
  });
}
