import type { LimitName, Limits, Profile } from "../limits.js";
import type { Variant } from "../wire.js";
import { EngineStrings } from "./engine-strings.js";
import { type EngineModule, type Ffi, loadBuild } from "./ffi.js";
import { Trap } from "./trap.js";

const PAGE = 65_536;
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

/** What the engine needs from the session that owns it. */
export interface EngineHost {
  /** A call of the guest's dispatcher; the text is the answer. */
  ask(op: number, id: number, text: string): string;
  /** Turns a requested module name into an identity; must not throw. */
  normalize(base: string, requested: string): string;
  /** The source of an identity; must not throw. */
  source(id: string): string;
}

/** How to start an engine. */
export interface EngineOptions {
  readonly variant: Variant;
  readonly wasm: WebAssembly.Module;
  readonly profile: Profile;
  readonly limits: Limits;
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

  readonly #ffi: Ffi;
  readonly #module: EngineModule;
  readonly #strings: EngineStrings;
  readonly #host: EngineHost;
  readonly #runtime: number;
  readonly #context: number;
  readonly #contextOut: number;
  readonly #undefined: number;
  #enter = 0;
  #stackOp = 0;

  private constructor(module: EngineModule, ffi: Ffi, options: EngineOptions) {
    const { limits, profile } = options;
    this.#module = module;
    this.#ffi = ffi;
    this.#host = options.host;
    module.callbacks = this.#callbacks();
    this.#runtime = ffi.QTS_NewRuntime();
    ffi.QTS_RuntimeSetMaxStackSize(this.#runtime, limits.guestStackBytes);
    ffi.QTS_RuntimeSetMemoryLimit(this.#runtime, Math.floor(limits.memoryBytes * 0.8));
    ffi.QTS_RuntimeEnableInterruptHandler(this.#runtime);
    ffi.QTS_RuntimeEnableModuleLoader(this.#runtime, 1);
    const intrinsics = profile === "open" ? ALL_INTRINSICS : LOCKED_INTRINSICS;
    this.#context = ffi.QTS_NewContext(this.#runtime, intrinsics);
    this.#strings = new EngineStrings(module, ffi, this.#context);
    this.#contextOut = module._malloc(4);
    this.#undefined = ffi.QTS_GetUndefined();
  }

  /** Makes an engine with nothing in it but the language. */
  static async start(options: EngineOptions): Promise<Engine> {
    const build = loadBuild(options.variant);
    let engine: Engine | undefined;
    let early: Trap | undefined;
    const pages = Math.max(256, Math.ceil(options.limits.memoryBytes / PAGE));
    // The debug build carries an address sanitizer that needs far more than the guest does.
    const isDebug = options.variant === "debug";
    const memory = new WebAssembly.Memory({ initial: pages, maximum: isDebug ? 32_768 : pages });
    // The engine must never see a failed allocation: it corrupts itself then. So growing is a trap.
    if (!isDebug)
      memory.grow = () => {
        const trap = new Trap("memoryBytes", "the guest's memory is full");
        early = trap;
        if (engine !== undefined) engine.dead ??= trap;
        throw trap;
      };
    const trapped = (): Trap | undefined => engine?.dead ?? early;
    const module = await build.start({
      wasmMemory: memory,
      print: () => undefined,
      printErr: () => undefined,
      instantiateWasm: (imports, done) => {
        done(new WebAssembly.Instance(options.wasm, trapOnReturn(imports, trapped)));
      },
    });
    engine = new Engine(module, build.bind(module), options);
    return engine;
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

  /** Gives the bootstrap its dispatcher and its configuration. */
  handOver(config: string): void {
    const fn = this.#ffi.QTS_NewFunction(this.#context, "host", 3, false, 1);
    this.#setGlobal("__host", fn);
    this.#setGlobal("__config", this.#strings.newString(config));
  }

  /** Takes the bootstrap's entry function; `stackOp` asks it for a stack. */
  takeEntry(stackOp: number): void {
    const global = this.#ffi.QTS_GetGlobalObject(this.#context);
    const key = this.#strings.newString("__enter");
    this.#enter = this.#ffi.QTS_GetProp(this.#context, global, key);
    this.#ffi.QTS_FreeValuePointer(this.#context, key);
    this.#ffi.QTS_FreeValuePointer(this.#context, global);
    this.#stackOp = stackOp;
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
      return this.#call(this.#stackOp, 0, 0, "");
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
      // A job that throws has nobody to tell; the promises around it carry what matters.
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
    throw new Trap(undefined, `the sandbox's own code failed: ${text.slice(0, 500)}`);
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
    // Asking for the stack polls again. Answering 1 instead would make an exception that knows the
    // place no better, and that promise jobs swallow.
    this.deadline = performance.now() + STACK_MS;
    throw this.kill(new Trap(this.deadlineLimit, "the guest's time is up", this.guestStack()));
  }
}

/** Leaves the engine on the way back from any import once the guest has been ended. */
function trapOnReturn(
  imports: WebAssembly.Imports,
  trapped: () => Trap | undefined,
): WebAssembly.Imports {
  const wrapped: WebAssembly.Imports = {};
  for (const [namespace, members] of Object.entries(imports)) {
    const copy: Record<string, unknown> = {};
    for (const [name, member] of Object.entries(members)) {
      copy[name] = isFunction(member) ? wrapImport(member, trapped) : member;
    }
    wrapped[namespace] = copy;
  }
  return wrapped;
}

function isFunction(member: unknown): member is (...args: never) => unknown {
  return typeof member === "function";
}

function wrapImport(
  original: (...args: never) => unknown,
  trapped: () => Trap | undefined,
): (...args: unknown[]) => unknown {
  return (...args) => {
    const result: unknown = Reflect.apply(original, undefined, args);
    const trap = trapped();
    if (trap !== undefined) throw trap;
    return result;
  };
}

function toTrap(error: unknown): Trap {
  if (error instanceof Trap) return error;
  if (error instanceof RangeError) return new Trap("guestStackBytes", "the native stack is full");
  const text = error instanceof Error ? error.message : "unknown";
  return new Trap(undefined, `the engine failed: ${text.slice(0, 200)}`);
}
