import { performance } from "node:perf_hooks";
import type { SymbolMap } from "../interp/symbol-map.js";
import { makeFinding } from "./finding.js";
import type { LaneSettings } from "./lane-wire.js";
import type { FolderReport } from "./report.js";
import { WatchedThread } from "./watched-thread.js";

const PROGRAM = new URL("./lane-main.js", import.meta.url);

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
  #thread: WatchedThread<LaneSettings, string, FolderReport> | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** The verdict on a folder; never throws. */
  async check(folder: string): Promise<FolderReport> {
    const start = performance.now();
    // A thread that ended after its last answer ended with nobody's folder.
    if (this.#thread?.isLost) await this.close();
    this.#thread ??= new WatchedThread({ program: PROGRAM, ...this.#options });
    const outcome = await this.#thread.run(folder);
    if (outcome.kind === "answer") return Object.freeze(outcome.answer);
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
