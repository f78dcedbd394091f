import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** Where a program is; undefined where it is not installed. */
export function findProgram(name: string, ...folders: readonly string[]): string | undefined {
  return [...(process.env.PATH ?? "").split(delimiter), ...folders]
    .map((folder) => join(folder, name))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A port that no process listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/**
 * A server of the test's own with a folder of its own. Servers refuse to run as root, so then it
 * runs as a user that was made for it.
 */
export class PrivateProgram {
  readonly folder: string;
  readonly #user: { readonly uid: number; readonly gid: number } | undefined;
  #child: ChildProcess | undefined;
  #said = "";

  constructor(user: string) {
    this.folder = mkdtempSync(join(tmpdir(), "mm-server-"));
    chmodSync(this.folder, 0o755);
    this.#user = process.getuid?.() === 0 ? userNamed(user) : undefined;
    this.#own(this.folder);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** A file that the program may read and no other user. */
  write(name: string, text: string): string {
    writeFileSync(this.path(name), text, { mode: 0o600 });
    this.#own(this.path(name));
    return this.path(name);
  }

  /** Runs something to its end as the same user. */
  run(command: string, words: readonly string[]): void {
    execFileSync(command, words, { ...this.#user, cwd: this.folder, stdio: "pipe" });
  }

  /** Starts the program; it is ready once `connect` succeeds. */
  async start(
    command: string,
    words: readonly string[],
    connect: () => Promise<unknown>,
  ): Promise<void> {
    const child = spawn(command, words, {
      ...this.#user,
      cwd: this.folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#said = (this.#said + text).slice(-4000);
      });
    }
    while (child.exitCode === null) {
      try {
        await connect();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error(`${command} ended with ${child.exitCode}: ${this.#said}`);
  }

  /** PostgreSQL waits for its clients on SIGTERM, and does not on SIGQUIT. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#child;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const end = once(child, "exit");
      child.kill(signal);
      await end;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  #own(path: string): void {
    if (this.#user !== undefined) chownSync(path, this.#user.uid, this.#user.gid);
  }
}

function userNamed(name: string): { readonly uid: number; readonly gid: number } {
  const number = (flag: string) => Number(execFileSync("id", [flag, name], { stdio: "pipe" }));
  return { uid: number("-u"), gid: number("-g") };
}
