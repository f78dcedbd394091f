import { existsSync } from "node:fs";
import { Interpreter } from "../interp/interpreter.js";
import { defaultLimits, type Limits, type Profile } from "../interp/limits.js";
import type { ConsoleLine, Post } from "../interp/load-result.js";
import type { WorkerPool } from "../interp/pool.js";
import type { RemoteSymbols } from "../interp/remote.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import type { Registry } from "../migration/registry.js";
import { setEvaluation } from "../migration/run-copy.js";
import type { CacheOptions } from "./cache.js";
import type { Evaluation } from "./evaluate-folder.js";
import { type MigrationFolder, readMigrations } from "./folder.js";
import { takeLiterals } from "./literal-posts.js";
import { LoaderError, type LoadWarning } from "./loader-error.js";
import { hasFunctions, registrationOf } from "./registration.js";
import { LoadGuest } from "./run-guest.js";
import { Validation } from "./validation.js";

/** What {@link loadRegistry} needs to know. */
export interface LoadRegistryOptions {
  /** The migrations folder; as it was, or a part of it, where it was read already. */
  readonly directory: string | MigrationFolder;
  /** What the files can import beside each other: `symbols.snapshot()`, or those of another thread, or made when a file needs the engine. */
  readonly symbols: SymbolMap | RemoteSymbols | (() => Promise<SymbolMap>);
  /** `open` for the user's own project, `locked` for untrusted code. */
  readonly profile: Profile;
  /** Default: those of the profile. */
  readonly limits?: Limits | undefined;
  /** Take the thread from a pool instead of starting one. */
  readonly pool?: WorkerPool | undefined;
  /** A started one, of the same profile, that has loaded nothing; it belongs to the load from here. */
  readonly interpreter?: Interpreter | undefined;
  /**
   * Where to keep what files registered, so that only new ones are evaluated. Only for the open
   * profile, and for a map whose globals keep no state.
   */
  readonly cache?: CacheOptions | undefined;
  /**
   * Read files that hold nothing but data without the sandbox. Only for the open profile, and for a map
   * in which `makemigrations` and the globals are those that ship: to what they come stands fast then.
   */
  readonly literals?: boolean | undefined;
  /** The first warning is an error. */
  readonly strict?: boolean | undefined;
}

/** The migrations of one folder. */
export interface LoadedRegistry {
  readonly registry: Registry;
  readonly warnings: readonly LoadWarning[];
  /** What the files logged; text from a guest, capped but not cleaned. */
  readonly console: readonly ConsoleLine[];
  /** Ends the guest, and no run gets another one; scripts and the authors' own operations no longer work after that. */
  dispose(): Promise<void>;
}

/**
 * Loads a migrations folder in the sandbox: reads it once, evaluates each migration, validates what
 * they register. Keep the result until nothing runs any more: `RunScript` and the authors' own
 * operations live in its guest. Any number of runners may share the registry, at the same time or
 * one after the other: the first run has the guest of the load, and each later one evaluates the
 * files in another guest when it calls the first function in it.
 *
 * @throws LoaderError for the folder and for what is registered, InterpError for what the files
 * do; both with file, line, column and a code frame where there is one.
 */
export async function loadRegistry(options: LoadRegistryOptions): Promise<LoadedRegistry> {
  const { profile, pool, directory } = options;
  const limits = options.limits ?? defaultLimits(profile);
  const interpreter =
    options.interpreter ??
    new Interpreter({ profile, limits, ...(pool === undefined ? {} : { pool }) });
  let isDisposed = false;
  try {
    const folder = typeof directory === "string" ? readMigrations(directory, limits) : directory;
    let evaluate: readonly string[] = folder.migrations;
    const guest = new LoadGuest(interpreter, async (onPost) => {
      if (isDisposed) throw unloaded();
      // Not of the pool: the guest of the load keeps its thread, and this one would wait for it.
      const another = new Interpreter({ profile, limits });
      const rest = { interpreter: another, evaluate, onPost };
      try {
        await evaluateRest(folder, { ...options, cache: undefined, limits }, rest);
        return another;
      } catch (error) {
        await another.dispose();
        throw error;
      }
    });
    const validation = new Validation(folder);
    const take = (post: Post, own?: LoadGuest): void => {
      own?.note(post);
      const registration = registrationOf(post, folder, own);
      if (registration !== undefined) validation.add(registration);
    };
    const onPost = (post: Post): void => take(post, hasFunctions(post) ? guest : undefined);
    if (options.literals === true && profile === "open") {
      const mayBeKnown = options.cache !== undefined && existsSync(options.cache.directory);
      const onOther = (): void => (mayBeKnown ? undefined : interpreter.start());
      // Data has no functions.
      const onData = (post: Post): void => take(post);
      evaluate = await takeLiterals(folder, { limits, onPost: onData, onOther });
    }
    const console =
      evaluate.length === 0
        ? []
        : await evaluateRest(folder, { ...options, limits }, { interpreter, evaluate, onPost });
    const { registry, warnings, copies } = validation.result(options.strict);
    guest.loaded(copies);
    for (const migration of copies.keys()) setEvaluation(migration, guest);
    const dispose = async (): Promise<void> => {
      isDisposed = true;
      await interpreter.dispose();
    };
    return { registry, warnings, console, dispose };
  } catch (error) {
    await interpreter.dispose();
    throw error;
  }
}

/** Evaluates the files that need it; what does that is loaded for them alone. */
async function evaluateRest(
  folder: MigrationFolder,
  { symbols: offered, cache, profile, limits }: LoadRegistryOptions & { readonly limits: Limits },
  rest: Pick<Evaluation, "interpreter" | "evaluate" | "onPost">,
): Promise<readonly ConsoleLine[]> {
  const [{ evaluateFolder }, { neededSymbols }, { openCache }] = await Promise.all([
    import("./evaluate-folder.js"),
    import("./needed-symbols.js"),
    import("./cache.js"),
  ]);
  const symbols = neededSymbols(typeof offered === "function" ? await offered() : offered, folder);
  const known = openCache(cache, { folder, symbols, profile, limits });
  return await evaluateFolder(folder, { ...rest, symbols, cache: known });
}

function unloaded(): LoaderError {
  return new LoaderError({
    code: "LOADER_DISPOSED",
    message: "the migrations have been disposed of",
    hint: "Keep what loadRegistry() returns until nothing runs any more, and dispose of it last.",
  });
}
