import { constants } from "node:os";
import type { Console } from "./render/console.js";

const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type StopSignal = (typeof stopSignals)[number];

/**
 * What Ctrl-C does to a command. As long as nothing can be half done it ends the process at once:
 * a listener does it, because process 1 of a container has no default action, and a person is told
 * where it stopped. While a run holds the lock, the first signal aborts the work, which then ends
 * by itself; the second one ends the process.
 */
export class StopSignals {
  readonly #console: Console;
  readonly #command: string;
  readonly #controller = new AbortController();
  #received: StopSignal | undefined;
  #gentle = false;
  #where = "";

  /** @param command for people: `mm migrate up`. */
  constructor(console: Console, command: string) {
    this.#console = console;
    this.#command = command;
  }

  /** Aborted by the first signal while a run holds the lock. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code of a run that a signal brought to an end; that of Ctrl-C when there was none. */
  get exitCode(): number {
    return 128 + constants.signals[this.#received ?? "SIGINT"];
  }

  /** Listens while the work is done. */
  async around<Result>(work: () => Promise<Result>): Promise<Result> {
    const listener = (signal: StopSignal): void => this.#stop(signal);
    for (const signal of stopSignals) process.on(signal, listener);
    try {
      return await work();
    } finally {
      for (const signal of stopSignals) process.off(signal, listener);
    }
  }

  /** What a signal would find from here on, for the line that says where it stopped. */
  at(where: string): void {
    this.#where = `, ${where}`;
  }

  /** From here on something may be half done: the work is asked to end. */
  gently(): void {
    this.#gentle = true;
  }

  /** Ctrl-C that came as a key, where a prompt reads them. */
  interrupt(): never {
    return this.#quit(this.#where);
  }

  #stop(signal: StopSignal): void {
    const again = this.#received !== undefined;
    this.#received ??= signal;
    if (!this.#gentle) this.#quit(this.#where);
    if (again) this.#quit(" while it stopped; the next run finds out what is half done");
    this.#console.complain("Stopping after the current statement; once more quits at once");
    this.#controller.abort(signal);
  }

  #quit(where: string): never {
    const { exitCode } = this;
    const message = `Interrupted in ${this.#command}${where}`;
    this.#console.status("");
    if (this.#console.json) {
      const document = { status: "error", code: "CLI_INTERRUPTED", exitCode, message };
      this.#console.document(document);
    } else this.#console.complain(message);
    process.exit(exitCode);
  }
}
