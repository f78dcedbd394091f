import { constants } from "node:os";
import { isMainThread, Worker } from "node:worker_threads";
import type { Answer, Call, SqliteStation } from "./sqlite-station.js";

const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * A session of SQLite in a thread of this process. A statement that is given up runs on until this
 * process ends, so it is only for a process that ends then.
 */
export class SqliteThread implements SqliteStation {
  readonly ended: Promise<void>;
  readonly #worker: Worker;
  /** Calls without an answer. */
  #open = 0;
  #isLeftBehind = false;
  #resolveEnded = (): void => {};

  constructor() {
    const program = new URL("./sqlite-program.js", import.meta.url);
    const worker = new Worker(program, { execArgv: [], argv: [] });
    this.#worker = worker;
    // `process.exit` waits for what a thread does in native code.
    const onExit = (code: number): void => {
      if (this.#open > 0) endBySignal(code);
    };
    process.on("exit", onExit);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
      // The error is of the thread's own, and the calls that wait are told that it is gone.
      worker.on("error", () => {});
      worker.on("exit", () => {
        process.off("exit", onExit);
        resolve();
      });
    });
  }

  get isLeftBehind(): boolean {
    return this.#isLeftBehind;
  }

  onAnswer(listener: (answer: Answer) => void): void {
    this.#worker.on("message", (answer: Answer) => {
      if (this.#isLeftBehind) return;
      this.#open -= 1;
      listener(answer);
    });
  }

  send(call: Call): void {
    this.#open += 1;
    this.#worker.postMessage(call);
  }

  /** Behind the statement that runs, nothing is done any more. */
  end(): void {
    this.#isLeftBehind = this.#open > 0;
    void this.#worker.terminate();
    // The process need not wait for it, so the caller must not either.
    this.#worker.unref();
    this.#resolveEnded();
  }
}

/**
 * Can this process be ended in the midst of a statement that one of its threads runs? Only by a signal.
 * Process 1 of a container gets none from itself, and Windows has none.
 */
export function endsAtOnce(): boolean {
  return isMainThread && process.pid !== 1 && process.platform !== "win32";
}

/** Ends this process as the signal that `code` stands for would: a shell sees the same code. */
function endBySignal(code: number): void {
  const signal = ENDING.find((name) => 128 + constants.signals[name] === code) ?? "SIGKILL";
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
