import { Heartbeat } from "./heartbeat.js";
import type { Thread, ThreadEnd, ThreadLine } from "./thread.js";

/** A thread that starts on a machine that is busy, and loads its program. */
const START_MS = 60_000;
/** What every thread is busy with first. */
export const STARTING = 0;

/** What became of a request. */
export type ThreadReply<Answer> =
  | { readonly kind: "answer"; readonly answer: Answer }
  /** The thread has ended; the next request starts another. */
  | { readonly kind: "ended"; readonly end: ThreadEnd };

/** A thread that answers one request after the other; started with the first one, and again when it has ended. */
export class RequestThread<Request, Answer> {
  readonly #start: () => Thread<Request, Answer>;
  #thread: Thread<Request, Answer> | undefined;

  constructor(start: () => Thread<Request, Answer>) {
    this.#start = start;
  }

  /**
   * One request at a time; never throws.
   * @param isLate asked from time to time: would an answer come too late?
   */
  async ask(
    request: Request,
    isLate?: (starting: boolean) => boolean,
  ): Promise<ThreadReply<Answer>> {
    const thread = this.#running();
    thread.hold(() => isLate?.(thread.heartbeat.isBusyWith(STARTING)) === true);
    const outcome = await new Promise<ThreadReply<Answer>>((resolve) => {
      thread.attach({
        onMessage: (answer) => resolve({ kind: "answer", answer }),
        onEnd: (end) => resolve({ kind: "ended", end }),
      });
      thread.post(request);
    });
    thread.release();
    if (outcome.kind === "answer") return outcome;
    await this.close();
    // Behind its last answer, and before it had begun with this request: one that starts is busy.
    const wasIdle = thread.heartbeat.stay() === undefined;
    return wasIdle && outcome.end.kind !== "late" ? await this.ask(request, isLate) : outcome;
  }

  /** Ends the thread; another request starts another. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.terminate();
  }

  #running(): Thread<Request, Answer> {
    // One that ended behind its last answer ended without a request.
    if (this.#thread !== undefined && this.#thread.ended === undefined) return this.#thread;
    this.#thread = this.#start();
    this.#thread.heartbeat.busy(STARTING, START_MS);
    return this.#thread;
  }
}

/** The program's side: it answers one request after the other, and what it throws ends the thread. */
export function answerRequests<Request, Answer>(
  { port, memory }: ThreadLine,
  answer: (request: Request, heartbeat: Heartbeat) => Promise<Answer>,
): void {
  const heartbeat = new Heartbeat(new Int32Array(memory));
  heartbeat.tellClock();
  port.on("message", async (request: Request) => {
    const given = await answer(request, heartbeat);
    heartbeat.idle();
    port.postMessage(given);
  });
}
