import { tick, Word } from "./protocol.js";
import { readThreadClock, threadClock } from "./thread-clock.js";

/** What a thread is busy with. */
export interface Whereabouts {
  /** Index of the file; -1 = none. */
  readonly file: number;
  readonly phase: number;
}

/** A stay in code that may never return. */
export interface Stay {
  /** In ticks of the clock. */
  readonly since: number;
  readonly allowedMs: number;
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

  /** The thread may be asked for its processor time: called in it, before it is busy. */
  tellClock(): void {
    Atomics.store(this.#words, Word.clock, (threadClock() ?? -1) + 1);
  }

  /** Since when, in ticks, and for how long it may be busy; undefined: it is not. */
  stay(): Stay | undefined {
    const since = Atomics.load(this.#words, Word.busySince);
    const allowedMs = Atomics.load(this.#words, Word.busyAllowed);
    // Both words are written one after the other; only a pair that stays the same counts.
    if (since === 0 || Atomics.load(this.#words, Word.busySince) !== since) return undefined;
    return { since, allowedMs };
  }

  /** What the thread has used of its processor, in milliseconds, where that is known. */
  cpuMs(): number | undefined {
    const clock = Atomics.load(this.#words, Word.clock) - 1;
    return clock < 0 ? undefined : readThreadClock(clock);
  }
}
