import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("./crash-child.js", import.meta.url));

/** `during`: the statement is sent and the answer is not waited for. */
export type Moment = "before" | "during" | "after";

/** `back`: down on a migration that is half applied. */
export type CrashDirection = "up" | "down" | "back";

export interface CrashJob {
  readonly url: string;
  readonly direction: CrashDirection;
  /** The statement at which the process kills itself, 0-based; -1 = never. */
  readonly at: number;
  readonly moment: Moment;
}

/** Starts processes ahead of their jobs, because starting takes longer than dying. */
export class CrashWorker {
  readonly #scheme: string;
  readonly #ahead: boolean;
  #next: Promise<ChildProcess> | undefined;

  /** `ahead`: starts the next process while one is at work. */
  constructor(url: string, ahead = true) {
    this.#ahead = ahead;
    this.#scheme = new URL(url).protocol;
  }

  /** The statements that ran, or undefined when the process was killed. */
  async run(job: CrashJob): Promise<readonly string[] | undefined> {
    const child = await (this.#next ?? warm(this.#scheme));
    if (this.#ahead) this.#next = warm(this.#scheme);
    const answer = new Promise<unknown>((resolve) => child.once("message", resolve));
    const ended = once(child, "exit");
    child.send(job);
    const [code, signal] = await ended;
    if (signal === "SIGKILL") return undefined;
    const told = await answer;
    if (code === 0 && isDone(told)) return told.calls;
    throw new Error(`the child failed: ${JSON.stringify(told)}`);
  }

  async close(): Promise<void> {
    (await this.#next)?.kill();
  }
}

function isDone(told: unknown): told is { readonly calls: readonly string[] } {
  return typeof told === "object" && told !== null && "calls" in told;
}

async function warm(scheme: string): Promise<ChildProcess> {
  const child = fork(CHILD, [`${scheme}//127.0.0.1:1/nobody`], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  await once(child, "message");
  return child;
}
