import { constants } from "node:os";
import type { Console } from "./console.js";

const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs work that Ctrl-C may stop gently: the first signal aborts the work, which then ends by
 * itself; the second one ends the process.
 */
export async function stoppable<Result>(
  console: Console,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const listener = (signal: (typeof stopSignals)[number]): void => {
    if (controller.signal.aborted) {
      console.status("");
      process.exit(128 + constants.signals[signal]);
    }
    console.complain("Stopping after the current statement; once more quits at once");
    controller.abort(signal);
  };
  for (const signal of stopSignals) process.on(signal, listener);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of stopSignals) process.off(signal, listener);
  }
}
