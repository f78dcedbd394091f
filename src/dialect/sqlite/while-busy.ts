import type { TransactionOptions } from "../../driver/driver.js";
import { isBusy } from "../../driver/sqlite-tries.js";

/** Milliseconds between two tries, growing from the first to the second. */
const PAUSE = [10, 250] as const;

/**
 * Tries again until no other process is in the way. SQLite would wait by itself, on this very
 * thread: meanwhile it could not be reported who is waited for, and Ctrl-C would not be heard.
 */
export async function whileBusy(attempt: {
  /** Milliseconds. */
  readonly patience: number;
  readonly work: (how: TransactionOptions) => Promise<void>;
}): Promise<void> {
  const deadline = performance.now() + attempt.patience;
  for (let pause: number = PAUSE[0]; ; pause = Math.min(pause * 1.5, PAUSE[1])) {
    try {
      return await attempt.work({ atOnce: true });
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
    }
    const { setTimeout: sleep } = await import("node:timers/promises");
    await sleep(pause);
  }
}
