import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * A thread that gets nothing of this process but what it is given: no environment, no arguments, no
 * options of Node, and what it prints goes nowhere.
 */
export function bareWorker(
  program: URL,
  options: Pick<WorkerOptions, "workerData" | "transferList" | "resourceLimits">,
): Worker {
  const nothing = { env: {}, argv: [], execArgv: [], stdin: false, stdout: true, stderr: true };
  return new Worker(program, { ...options, ...nothing });
}
