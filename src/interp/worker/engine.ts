import type { LimitName } from "../limits.js";
import { type EngineConfig, Handover, Tell } from "../protocol.js";
import { type EngineImage, type EngineRoots, writeRuns } from "./engine-image.js";
import type { EngineModule, Ffi } from "./ffi.js";
import { type Instance, instantiate } from "./instance.js";
import { Trap } from "./worker-error.js";

const encoder = new TextEncoder();

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const MODULE = 1;
/**
 * BaseObjects, Date, Eval, StringNormalize, RegExp, RegExpCompiler, JSON, MapSet, Promise, BigInt:
 * all but Proxy, typed arrays and weak references, where the engine has known memory faults.
 */
const LOCKED_INTRINSICS = 1 | 2 | 4 | 8 | 16 | 32 | 64 | 256 | 1024 | 2048;
const ALL_INTRINSICS = 0;
const JOBS_PER_SLICE = 64;
/** How long asking for the stack of a guest whose time is up may take. */
const STACK_MS = 20;

/** What the engine needs from the evaluator that owns it. */
export interface EngineHost {
  /** A call of the guest's dispatcher; the text is the answer. */
  ask(op: number, id: number, text: string): string;
  /** Turns a requested module name into an identity; must not throw. */
  normalize(base: string, requested: string): string;
  /** The source of an identity; must not throw. */
  source(id: string): string;
}

/** How to start an engine. */
export interface EngineOptions extends Omit<EngineConfig, "wasmHash"> {
  readonly host: EngineHost;
}

/**
 * One QuickJS in one WebAssembly instance with memory of its own. It knows numbers, text and the
 * deadline, nothing of migrations. Once `dead` is set, every entry is refused.
 */
export class Engine {
  /** The trap that ended this engine. */
  dead: Trap | undefined;
  /** When the guest must be out of the engine; `performance.now()` milliseconds. */
  deadline = Number.POSITIVE_INFINITY;
  /** The limit that stands behind the deadline. */
  deadlineLimit: LimitName = "cpuLoadMs";
  /** Asked when the deadline has passed: milliseconds from now until the next one. */
  grantMs: () => number = () => 0;

  readonly #ffi: Ffi;
  readonly #module: EngineModule;
  readonly #memory: WebAssembly.Memory;
  readonly #strings: EngineStrings;
  readonly #host: EngineHost;
  readonly #runtime: number;
  readonly #context: number;
  readonly #contextOut: number;
  readonly #undefined: number;
  #enter: number;

  private constructor(instance: Instance, options: EngineOptions, roots?: EngineRoots) {
    const { module, ffi, memory } = instance;
    this.#module = module;
    this.#ffi = ffi;
    this.#memory = memory;
    this.#host = options.host;
    module.callbacks = this.#callbacks();
    this.#runtime = roots?.runtime ?? newRuntime(ffi);
    ffi.QTS_RuntimeSetMaxStackSize(this.#runtime, options.limits.guestStackBytes);
    ffi.QTS_RuntimeSetMemoryLimit(this.#runtime, Math.floor(options.limits.memoryBytes * 0.8));
    this.#context = roots?.context ?? ffi.QTS_NewContext(this.#runtime, intrinsicsOf(options));
    this.#strings = new EngineStrings(module, ffi, this.#context);
    this.#contextOut = module._malloc(4);
    this.#undefined = ffi.QTS_GetUndefined();
    this.#enter = roots?.enter ?? 0;
  }

  /** Makes an engine with nothing in it but the language, or with what the image has. */
  static async start(options: EngineOptions, image?: EngineImage): Promise<Engine> {
    let engine: Engine | undefined;
    let early: Trap | undefined;
    const instance = await instantiate(
      options,
      () => engine?.dead ?? early,
      (trap) => {
        early = trap;
        if (engine !== undefined) engine.dead ??= trap;
      },
    );
    if (image !== undefined) writeRuns(instance.memory, image.runs);
    engine = new Engine(instance, options, image?.roots);
    return engine;
  }

  /** Where an engine that is at rest keeps what it needs to go on; see {@link EngineImage}. */
  get roots(): EngineRoots {
    return { runtime: this.#runtime, context: this.#context, enter: this.#enter };
  }

  /** All of its memory. */
  get memory(): WebAssembly.Memory {
    return this.#memory;
  }

  /** Evaluates a module of the bootstrap. Not for foreign code: that is imported by the guest. */
  evaluateTrusted(id: string, code: string): void {
    this.#guard(() => {
      const { pointer, length } = this.#strings.toHeap(code);
      const value = this.#ffi.QTS_Eval(this.#context, pointer, length, id, 0, MODULE);
      this.#module._free(pointer);
      this.#throwException(value);
      this.#ffi.QTS_FreeValuePointer(this.#context, value);
    });
  }

  /** Gives the bootstrap its dispatcher. */
  handOver(): void {
    this.#setGlobal(Handover.host, this.#ffi.QTS_NewFunction(this.#context, "host", 3, false, 1));
  }

  /** Takes the bootstrap's entry function. */
  takeEntry(): void {
    const global = this.#ffi.QTS_GetGlobalObject(this.#context);
    const key = this.#strings.newString(Handover.enter);
    this.#enter = this.#ffi.QTS_GetProp(this.#context, global, key);
    this.#ffi.QTS_FreeValuePointer(this.#context, key);
    this.#ffi.QTS_FreeValuePointer(this.#context, global);
  }

  /**
   * Calls the guest's entry function.
   * @throws Trap when the guest was ended, also by an earlier entry
   */
  enter(op: number, a: number, b: number, text: string): string {
    return this.#guard(() => this.#call(op, a, b, text));
  }

  /**
   * Runs queued promise jobs until none is left; returns how many ran.
   * @throws Trap
   */
  runJobs(max: number): number {
    let total = 0;
    for (;;) {
      const count = this.#guard(() => this.#runSlice());
      total += count;
      if (count < JOBS_PER_SLICE) return total;
      if (total > max) throw this.kill(new Trap("promiseJobs", "too many promise jobs"));
    }
  }

  /** Ends the guest for good. */
  kill(trap: Trap): Trap {
    this.dead ??= trap;
    return this.dead;
  }

  /** Where the guest is, while it waits for an answer; empty when the engine can not tell. */
  guestStack(): string {
    try {
      return this.#call(Tell.stack, 0, 0, "");
    } catch {
      // The guest may be at the end of its stack or memory; then there is no place to report.
      return "";
    }
  }

  /** Frees everything and reports a leak; for the debug build only, see docs/decisions/0002. */
  checkLeaks(): string | undefined {
    if (this.dead !== undefined) return undefined;
    try {
      this.#ffi.QTS_FreeValuePointer(this.#context, this.#enter);
      this.#module._free(this.#contextOut);
      this.#ffi.QTS_FreeContext(this.#context);
      this.#ffi.QTS_FreeRuntime(this.#runtime);
      const leaks = this.#ffi.QTS_RecoverableLeakCheck();
      return leaks === 0 ? undefined : `leak check answered ${leaks}`;
    } catch (error) {
      return error instanceof Error ? error.message : "the engine aborted";
    }
  }

  #guard<T>(action: () => T): T {
    if (this.dead !== undefined) throw this.dead;
    try {
      const result = action();
      if (this.dead !== undefined) throw this.dead;
      return result;
    } catch (error) {
      throw this.kill(toTrap(error));
    }
  }

  #call(op: number, a: number, b: number, text: string): string {
    const ffi = this.#ffi;
    const context = this.#context;
    const values = [
      ffi.QTS_NewFloat64(context, op),
      ffi.QTS_NewFloat64(context, a),
      ffi.QTS_NewFloat64(context, b),
      this.#strings.newString(text),
    ];
    const argv = this.#module._malloc(values.length * 4);
    new Uint32Array(this.#module.HEAPU8.buffer, argv, values.length).set(values);
    const result = ffi.QTS_Call(context, this.#enter, this.#undefined, values.length, argv);
    this.#module._free(argv);
    for (const value of values) ffi.QTS_FreeValuePointer(context, value);
    this.#throwException(result);
    const answer = this.#strings.read(result);
    ffi.QTS_FreeValuePointer(context, result);
    return answer;
  }

  #runSlice(): number {
    const value = this.#ffi.QTS_ExecutePendingJob(this.#runtime, JOBS_PER_SLICE, this.#contextOut);
    const exception = this.#ffi.QTS_ResolveException(this.#context, value);
    if (exception !== 0) {
      // A job that throws has no caller; the promises around it carry what matters.
      this.#ffi.QTS_FreeValuePointer(this.#context, exception);
      this.#ffi.QTS_FreeValuePointer(this.#context, value);
      return JOBS_PER_SLICE;
    }
    const count = this.#ffi.QTS_GetFloat64(this.#context, value);
    this.#ffi.QTS_FreeValuePointer(this.#context, value);
    return count;
  }

  /** The entry function catches everything, so an exception here is the bootstrap's own fault. */
  #throwException(value: number): void {
    const exception = this.#ffi.QTS_ResolveException(this.#context, value);
    if (exception === 0) return;
    const text = this.#strings.read(exception);
    this.#ffi.QTS_FreeValuePointer(this.#context, exception);
    this.#ffi.QTS_FreeValuePointer(this.#context, value);
    throw new Trap(limitBehind(text), `the sandbox's own code failed: ${text.slice(0, 500)}`);
  }

  #setGlobal(name: string, value: number): void {
    const global = this.#ffi.QTS_GetGlobalObject(this.#context);
    const key = this.#strings.newString(name);
    this.#ffi.QTS_SetProp(this.#context, global, key, value);
    for (const pointer of [key, value, global]) {
      this.#ffi.QTS_FreeValuePointer(this.#context, pointer);
    }
  }

  #callbacks(): EngineModule["callbacks"] {
    return {
      callFunction: (_asyncify, _context, _self, _argc, argv) => this.#onAsk(argv),
      shouldInterrupt: () => this.#onInterrupt(),
      normalizeModule: (_asyncify, _runtime, _context, base, name) =>
        this.#strings.toHeap(this.#host.normalize(base, name)).pointer,
      loadModuleSource: (_asyncify, _runtime, _context, name) =>
        this.#strings.toHeap(this.#host.source(name)).pointer,
      freeHostRef: () => undefined,
    };
  }

  #onAsk(argv: number): number {
    if (this.dead !== undefined) throw this.dead;
    const at = (index: number) => this.#ffi.QTS_ArgvGetJSValueConstPointer(argv, index);
    const op = this.#ffi.QTS_GetFloat64(this.#context, at(0));
    const id = this.#ffi.QTS_GetFloat64(this.#context, at(1));
    try {
      return this.#strings.newString(this.#host.ask(op, id, this.#strings.read(at(2))));
    } catch (error) {
      throw this.kill(toTrap(error));
    }
  }

  /** Polled by the engine about every 0.3 ms of guest work, but not inside most natives. */
  #onInterrupt(): number {
    if (this.dead !== undefined) throw this.dead;
    if (performance.now() < this.deadline) return 0;
    const more = this.grantMs();
    if (more > 0) {
      this.deadline = performance.now() + more;
      return 0;
    }
    // Asking for the stack polls again. Answering 1 instead would make an exception that knows the
    // place no better, and that promise jobs swallow.
    this.deadline = performance.now() + STACK_MS;
    throw this.kill(new Trap(this.deadlineLimit, "the guest's time is up", this.guestStack()));
  }
}

function newRuntime(ffi: Ffi): number {
  const runtime = ffi.QTS_NewRuntime();
  ffi.QTS_RuntimeEnableInterruptHandler(runtime);
  ffi.QTS_RuntimeEnableModuleLoader(runtime, 1);
  return runtime;
}

function intrinsicsOf({ profile }: EngineOptions): number {
  return profile === "open" ? ALL_INTRINSICS : LOCKED_INTRINSICS;
}

function toTrap(error: unknown): Trap {
  if (error instanceof Trap) return error;
  if (error instanceof RangeError) return new Trap("guestStackBytes", "the native stack is full");
  const text = error instanceof Error ? error.message : "unknown";
  return new Trap(undefined, `the engine failed: ${text.slice(0, 200)}`);
}

/** What the engine throws where a limit leaves no room for an error, let alone for catching it. */
function limitBehind(text: string): LimitName | undefined {
  if (text === "null" || text.includes("out of memory")) return "memoryBytes";
  return text === "" || text.includes("stack overflow") ? "guestStackBytes" : undefined;
}

/** Text in and out of the engine's memory. */
class EngineStrings {
  readonly #module: EngineModule;
  readonly #ffi: Ffi;
  readonly #context: number;

  constructor(module: EngineModule, ffi: Ffi, context: number) {
    this.#module = module;
    this.#ffi = ffi;
    this.#context = context;
  }

  /** Copies text to the heap, NUL-terminated; the caller, or the engine, frees it. */
  toHeap(text: string): { readonly pointer: number; readonly length: number } {
    const room = text.length * 3 + 1;
    // Long text is measured first, so that it does not take three times its size.
    const bytes = room > 65_536 ? encoder.encode(text) : undefined;
    const pointer = this.#module._malloc(bytes === undefined ? room : bytes.length + 1);
    const heap = this.#module.HEAPU8;
    let length: number;
    if (bytes === undefined) {
      length = encoder.encodeInto(text, heap.subarray(pointer, pointer + room)).written;
    } else {
      heap.set(bytes, pointer);
      length = bytes.length;
    }
    heap[pointer + length] = 0;
    return { pointer, length };
  }

  /** A string value of the engine. Must not contain NUL: JSON text does not. */
  newString(text: string): number {
    const { pointer } = this.toHeap(text);
    const value = this.#ffi.QTS_NewString(this.#context, pointer);
    this.#module._free(pointer);
    return value;
  }

  /** The text of a value. */
  read(value: number): string {
    const pointer = this.#ffi.QTS_GetString(this.#context, value);
    const heap = this.#module.HEAPU8;
    const end = heap.indexOf(0, pointer);
    const text = decoder.decode(heap.subarray(pointer, end));
    this.#ffi.QTS_FreeCString(this.#context, pointer);
    return text;
  }
}
