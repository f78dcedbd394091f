import { tick, Word } from "./protocol.js";

/** Tells the main thread, through shared memory, what this thread is busy with and since when. */
export class Heartbeat {
  readonly #words: Int32Array;

  constructor(words: Int32Array) {
    this.#words = words;
  }

  /** Entering code that may never return. */
  busy(phase: number, allowedMs: number): void {
    Atomics.store(this.#words, Word.phase, phase);
    Atomics.store(this.#words, Word.busyAllowed, Math.max(1, Math.ceil(allowedMs)));
    Atomics.store(this.#words, Word.busySince, tick());
  }

  /** Back in code that ends by itself. */
  idle(): void {
    Atomics.store(this.#words, Word.busySince, 0);
  }

  /** The file that is being worked on. */
  file(index: number): void {
    Atomics.store(this.#words, Word.file, index + 1);
  }
}
