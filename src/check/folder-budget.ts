import { performance } from "node:perf_hooks";
import type { SymbolServer } from "../interp/remote.js";
import type { FindingParts } from "./finding.js";

/**
 * Time that one folder may take as a whole: files that each stay within their limits must not hold
 * up everybody else together. What a thread waits for because of others is not counted.
 */
export class FolderBudget {
  readonly #allowedMs: number;
  readonly #server: Pick<SymbolServer, "queuedMs">;
  #start = 0;
  #queuedMs = 0;

  constructor(allowedMs: number, server: Pick<SymbolServer, "queuedMs">) {
    this.#allowedMs = allowedMs;
    this.#server = server;
    this.restart();
  }

  /** Nothing has been done for the folder so far. */
  restart(): void {
    this.#start = performance.now();
    this.#queuedMs = this.#server.queuedMs;
  }

  exceeded(): FindingParts | undefined {
    const queuedMs = this.#server.queuedMs - this.#queuedMs;
    if (performance.now() - this.#start - queuedMs <= this.#allowedMs) return undefined;
    return {
      rule: "CHECK_FOLDER_TIME",
      message: `the folder took more than ${this.#allowedMs} ms in all and was stopped`,
      hint: "Split the folder, or let its files do less; whoever operates the check can raise the limit folderMs.",
    };
  }
}
