import type { Heartbeat } from "../heartbeat.js";
import type { SourcePosition } from "../interp-error.js";
import type { LimitName, Limits } from "../limits.js";
import {
  Ask,
  type EngineConfig,
  type LoadPayload,
  PostPart,
  phases,
  Reply,
  Space,
  Tell,
} from "../protocol.js";
import { BOOTSTRAP, bootstrapSource, sealRealm } from "./bootstrap.js";
import { ConsoleLog } from "./console-log.js";
import type { Engine } from "./engine.js";
import { type ErrorContext, guestError, trapError } from "./guest-error.js";
import { Inflight } from "./inflight.js";
import type { GuestOutput, MainThread } from "./main-thread.js";
import { globalsOf, ModuleGraph, nothing } from "./module-graph.js";
import { Positions } from "./positions.js";
import { PostQueue } from "./post-queue.js";
import { asyncInSync, moreMs, neverSettles, notAwaited, type Run, startRun } from "./run.js";
import type { SourceStore } from "./source-store.js";
import { Trap, WorkerError } from "./worker-error.js";

const PARSING = phases.indexOf("parsing");
const EVALUATING = phases.indexOf("evaluating");
const CALLING = phases.indexOf("calling");

/** What an evaluator works with. */
export interface EvaluatorParts {
  readonly engine: Engine;
  readonly config: EngineConfig;
  readonly store: SourceStore;
  readonly main: MainThread;
  readonly heartbeat: Heartbeat;
}

/** One guest from its first file to its end: the engine, its files and what is under way. */
export class Evaluator {
  readonly #engine: Engine;
  readonly #limits: Limits;
  readonly #store: SourceStore;
  readonly #main: MainThread;
  readonly #heartbeat: Heartbeat;
  readonly #console: ConsoleLog;
  readonly #inflight = new Inflight();
  readonly #posts = new PostQueue();
  readonly #loadedSources = new Set<number>();
  #graph: ModuleGraph;
  #positions: Positions;
  #run: Run | undefined;
  #file: string | undefined;
  #nextSlot = -1;
  #nextOp = 1;
  #hostMs = 0;
  #depth = 0;
  #openRuns = 0;

  constructor(init: EvaluatorParts) {
    this.#limits = init.config.limits;
    this.#store = init.store;
    this.#main = init.main;
    this.#heartbeat = init.heartbeat;
    this.#console = new ConsoleLog(init.config.limits);
    this.#graph = this.#makeGraph(nothing);
    this.#positions = new Positions(this.#graph, this.#store.sucrase);
    this.#engine = init.engine;
    this.#engine.grantMs = () => this.#grantMs();
  }

  /**
   * Evaluates the entries one after the other.
   * @throws WorkerError
   */
  async load(payload: LoadPayload): Promise<void> {
    this.#store.begin(payload.files);
    this.#graph = this.#makeGraph(payload);
    this.#positions = new Positions(this.#graph, this.#store.sucrase);
    this.#tell(Tell.symbols, JSON.stringify(payload.symbols));
    const globals = globalsOf(payload);
    if (globals >= 0) {
      await this.#loadSource(globals, Tell.globals);
      sealRealm(this.#engine);
    }
    for (const entry of payload.evaluate) await this.#loadEntry(this.#graph.fileIndex(entry));
  }

  /** Calls a function of the guest that may be asynchronous; the result is `v` + text. */
  async call(slot: number, callable: number, text: string): Promise<string> {
    const run = this.#startRun(slot, CALLING, "cpuAsyncCallMs");
    this.#openRuns++;
    try {
      const first = this.#enter(run, Tell.invoke, callable, text);
      return this.#checked(first === Reply.later ? await this.#finish(run) : first, run);
    } finally {
      this.#close(run);
    }
  }

  /** Calls a function of the guest that must have its result at once. */
  callSync(slot: number, callable: number, text: string): string {
    const run = this.#startRun(slot, CALLING, "cpuCallMs");
    this.#openRuns++;
    try {
      let answer = this.#enter(run, Tell.invoke, callable, text);
      if (answer === Reply.later) {
        this.#runJobs(run);
        answer = this.#enter(run, Tell.poll, 0, "");
        if (answer === "")
          throw this.#pendingOf(run) > 0
            ? asyncInSync(this.#filePosition())
            : neverSettles(this.#filePosition());
      }
      return this.#checked(answer, run);
    } finally {
      this.#close(run);
    }
  }

  /** Takes the answer to an asynchronous question. */
  settle(op: number, text: string): void {
    this.#inflight.settle({ op, text });
  }

  /** What was logged and posted since the last time. */
  takeOutput(): GuestOutput {
    return { console: this.#console.take(), posts: this.#posts.take() };
  }

  /** Frees a debug engine and says what leaked. */
  checkLeaks(): string | undefined {
    return this.#engine.checkLeaks();
  }

  /** The engine's dispatcher: a question from the guest. */
  onAsk(op: number, id: number, text: string): string {
    if (op !== Ask.posts) this.#posts.variesBy("a question");
    switch (op) {
      case Ask.sync:
        return this.#askMain(text);
      case Ask.async:
        return this.#askMainAsync(id, text);
      case Ask.posts:
        if (id === PostPart.sites) this.#posts.addSites(text, this.#positions, this.#file ?? "");
        else this.#addCalls(text);
        return "";
      case Ask.console:
        this.#console.add(id, String(JSON.parse(text)));
        return "";
      case Ask.data:
        return this.#graph.data(id);
      case Ask.limit:
        throw new Trap(
          text as LimitName,
          "the guest's membrane stopped it",
          this.#engine.guestStack(),
        );
      default:
        throw new Trap(undefined, "the guest asked for something unknown");
    }
  }

  #addCalls(text: string): void {
    this.#posts.addCalls(text, this.#file ?? "");
    if (this.#posts.total > this.#limits.valueText * 2) {
      throw new Trap("valueText", "all registrations together are too large");
    }
  }

  /** The engine's module normalizer. */
  normalize(base: string, requested: string): string {
    return this.#graph.normalize(base, requested);
  }

  /** The engine's module loader. */
  source(id: string): string {
    return id.startsWith(BOOTSTRAP)
      ? bootstrapSource(id.slice(BOOTSTRAP.length))
      : this.#graph.source(id);
  }

  async #loadEntry(index: number): Promise<void> {
    this.#file = this.#graph.files[index]?.path;
    for (const source of this.#prepare(index)) await this.#loadSource(source, Tell.source);
    this.#heartbeat.file(index);
    const run = this.#startRun(this.#nextSlot--, EVALUATING, "cpuLoadMs");
    this.#posts.beginFile();
    this.#enter(run, Tell.load, 0, `${Space.file}:${index}`);
    this.#checked(await this.#finish(run), run);
    this.#posts.variesBy(this.#enter(run, Tell.endFile, 0, ""));
    this.#posts.endFile(this.#file ?? "", this.#graph.mapImports(index));
    if (this.#posts.isFull) this.#main.post(this.#posts.take());
    this.#file = undefined;
  }

  #prepare(index: number): ReadonlySet<number> {
    const { cpuLoadMs, killGraceMs } = this.#limits;
    this.#heartbeat.file(index);
    this.#heartbeat.busy(PARSING, cpuLoadMs + killGraceMs);
    try {
      return this.#graph.prepare(index);
    } finally {
      this.#heartbeat.idle();
    }
  }

  /** Evaluates a source of the symbol map once and freezes what it exports. */
  async #loadSource(index: number, tell: number): Promise<void> {
    if (this.#loadedSources.has(index)) return;
    this.#loadedSources.add(index);
    const run = this.#startRun(this.#nextSlot--, EVALUATING, "cpuLoadMs");
    this.#enter(run, tell, 0, `${Space.source}:${index}`);
    const answer = await this.#finish(run);
    if (answer.startsWith(Reply.value)) return this.#graph.release(index);
    const cause = guestError(answer.slice(1), this.#context()).payload;
    throw new WorkerError({
      code: "INTERP_SYMBOL_FAILED",
      message: `the module "${this.#graph.modules[index]?.specifier}" of the symbol map failed: ${cause.message}`,
      hint: "The plugin that registers it has a fault; the files that are loaded do not.",
    });
  }

  #makeGraph(payload: LoadPayload): ModuleGraph {
    return new ModuleGraph(payload, {
      limits: this.#limits,
      store: this.#store,
      onFile: (index) => this.#heartbeat.file(index),
    });
  }

  #startRun(slot: number, phase: number, limit: LimitName): Run {
    return startRun(this.#limits, { slot, phase, limit });
  }

  /** The clock says that the time of the run is up. */
  #grantMs(): number {
    const more = this.#run === undefined ? 0 : moreMs(this.#run, this.#limits);
    if (more > 0) this.#heartbeat.busy(this.#run?.phase ?? 0, more + this.#limits.killGraceMs);
    return more;
  }

  /** A short, trusted step that belongs to no call. */
  #tell(op: number, text: string): void {
    this.#enter(this.#startRun(0, EVALUATING, "cpuLoadMs"), op, 0, text);
  }

  /** Enters the engine within what is left of the run's time; waiting for the host is not counted. */
  #enter(run: Run, op: number, b: number, text: string): string {
    return this.#timed(run, () => this.#engine.enter(op, run.slot, b, text));
  }

  #runJobs(run: Run): void {
    run.jobs += this.#timed(run, () => this.#engine.runJobs(this.#limits.promiseJobs - run.jobs));
  }

  #timed<T>(run: Run, action: () => T): T {
    if (this.#depth >= this.#limits.reentrancy)
      throw this.#trapped(new Trap("reentrancy", "too deep"));
    if (run.leftMs <= 0) run.leftMs = moreMs(run, this.#limits);
    if (run.leftMs <= 0) throw this.#trapped(new Trap(run.limit, "the guest's time is up"));
    const engine = this.#engine;
    const outer = { run: this.#run, deadline: engine.deadline, limit: engine.deadlineLimit };
    const start = performance.now();
    const hostBefore = this.#hostMs;
    this.#run = run;
    engine.deadline = start + run.leftMs;
    engine.deadlineLimit = run.limit;
    this.#depth++;
    this.#heartbeat.busy(run.phase, run.leftMs + this.#limits.killGraceMs);
    try {
      return action();
    } catch (error) {
      throw error instanceof Trap ? trapError(error, this.#context()) : error;
    } finally {
      run.leftMs -= performance.now() - start - (this.#hostMs - hostBefore);
      this.#depth--;
      this.#run = outer.run;
      engine.deadline = outer.deadline;
      engine.deadlineLimit = outer.limit;
      if (this.#depth === 0) this.#heartbeat.idle();
    }
  }

  #trapped(trap: Trap): WorkerError {
    return trapError(this.#engine.kill(trap), this.#context());
  }

  /** Runs jobs and waits for the host until the run's promise is settled. */
  async #finish(run: Run): Promise<string> {
    for (;;) {
      this.#deliver(run);
      this.#runJobs(run);
      const answer = this.#enter(run, Tell.poll, 0, "");
      if (answer !== "") return answer;
      if (this.#inflight.hasAnswers) continue;
      if (this.#inflight.size === 0) throw neverSettles(this.#filePosition());
      await this.#inflight.nextAnswer();
    }
  }

  #deliver(run: Run): void {
    for (const { op, text } of this.#inflight.takeAnswers()) {
      this.#timed(run, () => this.#engine.enter(Tell.settle, op, 0, text));
    }
  }

  /** Refuses an error, and a success that left host calls behind. */
  #checked(answer: string, run: Run): string {
    if (answer.startsWith(Reply.error)) throw guestError(answer.slice(1), this.#context());
    const floating = this.#pendingOf(run);
    if (floating === 0) return answer;
    throw notAwaited(floating, this.#filePosition());
  }

  #pendingOf(run: Run): number {
    return this.#inflight.countOf(run.slot, this.#openRuns <= 1);
  }

  #close(run: Run): void {
    this.#inflight.drop(run.slot, this.#openRuns <= 1);
    this.#openRuns--;
    if (this.#engine.dead === undefined) this.#enter(run, Tell.close, 0, "");
  }

  #askMain(text: string): string {
    this.#countHostCall(text);
    const start = performance.now();
    this.#heartbeat.idle();
    let queuedMs = 0;
    try {
      const { text: reply, ...timing } = this.#main.ask(text, this.takeOutput());
      queuedMs = timing.queuedMs;
      // A job of one call may run while another is being worked at: then it is not known whose it is.
      const owner = this.#openRuns > 1 ? 0 : (this.#run?.slot ?? 0);
      if (reply.startsWith(Reply.later)) this.#addInflight(Number(reply.slice(1)), owner);
      return reply;
    } finally {
      const waited = performance.now() - start;
      this.#hostMs += waited;
      // What others had the host do meanwhile is not this guest's.
      if (this.#run !== undefined) this.#run.hostMs += Math.max(0, waited - queuedMs);
      this.#engine.deadline += waited;
      const left = this.#engine.deadline - performance.now();
      this.#heartbeat.busy(this.#run?.phase ?? CALLING, left + this.#limits.killGraceMs);
    }
  }

  #askMainAsync(slot: number, text: string): string {
    this.#countHostCall(text);
    const op = this.#nextOp++;
    this.#addInflight(op, slot);
    this.#main.askAsync(op, text, this.takeOutput());
    return String(op);
  }

  #addInflight(op: number, slot: number): void {
    this.#inflight.add(op, slot);
    if (this.#inflight.size > this.#limits.concurrentHostCalls) {
      throw new Trap("concurrentHostCalls", "too many calls at once", this.#engine.guestStack());
    }
  }

  #countHostCall(text: string): void {
    const run = this.#run;
    // Thousands of calls that keep the main thread busy are one long wait.
    if (run !== undefined && run.hostMs > this.#limits.hostCallMs) {
      throw new Trap("hostCallMs", "too long in the host", this.#engine.guestStack());
    }
    if (run !== undefined && ++run.hostCalls > this.#limits.hostCalls) {
      throw new Trap("hostCalls", "too many host calls", this.#engine.guestStack());
    }
    // Escapes make text longer than its value, at most sixfold.
    if (text.length > this.#limits.valueText * 6 + 1000) throw new Trap("valueText", "too long");
  }

  #filePosition(): SourcePosition | undefined {
    return this.#file === undefined ? undefined : { file: this.#file };
  }

  #context(): ErrorContext {
    return {
      graph: this.#graph,
      positions: this.#positions,
      limits: this.#limits,
      file: this.#file,
    };
  }
}
