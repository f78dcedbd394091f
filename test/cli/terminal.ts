import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "./run-cli.js";

/** Keys as a terminal sends them. */
export const keys = {
  enter: "\r",
  down: "\u001b[B",
  ctrlC: "\u0003",
  ctrlD: "\u0004",
  left: "\u001b[D",
  escape: "\u001b",
} as const;

/** Makes a pseudo-terminal; of util-linux. */
const SCRIPT = "script";

/** `bin/mm.cjs` in a pseudo-terminal. */
export class Terminal {
  static readonly #open = new Set<Terminal>();
  readonly child: ChildProcess;
  /** Everything that was shown, with its escapes. */
  raw = "";
  #read = 0;
  readonly #changed = new EventEmitter();

  constructor(words: readonly string[], cwd: string, columns = 80) {
    const line = [process.execPath, join(root, "bin/mm.cjs"), ...words].map((word) => `'${word}'`);
    const shell = `stty cols ${columns}; exec ${line.join(" ")}`;
    this.child = spawn(SCRIPT, ["-qec", shell, "/dev/null"], {
      cwd,
      env: {
        PATH: process.env.PATH ?? "",
        TERM: "xterm-256color",
        XDG_CACHE_HOME: join(tmpdir(), "mm-test-cache"),
      },
    });
    Terminal.#open.add(this);
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.raw += text;
      this.#changed.emit("change");
    });
    this.child.on("close", () => this.#changed.emit("change"));
  }

  /** Ends what a test that failed left behind. */
  static closeAll(): void {
    for (const { child } of Terminal.#open) child.kill();
    Terminal.#open.clear();
  }

  /** Waits until this is shown behind what was waited for before, then presses keys. */
  async at(text: string, ...pressed: readonly string[]): Promise<void> {
    const shown = () => stripVTControlCharacters(this.raw);
    while (!shown().includes(text, this.#read)) {
      if (this.child.exitCode !== null) throw new Error(`"${text}" never came:\n${shown()}`);
      await once(this.#changed, "change");
    }
    this.#read = shown().indexOf(text, this.#read) + text.length;
    for (const key of pressed) this.child.stdin?.write(key);
  }

  /** The exit code, and what was shown in all. */
  async end(): Promise<{ readonly exit: number | null; readonly shown: string }> {
    if (this.child.exitCode === null) await once(this.child, "close");
    return { exit: this.child.exitCode, shown: stripVTControlCharacters(this.raw) };
  }
}
