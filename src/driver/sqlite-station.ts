import { type ChildProcess, fork } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { isMainThread, Worker } from "node:worker_threads";
import type { ConnectOptions, Parameter, TransactionOptions } from "./driver.js";
import type { DriverErrorInit } from "./driver-error.js";
import { ownProcesses } from "./sqlite-lockers.js";

const PROGRAM = new URL("./sqlite-program.js", import.meta.url);

/** The signals that end a process, but for the one that cannot be caught. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What the other side is asked. */
export type Call =
  | { readonly kind: "connect"; readonly options: ConnectOptions }
  | {
      readonly kind: "query" | "execute";
      readonly sql: string;
      readonly parameters: readonly Parameter[];
    }
  | { readonly kind: "begin" | "commit"; readonly options: TransactionOptions }
  | { readonly kind: "rollback" | "renew" | "close" };

export interface Answer {
  readonly value?: unknown;
  readonly failure?: DriverErrorInit | undefined;
}

/**
 * Where a session of SQLite runs so that this thread hears a signal meanwhile: SQLite holds its
 * thread until a statement is through, and better-sqlite3 has no means to stop one. `sqlite-program.ts`
 * runs there.
 */
export interface SqliteStation {
  /** The answers come in the order of the calls. */
  onAnswer(listener: (answer: Answer) => void): void;
  send(call: Call): void;
  /** Ends it, also in the midst of a statement; the session must be closed otherwise. */
  end(): void;
  /** No answer comes any more. */
  readonly ended: Promise<void>;
  /** It is given up in the midst of a statement, which runs until this process ends. */
  readonly isLeftBehind: boolean;
}

/** Starts what a session can be stopped in; see {@link ConnectOptions.endsProcess}. */
export function startStation({ endsProcess }: Pick<ConnectOptions, "endsProcess">): SqliteStation {
  return endsProcess === true && endsAtOnce() ? new SqliteThread() : new SqliteProcess();
}

/**
 * A session of SQLite in a process of its own, which can be ended at any time; the process that opens
 * the file next rolls back what it left. It ends with this process.
 */
class SqliteProcess implements SqliteStation {
  readonly isLeftBehind = false;
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;

  constructor() {
    const child = fork(fileURLToPath(PROGRAM), [String(process.pid)], {
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const { pid } = child;
    if (pid !== undefined) ownProcesses.add(pid);
    this.#child = child;
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        if (pid !== undefined) ownProcesses.delete(pid);
        resolve();
      };
      child.on("exit", end);
      child.on("error", end);
    });
  }

  onAnswer(listener: (answer: Answer) => void): void {
    this.#child.on("message", listener);
  }

  send(call: Call): void {
    this.#child.send(call, (error) => {
      if (error !== null) this.end();
    });
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}

/**
 * A session of SQLite in a thread of this process. A statement that is given up runs on until this
 * process ends, so it is only for a process that ends then.
 */
class SqliteThread implements SqliteStation {
  readonly ended: Promise<void>;
  readonly #worker: Worker;
  /** Calls without an answer. */
  #open = 0;
  #isLeftBehind = false;
  #resolveEnded = (): void => {};

  constructor() {
    const worker = new Worker(PROGRAM, { execArgv: [], argv: [] });
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
function endsAtOnce(): boolean {
  return isMainThread && process.pid !== 1 && process.platform !== "win32";
}

/** Ends this process as the signal that `code` stands for would: a shell sees the same code. */
function endBySignal(code: number): void {
  const signal = ENDING.find((name) => 128 + constants.signals[name] === code) ?? "SIGKILL";
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
