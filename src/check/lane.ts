import { performance } from "node:perf_hooks";
import { MessageChannel, type Worker } from "node:worker_threads";
import { bareWorker } from "../interp/host/bare-worker.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import { tick, ticksBetween, WORDS, Word } from "../interp/wire.js";
import { Heartbeat } from "../interp/worker/heartbeat.js";
import type { FindingParts } from "./finding.js";
import { makeFinding } from "./finding.js";
import { type LaneLines, type LaneSettings, stages } from "./lane-wire.js";
import type { FolderReport } from "./report.js";
import { SymbolDesk } from "./symbol-desk.js";

const PROGRAM = new URL("./lane-main.js", import.meta.url);
const LOOK_MS = 100;
/** A thread that starts on a machine that is busy. */
const START_MS = 60_000;

/** What {@link Lane} needs to know. */
export interface LaneOptions {
  readonly settings: LaneSettings;
  readonly symbols: SymbolMap;
  /** What the thread runs; default: `lane-main.js`. */
  readonly program?: URL;
}

/**
 * One folder after the other, in a thread that is ended from outside when a folder takes it too
 * long, or fills its heap: reading, planning and judging are our own code, but how much there is to
 * do is the tenant's choice. Then the lane goes on with another thread.
 */
export class Lane {
  readonly #options: LaneOptions;
  #thread: LaneThread | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** The verdict on a folder; never throws. */
  async check(folder: string): Promise<FolderReport> {
    const start = performance.now();
    // A thread that ended after its last answer ended with nobody's folder.
    if (this.#thread?.isLost) await this.close();
    this.#thread ??= new LaneThread(this.#options);
    const outcome = await this.#thread.check(folder);
    if (outcome.kind === "report") return Object.freeze(outcome.report);
    await this.close();
    return Object.freeze({
      folder,
      verdict: "refused",
      migrations: 0,
      statements: 0,
      findings: Object.freeze([makeFinding(outcome.finding)]),
      milliseconds: performance.now() - start,
    });
  }

  /** Ends the thread; the next folder starts another. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.close();
  }
}

type Outcome =
  | { readonly kind: "report"; readonly report: FolderReport }
  /** The thread is gone, or must go. */
  | { readonly kind: "lost"; readonly finding: FindingParts };

class LaneThread {
  readonly #worker: Worker;
  readonly #words: Int32Array;
  readonly #heartbeat: Heartbeat;
  readonly #settings: LaneSettings;
  #lost: FindingParts | undefined;
  #finish: (outcome: Outcome) => void = () => undefined;

  constructor({ settings, symbols, program = PROGRAM }: LaneOptions) {
    const memory = new SharedArrayBuffer(WORDS * 4);
    const { port1, port2 } = new MessageChannel();
    const { limits } = settings;
    this.#settings = settings;
    this.#words = new Int32Array(memory);
    this.#heartbeat = new Heartbeat(this.#words);
    this.#heartbeat.busy(stages.indexOf("starting"), START_MS);
    new SymbolDesk({ symbols, limits, port: port1, words: this.#words }).listen();
    const workerData: LaneSettings & LaneLines = { ...settings, port: port2, memory };
    this.#worker = bareWorker(program, {
      workerData,
      transferList: [port2],
      resourceLimits: { maxOldGenerationSizeMb: limits.workerHeapMb },
    });
    this.#worker.on("message", (report: FolderReport) => this.#finish({ kind: "report", report }));
    this.#worker.on("error", (error) => this.#lose(this.#crash(error)));
    this.#worker.on("exit", () => this.#lose(failed("its thread ended")));
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  async check(folder: string): Promise<Outcome> {
    const watch = setInterval(() => this.#look(), LOOK_MS);
    const outcome = await new Promise<Outcome>((resolve) => {
      this.#finish = resolve;
      this.#worker.postMessage(folder);
    });
    clearInterval(watch);
    return outcome;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #look(): void {
    const since = Atomics.load(this.#words, Word.busySince);
    const allowed = Atomics.load(this.#words, Word.busyAllowed);
    if (since === 0 || ticksBetween(since, tick()) <= allowed) return;
    // Both words are written one after the other; only a pair that stays the same counts.
    if (Atomics.load(this.#words, Word.busySince) !== since) return;
    const stage = stages[Atomics.load(this.#words, Word.phase)] ?? "";
    this.#lose({
      rule: "CHECK_TIME",
      message: `${stage} took more than ${allowed} ms and was stopped`,
      hint: "Split the folder; whoever operates the check can raise the limit loadMs.",
    });
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
