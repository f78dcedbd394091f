import { performance } from "node:perf_hooks";
import type { CompiledEngine } from "../interp/lasting-engine.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import { makeFinding } from "./finding.js";
import type { Policy } from "./policy.js";
import type { FolderReport } from "./report.js";
import { TenantThread, type ThreadSettings } from "./tenant-thread.js";

const PROGRAM = new URL("./folder-thread-main.js", import.meta.url);

/** What a thread that checks folders knows from birth. */
export interface FolderSettings extends ThreadSettings {
  readonly policy: Policy;
  /** Names of the databases to plan for. */
  readonly databases: readonly string[];
  /** Warnings are errors. */
  readonly strict: boolean;
  /** Folders may be symbolic links, or lie behind some. */
  readonly followLinks: boolean;
  /** What the files are evaluated in, compiled for all threads. */
  readonly engine: CompiledEngine;
}

/** A thread that checks one folder after the other. */
export class FolderThread {
  readonly #thread: TenantThread<string, FolderReport>;

  /** @param options.program what the thread runs; default: `folder-thread-main.js`. */
  constructor(options: {
    readonly settings: FolderSettings;
    readonly symbols: SymbolMap;
    readonly program?: URL;
  }) {
    this.#thread = new TenantThread({ program: PROGRAM, ...options });
  }

  /** The verdict on a folder; never throws. */
  async check(folder: string): Promise<FolderReport> {
    const start = performance.now();
    const outcome = await this.#thread.run(folder);
    if (outcome.kind === "answer") return Object.freeze(outcome.answer);
    return Object.freeze({
      folder,
      verdict: "refused",
      migrations: 0,
      statements: 0,
      findings: Object.freeze([makeFinding(this.#thread.findingOf(outcome.end))]),
      milliseconds: performance.now() - start,
    });
  }

  async close(): Promise<void> {
    await this.#thread.close();
  }
}
