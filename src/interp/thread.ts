import { MessageChannel, type MessagePort, Worker, type WorkerOptions } from "node:worker_threads";
import { Heartbeat, type Whereabouts } from "./heartbeat.js";
import { WORDS, Word } from "./protocol.js";
import { receiveAsleep, sendAndWake } from "./sleeping-port.js";
import { StayWatch } from "./stay-watch.js";

const LOOK_MS = 50;
/**
 * What lives shortly is soon dead, however little room there is: V8 lets that room grow to 48 MB in
 * each thread, which saved no processor time where it was measured (docs/decisions/0036).
 */
const YOUNG_MB = 3;

/** Why a thread is gone, or going. */
export type ThreadEnd =
  | { readonly kind: "stopped" }
  /** It did not come back from code that may never return. */
  | { readonly kind: "stuck"; readonly at: Whereabouts; readonly allowedMs: number }
  /** Its answer came too late, although no step of it was too long. */
  | { readonly kind: "late" }
  /** Its heap is full. */
  | { readonly kind: "full" }
  | { readonly kind: "crashed"; readonly error: Error };

/** What {@link Thread} needs to know. */
export interface ThreadOptions {
  readonly program: URL;
  /** What the program finds in `workerData`, beside what {@link ThreadLine} says. */
  readonly data?: object;
  readonly transfer?: NonNullable<WorkerOptions["transferList"]>;
  readonly heapMb: number;
  /** Default: that of Node.js. */
  readonly stackMb?: number;
}

/** What every program finds in `workerData`. */
export interface ThreadLine {
  /** For messages; the program may sleep on `Word.toWorker` until one is there. */
  readonly port: MessagePort;
  /** The words of {@link Heartbeat} and of the sleepers. */
  readonly memory: SharedArrayBuffer;
}

/** Who gets a thread's messages. */
export interface ThreadOwner<Message> {
  onMessage(message: Message): void;
  onEnd(end: ThreadEnd): void;
}

/**
 * A thread that gets nothing of this process but what it is given: no environment, no arguments, no
 * options of Node.js, and what it prints goes nowhere. It has a heap of its own size, says in shared
 * memory what it is busy with and for how long it may be, and is ended from outside when it does not
 * come back. It can be listened to with the event loop, or asleep until it answers. It keeps no
 * process alive unless it is held.
 */
export class Thread<To, From> {
  /** Set once the thread is gone or going. */
  ended: ThreadEnd | undefined;
  /** The shared memory. */
  readonly words: Int32Array;
  readonly heartbeat: Heartbeat;
  readonly #stays: StayWatch;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  #owner: ThreadOwner<From> | undefined;
  #watch: NodeJS.Timeout | undefined;
  #holds = 0;

  constructor({ program, data, transfer = [], heapMb, stackMb = 4 }: ThreadOptions) {
    const memory = new SharedArrayBuffer(WORDS * 4);
    const { port1, port2: port } = new MessageChannel();
    this.words = new Int32Array(memory);
    this.heartbeat = new Heartbeat(this.words);
    this.#stays = new StayWatch(this.heartbeat);
    this.#port = port1;
    this.#worker = new Worker(program, {
      workerData: { ...data, port, memory } satisfies ThreadLine,
      transferList: [port, ...transfer],
      resourceLimits: {
        maxOldGenerationSizeMb: heapMb,
        maxYoungGenerationSizeMb: YOUNG_MB,
        stackSizeMb: stackMb,
      },
      env: {},
      argv: [],
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
    });
    this.#worker.on("error", (error: unknown) => this.#end(crash(error)));
    this.#worker.on("exit", () => {
      // What it said last may still be on its way.
      this.#receive(0);
      this.#end({ kind: "stopped" });
    });
    this.#port.on("message", (message: From) => this.#owner?.onMessage(message));
    this.#port.unref();
    this.#worker.unref();
  }

  /** Chooses who gets the messages from now on. */
  attach(owner: ThreadOwner<From> | undefined): void {
    this.#owner = owner;
  }

  /** Sends a message and wakes the thread if it sleeps. */
  post(message: To): void {
    if (this.ended === undefined) sendAndWake(this.#line(Word.toWorker), message);
  }

  /**
   * Keeps the process alive and watches the thread until `release`.
   * @param isLate asked while the thread is not stuck: must it be ended all the same?
   */
  hold(isLate?: () => boolean): void {
    if (this.#holds++ > 0) return;
    this.#port.ref();
    this.#worker.ref();
    this.#watch = setInterval(() => {
      this.#look();
      if (this.ended === undefined && isLate?.() === true) this.stop({ kind: "late" });
    }, LOOK_MS);
  }

  /** The counterpart of `hold`. */
  release(): void {
    if (--this.#holds > 0) return;
    clearInterval(this.#watch);
    this.#port.unref();
    this.#worker.unref();
  }

  /** Handles messages, asleep in between, until `done` says so or the thread is gone. */
  waitSync(done: () => boolean): void {
    while (!done() && this.ended === undefined) {
      this.#receive(LOOK_MS);
      this.#look();
    }
  }

  /** Ends the thread from outside, whatever it is doing. */
  stop(end: ThreadEnd): void {
    this.#end(end);
    void this.#worker.terminate();
  }

  /** Ends the thread and waits until it is gone. */
  async terminate(): Promise<void> {
    this.#end({ kind: "stopped" });
    await this.#worker.terminate();
  }

  #receive(forMs: number): void {
    const message = receiveAsleep<From>(this.#line(Word.toMain), forMs);
    if (message !== undefined) this.#owner?.onMessage(message);
  }

  #line(word: number) {
    return { port: this.#port, words: this.words, word };
  }

  #look(): void {
    const allowedMs = this.ended === undefined ? this.#stays.overdue() : undefined;
    if (allowedMs === undefined) return;
    this.stop({ kind: "stuck", at: this.heartbeat.whereabouts(), allowedMs });
  }

  #end(end: ThreadEnd): void {
    if (this.ended !== undefined) return;
    this.ended = end;
    clearInterval(this.#watch);
    this.#port.close();
    this.#owner?.onEnd(end);
  }
}

function crash(thrown: unknown): ThreadEnd {
  const error = thrown instanceof Error ? thrown : new Error("the thread crashed");
  const full = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  return full ? { kind: "full" } : { kind: "crashed", error };
}
