import { closeSync, openSync, readSync } from "node:fs";

const digits = Buffer.alloc(64);
let own = open();

/** The time that this thread was on a processor, in milliseconds; undefined where the system does not tell. */
export function threadCpuMs(): number | undefined {
  if (own === undefined) return undefined;
  const used = readThreadClock(own);
  if (used === undefined) {
    closeSync(own);
    own = undefined;
  }
  return used;
}

/** What another thread of the process reads this one's time by, until this one ends. */
export function threadClock(): number | undefined {
  return own;
}

/** The time of the thread that `clock` is of, in milliseconds; undefined where the thread is gone. */
export function readThreadClock(clock: number): number | undefined {
  try {
    const length = readSync(clock, digits, 0, digits.length, 0);
    // Nanoseconds on a processor, nanoseconds that it waited for one, and how often it got one.
    const [, nanoseconds] = /^(\d+) \d+ \d+\n$/.exec(digits.toString("latin1", 0, length)) ?? [];
    return nanoseconds === undefined ? undefined : Number(nanoseconds) / 1e6;
  } catch {
    return undefined;
  }
}

/** Linux's file about a thread belongs to the one that opens it, also when another reads it. */
function open(): number | undefined {
  try {
    return openSync("/proc/thread-self/schedstat", "r");
  } catch {
    return undefined;
  }
}
