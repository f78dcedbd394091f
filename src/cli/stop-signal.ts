import { constants } from "node:os";
import type { Console } from "./console.js";

const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type StopSignal = (typeof stopSignals)[number];

/**
 * Runs work that Ctrl-C may stop gently: the first signal aborts the work, which then ends by
 * itself; the second one ends the process.
 */
export async function stoppable<Result>(
  console: Console,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const listener = (signal: StopSignal): void => {
    if (controller.signal.aborted) quit(console, signal);
    console.complain("Stopping after the current statement; once more quits at once");
    controller.abort(signal);
  };
  return await listening(listener, () => work(controller.signal));
}

/**
 * Runs work that changes nothing, so that there is nothing to bring to an end: the first signal
 * ends the process. A listener does it, because process 1 of a container has no default action.
 */
export async function quittable<Result>(
  console: Console,
  work: () => Promise<Result>,
): Promise<Result> {
  return await listening((signal) => quit(console, signal), work);
}

async function listening<Result>(
  listener: (signal: StopSignal) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  for (const signal of stopSignals) process.on(signal, listener);
  try {
    return await work();
  } finally {
    for (const signal of stopSignals) process.off(signal, listener);
  }
}

function quit(console: Console, signal: StopSignal): never {
  console.status("");
  process.exit(128 + constants.signals[signal]);
}
