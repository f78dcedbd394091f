import type { Heartbeat } from "./heartbeat.js";
import { tick, ticksBetween } from "./protocol.js";

/** A thread that uses no processor is stuck as well, after so many times what it may take, */
const MOST_TIMES = 16;
/** or so many milliseconds more. */
const MOST_MORE = 300_000;

/**
 * Tells when a thread does not come back from code that may never return. What counts is what it used
 * of its processor, where the system tells: on a machine with more to do than processors a thread waits
 * for one, and that is not the fault of what it works on.
 */
export class StayWatch {
  readonly #heartbeat: Heartbeat;
  #since = 0;
  /** What the thread had used when this stay was seen first. */
  #before: number | undefined;

  constructor(heartbeat: Heartbeat) {
    this.#heartbeat = heartbeat;
  }

  /** The milliseconds that were allowed, when the thread has been busy for longer. Asked often. */
  overdue(): number | undefined {
    const stay = this.#heartbeat.stay();
    if (stay === undefined) return undefined;
    const { since, allowedMs } = stay;
    const wallMs = ticksBetween(since, tick());
    if (since !== this.#since) {
      this.#since = since;
      this.#before = this.#heartbeat.cpuMs();
    }
    if (wallMs <= allowedMs) return undefined;
    if (wallMs > Math.min(allowedMs * MOST_TIMES, allowedMs + MOST_MORE)) return allowedMs;
    const used = this.#before === undefined ? undefined : this.#heartbeat.cpuMs();
    if (used === undefined || this.#before === undefined) return allowedMs;
    return used - this.#before > allowedMs ? allowedMs : undefined;
  }
}
