import type { Callable } from "./guest-reference.js";
import type { CompiledEngine } from "./host/engine-module.js";
import type { Guest } from "./host/guest.js";
import { InterpError } from "./interp-error.js";
import { defaultLimits, type Limits, type Profile } from "./limits.js";
import type {
  ConsoleLine,
  EntryCalls,
  LoadOptions,
  LoadResult,
  Post,
  VirtualFile,
} from "./load-result.js";
import type { WorkerPool } from "./pool.js";
import type { Variant } from "./protocol.js";
import { RemoteSymbols } from "./remote/remote-symbols.js";
import type { SymbolMap } from "./symbol-map.js";
import { createSymbols } from "./symbols.js";

/** Options of {@link Interpreter}. */
export interface InterpreterOptions {
  readonly profile: Profile;
  /** Default: those of the profile. */
  readonly limits?: Limits;
  /** `debug` is for tests: `dispose()` then reports leaked handles. */
  readonly variant?: Variant;
  /** Take the thread from a pool instead of starting one. */
  readonly pool?: WorkerPool;
}

type State =
  | { readonly kind: "new" }
  | { readonly kind: "started"; readonly guest: Promise<Guest> }
  | { readonly kind: "loaded"; readonly guest: Guest }
  | { readonly kind: "disposed" };

/**
 * Evaluates files of JavaScript and TypeScript in a sandbox that starts empty: what they can import
 * is each other and the symbol map. One interpreter serves one load; it lives in a worker thread
 * and is dead after the first exceeded limit.
 */
export class Interpreter {
  readonly #profile: Profile;
  readonly #limits: Limits;
  readonly #variant: Variant;
  readonly #pool: WorkerPool | undefined;
  readonly #symbols = createSymbols();
  #remote: RemoteSymbols | undefined;
  #state: State = { kind: "new" };

  constructor(options: InterpreterOptions) {
    this.#profile = options.profile;
    this.#limits = options.limits ?? defaultLimits(options.profile);
    this.#variant = options.variant ?? "release";
    this.#pool = options.pool;
  }

  /** Starts the thread and the engine ahead of `load`; returns at once. */
  start(): void {
    if (this.#state.kind !== "new") return;
    const guest = this.#startGuest();
    // A failure to start is reported by the load that needs the guest.
    guest.catch(() => undefined);
    this.#state = { kind: "started", guest };
  }

  /**
   * Adds modules that files can import. The map is copied: later changes do not reach the guest.
   * The symbols of another thread take the place of all maps.
   * @throws InterpError INTERP_SYMBOL_INVALID, INTERP_SYMBOL_DUPLICATE
   */
  use(map: SymbolMap | RemoteSymbols): void {
    if (map instanceof RemoteSymbols) this.#remote = map;
    else this.#symbols.register(map);
  }

  /**
   * The posts of kept calls, without an evaluation and without an engine.
   * @throws InterpError when they do not belong to the symbol map
   */
  async replay(calls: readonly EntryCalls[]): Promise<readonly Post[]> {
    if (calls.length === 0) return [];
    const { replay } = await import("./host/replay.js");
    return replay(this.#symbols.snapshot(), this.#limits, calls);
  }

  /**
   * Evaluates the entries one at a time in the given order.
   * @throws InterpError with the place in the original file
   */
  async load(files: readonly VirtualFile[], options: LoadOptions): Promise<LoadResult> {
    this.start();
    if (this.#state.kind !== "started") throw unusable(this.#state.kind);
    const guest = await this.#state.guest;
    if (this.#isDisposed()) throw unusable("disposed");
    this.#state = { kind: "loaded", guest };
    return guest.load(this.#remote ?? this.#symbols.snapshot(), files, options);
  }

  /**
   * Calls a function of the guest and waits for its promise. Arguments are copied; a
   * `hostObject` among them lives until the function's result is there.
   * @throws InterpError
   */
  async call(callable: Callable, args: readonly unknown[]): Promise<unknown> {
    return this.#guest().call(callable, args);
  }

  /**
   * Calls a function of the guest and blocks this thread until it returns; meanwhile the guest can
   * call synchronous host functions.
   * @throws InterpError
   */
  callSync(callable: Callable, args: readonly unknown[]): unknown {
    return this.#guest().callSync(callable, args);
  }

  /** What the guest logged in calls since the load, or since the last time. */
  takeConsole(): readonly ConsoleLine[] {
    return this.#state.kind === "loaded" ? this.#state.guest.takeConsole() : [];
  }

  /**
   * Ends the guest; safe at any time and more than once.
   * @throws InterpError INTERP_LEAK with the debug variant, when handles leaked
   */
  async dispose(): Promise<void> {
    const state = this.#state;
    this.#state = { kind: "disposed" };
    if (state.kind === "loaded") await state.guest.dispose();
    if (state.kind !== "started") return;
    const guest = await state.guest.catch(() => undefined);
    await guest?.dispose();
  }

  async #startGuest(): Promise<Guest> {
    const pool = this.#pool;
    // Most loads need no engine, nor what speaks to it.
    const [{ startEngineThread }, { engineModule }, { Guest: EngineGuest }] = await Promise.all([
      import("./host/engine-thread.js"),
      import("./host/engine-module.js"),
      import("./host/guest.js"),
    ]);
    // The thread starts while the engine is still being compiled.
    const thread = pool === undefined ? startEngineThread(this.#limits) : await pool.acquire();
    const engine = this.#compiled ?? (await engineModule(this.#variant));
    return new EngineGuest({
      thread,
      pool,
      limits: this.#limits,
      config: {
        profile: this.#profile,
        limits: this.#limits,
        variant: this.#variant,
        ...engine,
      },
    });
  }

  get #compiled(): CompiledEngine | undefined {
    return this.#variant === "release" ? this.#pool?.engine : undefined;
  }

  #isDisposed(): boolean {
    return this.#state.kind === "disposed";
  }

  #guest(): Guest {
    if (this.#state.kind === "loaded") return this.#state.guest;
    throw unusable(this.#state.kind);
  }
}

function unusable(state: State["kind"]): InterpError {
  if (state === "loaded") {
    return new InterpError({
      code: "INTERP_LOADED",
      message: "this interpreter has loaded its files already",
      hint: "Make a new Interpreter for each load.",
    });
  }
  return new InterpError({
    code: "INTERP_DEAD",
    message:
      state === "disposed" ? "the interpreter has been disposed of" : "nothing is loaded yet",
    hint: "Call load() on a new Interpreter first, and dispose() last.",
  });
}
