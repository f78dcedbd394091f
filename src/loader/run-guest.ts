import type { Callable } from "../interp/guest-reference.js";
import type { Interpreter } from "../interp/interpreter.js";
import type { ConsoleLine, Post } from "../interp/load-result.js";
import type { Migration } from "../migration/migration.js";
import type { Evaluation, RunEvaluation } from "../migration/run-copy.js";
import { callablesOf, type GuestCalls, isScriptsOnly } from "./guest-functions.js";
import { LoaderError } from "./loader-error.js";
import { hasFunctions, isRegistration } from "./registration.js";
import type { CopyFor } from "./validation.js";

/** Evaluates the same files in an interpreter that has loaded nothing. */
export type EvaluateFiles = (onPost: (post: Post) => void) => Promise<Interpreter>;

/**
 * The guest of a load. The first run has it, unless it was called already; each later run gets
 * another one, evaluated from the same texts when it is first needed.
 */
export class LoadGuest implements GuestCalls, Evaluation {
  readonly #interpreter: Interpreter;
  readonly #evaluate: EvaluateFiles;
  readonly #functions = new PostedFunctions();
  #copies: ReadonlyMap<Migration, CopyFor> = new Map();
  #isFresh = false;

  constructor(interpreter: Interpreter, evaluate: EvaluateFiles) {
    this.#interpreter = interpreter;
    this.#evaluate = evaluate;
  }

  /** Takes what the load posts and functions are in. */
  note(post: Post): void {
    this.#functions.add(post);
  }

  /** The load is over: what is called from here on leaves its traces in the guest. */
  loaded(copies: ReadonlyMap<Migration, CopyFor>): void {
    this.#copies = copies;
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
    const guest = new RunGuest(this.#functions, this.#evaluate);
    // A script can wait for its guest; everything else is called by code that cannot.
    if (!this.#functions.areScripts) await guest.ready();
    return {
      copyOf: (migration) => this.#copies.get(migration)?.(guest) ?? migration,
      dispose: () => guest.dispose(),
    };
  }
}

/** The functions in what files registered: by file, in the order in which they stand in it. */
class PostedFunctions {
  readonly #data = new Map<string, unknown[]>();

  add(post: Post): void {
    const [data] = post.args;
    if (!isRegistration(post) || !hasFunctions(post)) return;
    this.#data.set(post.entry, [...(this.#data.get(post.entry) ?? []), data]);
  }

  /** None of them is anything but a script. */
  get areScripts(): boolean {
    return [...this.#data.values()].flat().every(isScriptsOnly);
  }

  get files(): readonly string[] {
    return [...this.#data.keys()];
  }

  of(file: string): readonly Callable[] {
    return callablesOf(this.#data.get(file));
  }
}

/** The functions of a load, called in an evaluation that serves one run. */
class RunGuest implements GuestCalls {
  readonly #functions: PostedFunctions;
  readonly #evaluateFiles: EvaluateFiles;
  readonly #twins = new Map<Callable, Callable>();
  #interpreter: Interpreter | undefined;
  #evaluating: Promise<Interpreter> | undefined;

  constructor(functions: PostedFunctions, evaluate: EvaluateFiles) {
    this.#functions = functions;
    this.#evaluateFiles = evaluate;
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
    const functions = new PostedFunctions();
    const interpreter = await this.#evaluateFiles((post) => functions.add(post));
    this.#interpreter = interpreter;
    for (const file of this.#functions.files) {
      const now = functions.of(file);
      for (const [at, callable] of this.#functions.of(file).entries()) {
        const twin = now[at];
        if (twin?.name === callable.name) this.#twins.set(callable, twin);
      }
    }
    return interpreter;
  }

  #twinOf(callable: Callable): Callable {
    const twin = this.#twins.get(callable);
    if (twin !== undefined) return twin;
    const file = this.#functions.files.find((one) => this.#functions.of(one).includes(callable));
    throw new LoaderError({
      code: "LOADER_NOT_REPEATABLE",
      message: `"${file}" registers other functions each time it is evaluated`,
      hint: "Let a migration be the same each time: each run evaluates it in a sandbox of its own.",
      file,
    });
  }
}
