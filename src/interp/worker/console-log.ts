import type { Limits } from "../limits.js";
import type { ConsoleLine } from "../load-result.js";
import { consoleLevels } from "../protocol.js";

/** Collects what a guest logs, up to the limits; the rest is counted and dropped. */
export class ConsoleLog {
  readonly #limits: Limits;
  #lines: ConsoleLine[] = [];
  #count = 0;
  #text = 0;
  #dropped = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Adds one line. */
  add(level: number, text: string): void {
    this.#count++;
    this.#text += text.length;
    if (this.#count > this.#limits.consoleLines || this.#text > this.#limits.consoleText) {
      this.#dropped++;
      return;
    }
    this.#lines.push({ level: consoleLevels[level] ?? "log", text });
  }

  /** What was logged since the last time. */
  take(): readonly ConsoleLine[] {
    const lines = this.#lines;
    if (this.#dropped > 0) lines.push({ level: "warn", text: `… ${this.#dropped} lines dropped` });
    this.#lines = [];
    this.#dropped = 0;
    return lines;
  }
}
