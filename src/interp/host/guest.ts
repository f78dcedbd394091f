import type { Callable } from "../guest-reference.js";
import { InterpError } from "../interp-error.js";
import { type Limits, limitError } from "../limits.js";
import type { ConsoleLine, LoadOptions, LoadResult, Post, VirtualFile } from "../load-result.js";
import type { WorkerPool } from "../pool.js";
import {
  type EngineConfig,
  type ErrorPayload,
  type FromWorker,
  type PostsPayload,
  phases,
  Reply,
} from "../protocol.js";
import { RemoteDispatcher } from "../remote/remote-dispatcher.js";
import { RemoteSymbols } from "../remote/remote-symbols.js";
import type { SymbolMap } from "../symbol-map.js";
import type { ThreadEnd } from "../thread.js";
import { Dispatcher, type HostOfGuest } from "./dispatcher.js";
import type { EngineThread } from "./engine-thread.js";
import { HostErrors } from "./host-errors.js";
import { SymbolTable } from "./symbol-table.js";

/** The slot of the load itself; calls have those above it. */
const LOAD = 0;

interface Waiting {
  settled: boolean;
  readonly resolve: (text: string) => void;
  readonly reject: (error: Error) => void;
}

/** The main thread's side of one guest: questions and answers, and its end. */
export class Guest {
  readonly #thread: EngineThread;
  readonly #pool: WorkerPool | undefined;
  readonly #limits: Limits;
  readonly #checksLeaks: boolean;
  readonly #errors = new HostErrors();
  readonly #waiting = new Map<number, Waiting>();
  #dispatcher: HostOfGuest;
  /** Of the files; their texts would live as long as the guest. */
  #paths: readonly string[] = [];
  #posts: Post[] = [];
  #onPost: (post: Post) => void = (post) => this.#posts.push(post);
  #records: LoadResult["records"][number][] = [];
  #console: ConsoleLine[] = [];
  /** The first refusal of a queued call; it outranks what came after it. */
  #postError: Error | undefined;
  #dead: Error | undefined;
  #leak: string | undefined;
  #disposed = false;
  #nextSlot = 1;
  #nextOp = -1;
  #onEnded: () => void = () => undefined;

  constructor(init: {
    readonly thread: EngineThread;
    readonly pool: WorkerPool | undefined;
    readonly limits: Limits;
    readonly config: EngineConfig;
  }) {
    this.#thread = init.thread;
    this.#pool = init.pool;
    this.#limits = init.limits;
    this.#checksLeaks = init.config.variant === "debug";
    this.#dispatcher = this.#makeDispatcher({});
    this.#thread.attach({
      onMessage: (message) => this.#onMessage(message),
      onEnd: (end) => this.#onEnd(end),
    });
    this.#thread.post({ kind: "begin", config: init.config });
  }

  /** Evaluates the entries. */
  async load(
    symbols: SymbolMap | RemoteSymbols,
    files: readonly VirtualFile[],
    { entries, evaluate = entries, folder = "migrations folder", onPost }: LoadOptions,
  ): Promise<LoadResult> {
    const host = this.#makeDispatcher(symbols);
    this.#dispatcher = host;
    this.#paths = files.map((file) => file.path);
    if (onPost !== undefined) this.#onPost = onPost;
    // If this thread itself was busy the answer may be waiting already: one turn to find it.
    const late = (): void => void setImmediate(() => this.#timeIsUp());
    const timer = setTimeout(late, this.#limits.loadMs);
    try {
      await this.#request(LOAD, () =>
        this.#thread.post({
          kind: "load",
          load: { symbols: host.payload, modules: host.modules, files, entries, evaluate, folder },
        }),
      );
    } finally {
      clearTimeout(timer);
    }
    const result = { posts: this.#posts, console: this.#takeConsole(), records: this.#records };
    // This lives as long as its functions may be called, and they do not need these.
    this.#posts = [];
    this.#records = [];
    this.#onPost = () => undefined;
    return result;
  }

  /** Calls a function and waits for its promise. */
  async call(callable: Callable, args: readonly unknown[]): Promise<unknown> {
    const slot = this.#nextSlot++;
    const text = this.#dispatcher.openCall(slot, args);
    try {
      const result = await this.#request(slot, () =>
        this.#thread.post({ kind: "call", slot, callable: callable.id, text, sync: false }),
      );
      return this.#dispatcher.decode(result.slice(1));
    } finally {
      this.#dispatcher.closeCall(slot);
    }
  }

  /** Calls a function and sleeps until it returns. */
  callSync(callable: Callable, args: readonly unknown[]): unknown {
    this.#refuseDead();
    const slot = this.#nextSlot++;
    const text = this.#dispatcher.openCall(slot, args);
    let result = "";
    let failure: Error | undefined;
    const waiting: Waiting = {
      settled: false,
      resolve: (answer) => {
        result = answer;
      },
      reject: (error) => {
        failure = error;
      },
    };
    this.#waiting.set(slot, waiting);
    try {
      this.#thread.post({ kind: "call", slot, callable: callable.id, text, sync: true });
      this.#thread.waitSync(() => waiting.settled);
    } finally {
      this.#waiting.delete(slot);
      this.#dispatcher.closeCall(slot);
    }
    if (failure !== undefined) throw failure;
    return this.#dispatcher.decode(result.slice(1));
  }

  /** What calls logged since the load. */
  takeConsole(): readonly ConsoleLine[] {
    return this.#takeConsole();
  }

  /** Ends the guest and gives the thread back. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    const healthy = this.#dead === undefined && this.#waiting.size === 0;
    this.#dead ??= dead("the interpreter has been disposed of");
    // A thread that is not used again need not tidy up.
    if (healthy && (this.#pool !== undefined || this.#checksLeaks)) await this.#endGuest();
    this.#failAll(this.#dead);
    this.#thread.attach(undefined);
    if (this.#pool !== undefined) this.#pool.release(this.#thread, healthy);
    else await this.#thread.terminate();
    if (this.#leak === undefined) return;
    throw new InterpError({
      code: "INTERP_LEAK",
      message: `the engine leaked: ${this.#leak}`,
      hint: "A handle of the engine was not freed; this is a fault of the interpreter.",
    });
  }

  #makeDispatcher(symbols: SymbolMap | RemoteSymbols): HostOfGuest {
    const limits = this.#limits;
    return symbols instanceof RemoteSymbols
      ? new RemoteDispatcher(symbols, limits, this.#errors)
      : new Dispatcher(new SymbolTable(symbols, limits), limits, this.#errors);
  }

  #takeConsole(): readonly ConsoleLine[] {
    const lines = this.#console;
    this.#console = [];
    return lines;
  }

  #refuseDead(): void {
    if (this.#dead === undefined) return;
    throw dead(`the interpreter is dead since: ${this.#dead.message}`, this.#dead);
  }

  #request(slot: number, send: () => void): Promise<string> {
    this.#refuseDead();
    this.#thread.hold();
    const result = new Promise<string>((resolve, reject) => {
      this.#waiting.set(slot, { settled: false, resolve, reject });
      send();
    });
    return result.finally(() => this.#thread.release());
  }

  #endGuest(): Promise<void> {
    this.#thread.hold();
    const ended = new Promise<void>((resolve) => {
      this.#onEnded = resolve;
      this.#thread.post({ kind: "end" });
    });
    return ended.finally(() => this.#thread.release());
  }

  #onMessage(message: FromWorker): void {
    switch (message.kind) {
      case "ended":
        this.#leak = message.leak;
        this.#onEnded();
        return;
      case "loaded":
        this.#output(message.posts, message.console);
        this.#settle(LOAD, "", message.error);
        return;
      case "result":
        this.#output(message.posts, message.console);
        this.#settle(message.slot, message.text, message.error);
        return;
      case "posts":
        this.#output(message.posts, []);
        return;
      case "ask":
        this.#output(message.posts, message.console);
        this.#thread.post({ kind: "reply", ...this.#answer(message.text) });
        return;
      case "askAsync":
        this.#output(message.posts, message.console);
        this.#answerLater(message.op, message.text);
        return;
      default:
        message satisfies never;
    }
  }

  #answer(text: string): { readonly text: string; readonly queuedMs: number } {
    const answer = this.#dispatcher.answer(text);
    const { queuedMs = 0 } = answer;
    if (answer.kind === "now") return { text: answer.text, queuedMs };
    const op = this.#nextOp--;
    void answer.text.then((settled) => this.#thread.post({ kind: "settle", op, text: settled }));
    return { text: `${Reply.later}${op}`, queuedMs };
  }

  #answerLater(op: number, text: string): void {
    const answer = this.#dispatcher.answer(text);
    if (answer.kind === "now") this.#thread.post({ kind: "settle", op, text: answer.text });
    else
      void answer.text.then((settled) => this.#thread.post({ kind: "settle", op, text: settled }));
  }

  #output(posts: readonly PostsPayload[], console: readonly ConsoleLine[]): void {
    this.#console.push(...console);
    for (const payload of posts) {
      if (this.#postError !== undefined) return;
      try {
        this.#dispatcher.posts(payload, this.#onPost);
        const { entry, sites, text, imports } = payload;
        if (imports !== undefined) this.#records.push({ entry, sites, text, imports });
      } catch (error) {
        this.#postError = error instanceof Error ? error : new TypeError("the call was refused");
      }
    }
  }

  #settle(slot: number, text: string, payload: ErrorPayload | undefined): void {
    const waiting = this.#waiting.get(slot);
    this.#waiting.delete(slot);
    const error = payload === undefined ? undefined : this.#toError(payload);
    if (payload?.fatal === true) this.#dead ??= error;
    if (waiting === undefined) return;
    waiting.settled = true;
    const failure = this.#postError ?? error;
    this.#postError = undefined;
    if (failure === undefined) waiting.resolve(text);
    else waiting.reject(failure);
  }

  #toError(payload: ErrorPayload): InterpError {
    const original = this.#errors.original(payload.hostError);
    return new InterpError({ ...payload, cause: original });
  }

  #timeIsUp(): void {
    if (!this.#waiting.has(LOAD)) return;
    const { file } = this.#thread.heartbeat.whereabouts();
    const path = this.#paths[file];
    this.#dead ??= limitError({
      limit: "loadMs",
      limits: this.#limits,
      position: path === undefined ? undefined : { file: path },
    });
    this.#thread.stop({ kind: "stopped" });
  }

  #onEnd(end: ThreadEnd): void {
    this.#dead ??= this.#endError(end);
    this.#failAll(this.#dead);
    this.#onEnded();
  }

  #failAll(error: Error): void {
    for (const waiting of this.#waiting.values()) {
      waiting.settled = true;
      waiting.reject(error);
    }
    this.#waiting.clear();
  }

  #endError(end: ThreadEnd): Error {
    if (end.kind === "full") return limitError({ limit: "workerHeapMb", limits: this.#limits });
    if (end.kind === "crashed") {
      return dead(`the interpreter's thread failed: ${end.error.message}`, end.error);
    }
    if (end.kind !== "stuck") return dead("the interpreter's thread was stopped");
    const path = this.#paths[end.at.file];
    const phase = phases[end.at.phase];
    return limitError({
      limit: phase === "calling" ? "cpuCallMs" : "cpuLoadMs",
      limits: this.#limits,
      position: path === undefined ? undefined : { file: path },
    });
  }
}

function dead(message: string, cause?: Error): InterpError {
  return new InterpError({
    code: "INTERP_DEAD",
    message,
    hint: "Make a new Interpreter; one that met a limit can not go on.",
    cause,
  });
}
