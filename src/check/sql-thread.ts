import type { Worker } from "node:worker_threads";
import { bareWorker } from "../interp/bare-worker.js";
import type { SqlReading } from "./sql-parse.js";

/** A piece of SQL, and what it should be. */
export interface SqlText {
  readonly database: string;
  readonly kind: "statement" | "expression";
  readonly sql: string;
}

/** Whoever can be asked to read SQL; it always answers. */
export interface SqlReader {
  read(text: SqlText): Promise<SqlReading>;
}

/** What a thread may use; a text that needs more is not readable. */
export interface SqlThreadLimits {
  /** Wall-clock time for one text, in milliseconds. */
  readonly textMs: number;
  readonly heapMb: number;
}

/** The defaults: far beyond any SQL that people write. */
const sqlThreadLimits: SqlThreadLimits = Object.freeze({ textMs: 2000, heapMb: 128 });

/** Loading the parser, five megabytes of it, on a machine that is busy. */
const START_MS = 30_000;

/**
 * Reads SQL in a thread of its own: the parser is exponential on some inputs (`a[1[1[1...`), and a
 * tenant's text must not be able to hang or crash the process. A text that takes too long is not
 * readable, and the thread is replaced. Started with the first text. One text at a time.
 */
export class SqlThread implements SqlReader {
  readonly #limits: SqlThreadLimits;
  #worker: Worker | undefined;
  /** Who waits for the thread at the moment; undefined as an answer: the thread must be replaced. */
  #onAnswer: (answer: Answer | undefined) => void = () => undefined;

  constructor(limits: SqlThreadLimits = sqlThreadLimits) {
    this.#limits = limits;
  }

  async read(text: SqlText): Promise<SqlReading> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    worker.ref();
    worker.postMessage(text);
    const reading = await this.#answer();
    worker.unref();
    if (reading !== undefined) return reading;
    await this.close();
    return { readable: false, reason: "the parser does not get through it within its limits" };
  }

  /** Ends the thread; the next text starts another. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #answer(): Promise<SqlReading | undefined> {
    return new Promise((resolve) => {
      const finish = (reading: SqlReading | undefined): void => {
        clearTimeout(timer);
        this.#onAnswer = () => undefined;
        resolve(reading);
      };
      // If this thread itself was busy the answer may be waiting already: one turn to find it.
      const late = (): void => void setImmediate(() => finish(undefined));
      let timer = setTimeout(late, START_MS);
      this.#onAnswer = (answer) => {
        if (answer !== "started") {
          finish(answer);
          return;
        }
        clearTimeout(timer);
        timer = setTimeout(late, this.#limits.textMs);
      };
    });
  }

  #start(): Worker {
    const worker = bareWorker(new URL("./sql-thread-main.js", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.heapMb, stackSizeMb: 4 },
    });
    // An old thread that ends late must not answer for the new one.
    const answer = (given: Answer | undefined): void => {
      if (this.#worker === worker) this.#onAnswer(given);
    };
    worker.on("message", (message: Answer) => answer(message));
    worker.on("error", () => answer(undefined));
    worker.on("exit", () => answer(undefined));
    return worker;
  }
}

/** "started": the parser is loaded, and the time of the text begins. */
type Answer = "started" | SqlReading;
