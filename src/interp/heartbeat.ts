import { tick, ticksBetween, Word } from "./protocol.js";

/** What a thread is busy with. */
export interface Whereabouts {
  /** Index of the file; -1 = none. */
  readonly file: number;
  readonly phase: number;
}

/** What a thread is busy with and since when, in memory that it shares with who watches it. */
export class Heartbeat {
  readonly #words: Int32Array;

  constructor(words: Int32Array) {
    this.#words = words;
  }

  /** The thread enters code that may never return. */
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

  isBusyWith(phase: number): boolean {
    const busy = Atomics.load(this.#words, Word.busySince) !== 0;
    return busy && Atomics.load(this.#words, Word.phase) === phase;
  }

  whereabouts(): Whereabouts {
    return {
      file: Atomics.load(this.#words, Word.file) - 1,
      phase: Atomics.load(this.#words, Word.phase),
    };
  }

  /** The milliseconds that were allowed, when the thread has been busy for longer. */
  overdue(): number | undefined {
    const since = Atomics.load(this.#words, Word.busySince);
    const allowed = Atomics.load(this.#words, Word.busyAllowed);
    if (since === 0 || ticksBetween(since, tick()) <= allowed) return undefined;
    // Both words are written one after the other; only a pair that stays the same counts.
    return Atomics.load(this.#words, Word.busySince) === since ? allowed : undefined;
  }
}
