import type { CompiledEngine } from "./host/engine-module.js";
import { type EngineThread, startEngineThread, type ThreadLimits } from "./host/engine-thread.js";

/** Options of {@link WorkerPool}. */
export interface WorkerPoolOptions {
  /** How many threads work at the same time. */
  readonly size: number;
  readonly limits?: ThreadLimits;
  /** What the threads run; default: compiled here, with the first load. */
  readonly engine?: CompiledEngine;
}

/**
 * Warm worker threads for many loads in one process. Each load gets an engine of its own in a
 * thread that no other load uses meanwhile; a thread in which anything went wrong is replaced.
 */
export class WorkerPool {
  /** What its threads run, where that is compiled already. */
  readonly engine: CompiledEngine | undefined;
  readonly #size: number;
  readonly #limits: ThreadLimits | undefined;
  readonly #idle: EngineThread[] = [];
  readonly #waiting: ((thread: EngineThread) => void)[] = [];
  readonly #all = new Set<EngineThread>();
  #closed = false;

  constructor(options: WorkerPoolOptions) {
    this.#size = Math.max(1, options.size);
    this.#limits = options.limits;
    this.engine = options.engine;
  }

  /** Starts threads ahead of the first use. */
  warm(count = this.#size): void {
    while (this.#all.size < Math.min(count, this.#size)) this.#idle.push(this.#spawn());
  }

  /** A thread for one load; waits while all are in use. */
  acquire(): Promise<EngineThread> {
    if (this.#closed) return Promise.reject(new TypeError("the pool is closed"));
    const idle = this.#idle.pop();
    if (idle !== undefined && idle.ended === undefined) return Promise.resolve(idle);
    if (idle !== undefined) this.#all.delete(idle);
    if (this.#all.size < this.#size) return Promise.resolve(this.#spawn());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Gives a thread back; `healthy` only when it is idle and nothing went wrong in it. */
  release(thread: EngineThread, healthy: boolean): void {
    let next = thread;
    if (!healthy || thread.ended !== undefined || this.#closed) {
      this.#all.delete(thread);
      void thread.terminate();
      if (this.#closed || this.#waiting.length === 0) return;
      next = this.#spawn();
    }
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#idle.push(next);
    else waiting(next);
  }

  /** Stops all threads. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#all].map((thread) => thread.terminate()));
    this.#all.clear();
  }

  #spawn(): EngineThread {
    const thread = startEngineThread(this.#limits);
    this.#all.add(thread);
    return thread;
  }
}
