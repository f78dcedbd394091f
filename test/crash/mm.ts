import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { binary } from "../cli/run-cli.js";

export interface MmResult {
  /** As a shell sees it. */
  readonly exit: number;
  readonly stderr: string;
}

/** A running `mm`, to be disturbed. */
export class Mm {
  readonly child: ChildProcess;
  readonly #ended: Promise<unknown>;
  stdout = "";
  stderr = "";

  constructor(words: readonly string[], cwd: string) {
    this.child = spawn(process.execPath, ["--", binary, ...words], {
      cwd,
      env: { PATH: process.env.PATH ?? "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    this.#ended = once(this.child, "close");
  }

  async end(): Promise<MmResult> {
    await this.#ended;
    const { exitCode, signalCode } = this.child;
    return {
      exit: exitCode ?? 128 + constants.signals[signalCode ?? "SIGKILL"],
      stderr: this.stderr,
    };
  }
}

/** Asks again until the answer is yes. */
export async function until(ask: () => Promise<boolean>): Promise<void> {
  while (!(await ask())) await new Promise((resolve) => setTimeout(resolve, 30));
}
