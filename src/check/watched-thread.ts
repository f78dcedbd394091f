import { MessageChannel, type Worker } from "node:worker_threads";
import { bareWorker } from "../interp/bare-worker.js";
import { Heartbeat } from "../interp/heartbeat.js";
import { tick, ticksBetween, WORDS, Word } from "../interp/protocol.js";
import { SymbolServer } from "../interp/remote.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import type { FindingParts } from "./finding.js";
import { FolderBudget } from "./folder-budget.js";
import { type LaneLines, stages, type ThreadSettings } from "./lane-wire.js";

const LOOK_MS = 100;
/** A thread that starts on a machine that is busy. */
const START_MS = 60_000;
const STARTING = stages.indexOf("starting");

/** What {@link WatchedThread} needs to know. */
export interface WatchedThreadOptions<Settings extends ThreadSettings> {
  readonly program: URL;
  /** What the thread knows from birth; it reads them from `workerData`. */
  readonly settings: Settings;
  readonly symbols: SymbolMap;
}

/** What became of a task. */
export type Outcome<Answer> =
  | { readonly kind: "answer"; readonly answer: Answer }
  /** The thread is gone, or must go. */
  | { readonly kind: "lost"; readonly finding: FindingParts };

/**
 * A thread that works on what a tenant wrote, one task after the other, and is ended from outside
 * when it does not come back in the time that its heartbeat names, or fills its heap. The functions
 * of the symbol map stay on this thread.
 */
export class WatchedThread<Settings extends ThreadSettings, Task, Answer> {
  readonly #worker: Worker;
  readonly #words: Int32Array;
  readonly #settings: Settings;
  readonly #server: SymbolServer;
  #lost: FindingParts | undefined;
  #finish: (outcome: Outcome<Answer>) => void = () => undefined;

  constructor({ program, settings, symbols }: WatchedThreadOptions<Settings>) {
    const memory = new SharedArrayBuffer(WORDS * 4);
    const { port1, port2 } = new MessageChannel();
    const { limits } = settings;
    this.#settings = settings;
    this.#words = new Int32Array(memory);
    new Heartbeat(this.#words).busy(STARTING, START_MS);
    this.#server = new SymbolServer({ symbols, limits, port: port1, words: this.#words });
    this.#server.listen();
    const workerData: Settings & LaneLines = { ...settings, port: port2, memory };
    this.#worker = bareWorker(program, {
      workerData,
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: limits.workerHeapMb },
    });
    this.#worker.on("message", (answer: Answer) => this.#finish({ kind: "answer", answer }));
    this.#worker.on("error", (error) => this.#lose(this.#crash(error)));
    this.#worker.on("exit", () => this.#lose(failed("its thread ended")));
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  get #isStarting(): boolean {
    const phase = Atomics.load(this.#words, Word.phase);
    return phase === STARTING && Atomics.load(this.#words, Word.busySince) !== 0;
  }

  /** What the thread makes of a task, in the time that a folder may take; never throws. */
  async run(task: Task): Promise<Outcome<Answer>> {
    const budget = new FolderBudget(this.#settings.limits.folderMs, this.#server);
    const watch = setInterval(() => {
      if (this.#isStarting) budget.restart();
      const finding = this.#overdue() ?? budget.exceeded();
      if (finding !== undefined) this.#lose(finding);
    }, LOOK_MS);
    const outcome = await new Promise<Outcome<Answer>>((resolve) => {
      this.#finish = resolve;
      this.#worker.postMessage(task);
    });
    clearInterval(watch);
    return outcome;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #overdue(): FindingParts | undefined {
    const since = Atomics.load(this.#words, Word.busySince);
    const allowed = Atomics.load(this.#words, Word.busyAllowed);
    if (since === 0 || ticksBetween(since, tick()) <= allowed) return undefined;
    // Both words are written one after the other; only a pair that stays the same counts.
    if (Atomics.load(this.#words, Word.busySince) !== since) return undefined;
    const stage = stages[Atomics.load(this.#words, Word.phase)] ?? "";
    return {
      rule: "CHECK_TIME",
      message: `${stage} took more than ${allowed} ms and was stopped`,
      hint: "Split the folder; whoever operates the check can raise the limit loadMs.",
    };
  }

  #lose(finding: FindingParts): void {
    this.#lost ??= finding;
    this.#finish({ kind: "lost", finding: this.#lost });
  }

  #crash(error: unknown): FindingParts {
    const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
    if (code !== "ERR_WORKER_OUT_OF_MEMORY") {
      return failed(error instanceof Error ? error.message : "its thread crashed");
    }
    return {
      rule: "CHECK_MEMORY",
      message: `planning the folder takes more than ${this.#settings.limits.workerHeapMb} MB`,
      hint: "Split the folder or its migrations; whoever operates the check can raise the limit workerHeapMb.",
    };
  }
}

function failed(what: string): FindingParts {
  return {
    rule: "CHECK_FAILED",
    message: `the check itself failed on this folder: ${what.split("\n")[0]}`,
    hint: "The folder is refused to be safe. If its files are innocent, please report this as a bug.",
  };
}
