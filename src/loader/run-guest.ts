import type { Callable } from "../interp/guest-reference.js";
import type { Interpreter } from "../interp/interpreter.js";
import type { ConsoleLine } from "../interp/load-result.js";
import type { Migration } from "../migration/migration.js";
import type { Evaluation, RunEvaluation } from "../migration/run-copy.js";
import { callablesOf, type GuestCalls, isScriptsOnly } from "./guest-functions.js";
import { LoaderError } from "./loader-error.js";

/** What one evaluation registered: of each file, the data of its calls in their order. */
export type Registered = ReadonlyMap<string, readonly unknown[]>;

/** Makes a migration again, with functions that are called through another guest. */
export type Renew = (guest: GuestCalls) => Migration;

/** Evaluates the same files once more. */
export type EvaluateAgain = () => Promise<{
  readonly interpreter: Interpreter;
  readonly registered: Registered;
}>;

/**
 * The guest of a load. The first run has it, unless somebody called it already; each later run gets
 * one of its own, evaluated from the same texts when it is first needed.
 */
export class LoadGuest implements GuestCalls, Evaluation {
  readonly #interpreter: Interpreter;
  readonly #again: EvaluateAgain;
  readonly #registered = new Map<string, unknown[]>();
  readonly #renewals = new Map<Migration, Renew>();
  #isFresh = false;

  constructor(interpreter: Interpreter, again: EvaluateAgain) {
    this.#interpreter = interpreter;
    this.#again = again;
  }

  /** Takes what a file registered with functions in it. */
  note(entry: string, data: unknown): void {
    this.#registered.set(entry, [...(this.#registered.get(entry) ?? []), data]);
  }

  /** The load is over: what is called from here on leaves its traces in the guest. */
  loaded(renewals: ReadonlyMap<Migration, Renew>): void {
    for (const [migration, renew] of renewals) this.#renewals.set(migration, renew);
    this.#isFresh = true;
  }

  async call(callable: Callable, args: readonly unknown[]): Promise<unknown> {
    this.#isFresh = false;
    return await this.#interpreter.call(callable, args);
  }

  callSync(callable: Callable, args: readonly unknown[]): unknown {
    this.#isFresh = false;
    return this.#interpreter.callSync(callable, args);
  }

  takeConsole(): readonly ConsoleLine[] {
    return this.#interpreter.takeConsole();
  }

  async forRun(): Promise<RunEvaluation> {
    if (this.#isFresh) {
      this.#isFresh = false;
      return { copyOf: (migration) => migration, dispose: async () => undefined };
    }
    const guest = new RunGuest(this.#registered, this.#again);
    const calls = [...this.#registered.values()].flat();
    // A script can wait for its guest; everything else is called by code that cannot.
    if (!calls.every(isScriptsOnly)) await guest.ready();
    return {
      copyOf: (migration) => this.#renewals.get(migration)?.(guest) ?? migration,
      dispose: () => guest.dispose(),
    };
  }
}

/** The functions of a load, called in an evaluation that serves one run. */
class RunGuest implements GuestCalls {
  readonly #registered: Registered;
  readonly #again: EvaluateAgain;
  readonly #twins = new Map<Callable, Callable>();
  #interpreter: Interpreter | undefined;
  #evaluating: Promise<Interpreter> | undefined;

  constructor(registered: Registered, again: EvaluateAgain) {
    this.#registered = registered;
    this.#again = again;
  }

  ready(): Promise<Interpreter> {
    this.#evaluating ??= this.#evaluate();
    return this.#evaluating;
  }

  async call(callable: Callable, args: readonly unknown[]): Promise<unknown> {
    const interpreter = await this.ready();
    return await interpreter.call(this.#twinOf(callable), args);
  }

  callSync(callable: Callable, args: readonly unknown[]): unknown {
    if (this.#interpreter === undefined) throw new TypeError("the guest of the run is not ready");
    return this.#interpreter.callSync(this.#twinOf(callable), args);
  }

  takeConsole(): readonly ConsoleLine[] {
    return this.#interpreter?.takeConsole() ?? [];
  }

  async dispose(): Promise<void> {
    const interpreter = await this.#evaluating?.catch(() => undefined);
    await interpreter?.dispose();
  }

  async #evaluate(): Promise<Interpreter> {
    const { interpreter, registered } = await this.#again();
    this.#interpreter = interpreter;
    for (const [entry, before] of this.#registered) {
      const now = callablesOf(registered.get(entry));
      for (const [at, callable] of callablesOf(before).entries()) {
        const twin = now[at];
        if (twin?.name === callable.name) this.#twins.set(callable, twin);
      }
    }
    return interpreter;
  }

  #twinOf(callable: Callable): Callable {
    const twin = this.#twins.get(callable);
    if (twin !== undefined) return twin;
    const file = [...this.#registered].find(([, data]) =>
      callablesOf(data).includes(callable),
    )?.[0];
    throw new LoaderError({
      code: "LOADER_NOT_REPEATABLE",
      message: `"${file}" registers other functions each time it is evaluated`,
      hint: "Let a migration be the same each time: each run evaluates it in a sandbox of its own.",
      file,
    });
  }
}
