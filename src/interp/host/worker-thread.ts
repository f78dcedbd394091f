import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  type Worker,
} from "node:worker_threads";
import { bareWorker } from "../bare-worker.js";
import { defaultLimits, type Limits } from "../limits.js";
import { type FromWorker, type ToWorker, tick, ticksBetween, WORDS, Word } from "../protocol.js";

const CHECK_MS = 50;

/** Why a thread is gone. */
export type ThreadEnd =
  | { readonly kind: "stopped" }
  /** It did not come back from code that may never return. */
  | { readonly kind: "stuck"; readonly file: number; readonly phase: number }
  | { readonly kind: "crashed"; readonly error: Error };

/** Who gets a thread's messages. */
export interface ThreadOwner {
  onMessage(message: FromWorker): void;
  onEnd(end: ThreadEnd): void;
}

/** What of the limits a thread has from birth. */
export type ThreadLimits = Pick<Limits, "workerHeapMb" | "workerStackMb">;

/**
 * One worker thread with the engine in it, its watchdog, and both ways of listening to it:
 * with the event loop, or asleep until it answers. The thread keeps no process alive unless it is
 * held.
 */
export class WorkerThread {
  /** Set once the thread is gone or going. */
  ended: ThreadEnd | undefined;
  readonly limits: ThreadLimits;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #words: Int32Array;
  #owner: ThreadOwner | undefined;
  #watch: NodeJS.Timeout | undefined;
  #holds = 0;

  constructor(limits: ThreadLimits = defaultLimits("open")) {
    const memory = new SharedArrayBuffer(WORDS * 4);
    const { port1, port2 } = new MessageChannel();
    this.limits = limits;
    this.#words = new Int32Array(memory);
    this.#port = port1;
    this.#worker = bareWorker(new URL("../worker/main.js", import.meta.url), {
      workerData: { port: port2, memory },
      transferList: [port2],
      resourceLimits: {
        stackSizeMb: limits.workerStackMb,
        maxOldGenerationSizeMb: limits.workerHeapMb,
      },
    });
    this.#worker.on("error", (error: Error) => this.#end({ kind: "crashed", error }));
    this.#worker.on("exit", () => this.#end({ kind: "stopped" }));
    this.#port.on("message", (message: FromWorker) => this.#owner?.onMessage(message));
    this.#port.unref();
    this.#worker.unref();
  }

  /** Chooses who gets the messages from now on. */
  attach(owner: ThreadOwner | undefined): void {
    this.#owner = owner;
  }

  /** Sends a message and wakes the thread if it sleeps. */
  post(message: ToWorker): void {
    if (this.ended !== undefined) return;
    this.#port.postMessage(message);
    Atomics.add(this.#words, Word.toWorker, 1);
    Atomics.notify(this.#words, Word.toWorker);
  }

  /** Keeps the process alive and the watchdog awake until `release`. */
  hold(): void {
    if (this.#holds++ > 0) return;
    this.#port.ref();
    this.#worker.ref();
    this.#watch = setInterval(() => this.#checkStuck(), CHECK_MS);
  }

  /** The counterpart of `hold`. */
  release(): void {
    if (--this.#holds > 0) return;
    clearInterval(this.#watch);
    this.#port.unref();
    this.#worker.unref();
  }

  /** Handles messages, asleep in between, until `done` says so or the thread is gone. */
  waitSync(done: () => boolean): void {
    while (!done() && this.ended === undefined) {
      const seen = Atomics.load(this.#words, Word.toMain);
      const received = receiveMessageOnPort(this.#port);
      if (received !== undefined) {
        this.#owner?.onMessage(received.message);
        continue;
      }
      Atomics.wait(this.#words, Word.toMain, seen, CHECK_MS);
      this.#checkStuck();
    }
  }

  /** Stops the thread from outside, whatever it is doing. */
  stop(end: ThreadEnd): void {
    this.#end(end);
    void this.#worker.terminate();
  }

  /** Stops the thread and waits until it is gone. */
  async terminate(): Promise<void> {
    this.#end({ kind: "stopped" });
    await this.#worker.terminate();
  }

  /** What the thread is busy with. */
  whereabouts(): { readonly file: number; readonly phase: number } {
    return {
      file: Atomics.load(this.#words, Word.file) - 1,
      phase: Atomics.load(this.#words, Word.phase),
    };
  }

  #checkStuck(): void {
    const since = Atomics.load(this.#words, Word.busySince);
    if (since === 0 || this.ended !== undefined) return;
    const allowed = Atomics.load(this.#words, Word.busyAllowed);
    if (ticksBetween(since, tick()) <= allowed) return;
    // Both words are written one after the other; only a pair that stays the same counts.
    if (Atomics.load(this.#words, Word.busySince) !== since) return;
    this.stop({ kind: "stuck", ...this.whereabouts() });
  }

  #end(end: ThreadEnd): void {
    if (this.ended !== undefined) return;
    this.ended = end;
    clearInterval(this.#watch);
    this.#port.close();
    this.#owner?.onEnd(end);
  }
}
