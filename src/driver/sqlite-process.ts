import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ownProcesses } from "./sqlite-lockers.js";
import type { Answer, Call, SqliteStation } from "./sqlite-station.js";

const PROGRAM = fileURLToPath(new URL("./sqlite-program.js", import.meta.url));

/**
 * A session of SQLite in a process of its own, which can be ended at any time; the process that opens
 * the file next rolls back what it left. It ends with this process.
 */
export class SqliteProcess implements SqliteStation {
  readonly isLeftBehind = false;
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;

  constructor() {
    const child = fork(PROGRAM, [String(process.pid)], {
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const { pid } = child;
    if (pid !== undefined) ownProcesses.add(pid);
    this.#child = child;
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        if (pid !== undefined) ownProcesses.delete(pid);
        resolve();
      };
      child.on("exit", end);
      child.on("error", end);
    });
  }

  onAnswer(listener: (answer: Answer) => void): void {
    this.#child.on("message", listener);
  }

  send(call: Call): void {
    this.#child.send(call, (error) => {
      if (error !== null) this.end();
    });
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}
