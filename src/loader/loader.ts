import { setImmediate as turn } from "node:timers/promises";
import { InterpError } from "../interp/interp-error.js";
import { Interpreter } from "../interp/interpreter.js";
import { defaultLimits, type Limits, type Profile } from "../interp/limits.js";
import type {
  ConsoleLine,
  EntryRecord,
  LoadResult,
  Post,
  VirtualFile,
} from "../interp/load-result.js";
import type { WorkerPool } from "../interp/pool.js";
import { RemoteSymbols } from "../interp/remote.js";
import { symbolFingerprint } from "../interp/symbol-fingerprint.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import type { Registry } from "../migration/registry.js";
import { setEvaluation } from "../migration/run-copy.js";
import { type Adopted, Adoption, adopt, refuseWarnings } from "./adopt.js";
import { type MigrationFolder, readFolder } from "./folder.js";
import { type GuestCalls, hasCallables, withFunctions } from "./guest-functions.js";
import { LoaderError, type LoadWarning } from "./loader-error.js";
import { calleeOf, type Place } from "./locate-path.js";
import { neededModules, neededSymbols } from "./needed-symbols.js";
import { RegistryCache } from "./registry-cache.js";
import { type EvaluateAgain, LoadGuest } from "./run-guest.js";

/** What {@link loadRegistry} needs to know. */
export interface LoadRegistryOptions {
  /** The migrations folder. */
  readonly directory: string;
  /** What the files can import beside each other: `symbols.snapshot()`, or those of another thread. */
  readonly symbols: SymbolMap | RemoteSymbols;
  /** `open` for one's own project, `locked` for code nobody vouches for. */
  readonly profile: Profile;
  /** Default: those of the profile. */
  readonly limits?: Limits | undefined;
  /** Take the thread from a pool instead of starting one. */
  readonly pool?: WorkerPool | undefined;
  /** A started one, of the same profile, that has loaded nothing; it belongs to the load from here. */
  readonly interpreter?: Interpreter | undefined;
  /**
   * Where to remember what files registered, so that only new ones are evaluated; the version is
   * the tool's. Only for the open profile, and for a map whose globals keep no state.
   */
  readonly cache?: { readonly directory: string; readonly version: string } | undefined;
  /** The first warning is an error. */
  readonly strict?: boolean | undefined;
}

/** The migrations of one folder. */
export interface LoadedRegistry {
  readonly registry: Registry;
  readonly warnings: readonly LoadWarning[];
  /** What the files logged; text from a guest, capped but not cleaned. */
  readonly console: readonly ConsoleLine[];
  /** Ends the guest, and no run gets another one; scripts and operations of the authors' own no longer work after that. */
  dispose(): Promise<void>;
}

const REGISTER = "makemigrations#register";

/**
 * Loads a migrations folder in the sandbox: reads it once, evaluates each migration, validates what
 * they register. Keep the result until nothing runs any more: `RunScript` and operations of the
 * authors' own live in its guest. Any number of runners may share the registry, at the same time or
 * one after the other: the first run has the guest of the load, and each later one evaluates the
 * files in a guest of its own when it calls the first function in it.
 *
 * @throws LoaderError for the folder and for what is registered, InterpError for what the files
 * do; both with file, line, column and a code frame where there is one.
 */
export async function loadRegistry(options: LoadRegistryOptions): Promise<LoadedRegistry> {
  const { profile, pool } = options;
  const limits = options.limits ?? defaultLimits(profile);
  const interpreter =
    options.interpreter ??
    new Interpreter({ profile, limits, ...(pool === undefined ? {} : { pool }) });
  try {
    const folder = readMigrations(options.directory, limits);
    if (folder.migrations.length === 0) {
      // Nothing needs the engine; one that was not asked for yet is never started.
      await interpreter.dispose();
      const { registry, warnings } = adopt(folder, []);
      return { registry, warnings, console: [], dispose: async () => undefined };
    }
    let isDisposed = false;
    const guest = new LoadGuest(interpreter, async () => {
      if (isDisposed) throw unloaded();
      // Not of the pool: the guest of the load keeps its thread, and this one would wait for it.
      return await evaluateAgain(folder, options.symbols, new Interpreter({ profile, limits }));
    });
    const adoption = new Adoption(folder);
    const onPost = adopting(adoption, folder, guest);
    const cacheFor = (offered: SymbolMap) => cacheOf(options, { limits, folder, offered });
    const evaluation = { symbols: options.symbols, interpreter, cacheFor, onPost };
    const { console } = await evaluateFolder(folder, evaluation);
    const { registry, warnings, renewals } = adoption.result();
    if (options.strict) refuseWarnings({ warnings });
    guest.loaded(renewals);
    for (const migration of renewals.keys()) setEvaluation(migration, guest);
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

/** Reads a migrations folder within the limits of a load. @throws LoaderError */
export function readMigrations(directory: string, limits: Limits): MigrationFolder {
  return readFolder(directory, {
    source: limits.sourceBytes,
    data: limits.sourceBytes,
    files: limits.sourceFiles,
    // What nothing imports costs the sandbox nothing, but the checksums may read it here.
    total: limits.sourceBytes * 64,
  });
}

/** How {@link evaluateFolder} evaluates. */
export interface Evaluation {
  readonly symbols: SymbolMap | RemoteSymbols;
  /** One that has loaded nothing. */
  readonly interpreter: Interpreter;
  /** What is remembered for the map as it is offered to the folder; not asked for symbols elsewhere. */
  readonly cacheFor?: ((offered: SymbolMap) => RegistryCache | undefined) | undefined;
  /** The thread has just evaluated the same texts: their types need not be stripped again. */
  readonly again?: boolean | undefined;
  /**
   * Takes each post while the rest is still being evaluated, those of one file in their order; the
   * result then has none.
   */
  readonly onPost?: ((post: Post) => void) | undefined;
}

/**
 * Evaluates what is not known. The posts of both come as they come, those of one file in their order.
 * @throws LoaderError, InterpError
 */
export async function evaluateFolder(
  folder: MigrationFolder,
  evaluation: Evaluation,
): Promise<Omit<LoadResult, "records">> {
  const { symbols, interpreter, again } = evaluation;
  const posts: Post[] = [];
  const onPost = evaluation.onPost ?? ((post: Post) => posts.push(post));
  const offered = offer(symbols, folder, interpreter);
  const cache = offered && evaluation.cacheFor?.(offered);
  const records = cache?.known() ?? [];
  // The thread starts while the rest is read.
  if (records.length < folder.migrations.length) interpreter.start();
  const replayed = replay(interpreter, records);
  const known = new Set(replayed.map(({ entry }) => entry));
  const isKnown = known.size === folder.migrations.length;
  const options = { entries: folder.migrations, known, again, onPost };
  try {
    const [result] = await Promise.all([
      isKnown ? undefined : interpreter.load(filesOf(folder), options),
      inTurns(replayed, onPost),
    ]);
    if (result !== undefined) cache?.keep(known, result.records);
    return { posts, console: result?.console ?? [] };
  } catch (error) {
    throw problemBehind(error, folder) ?? error;
  }
}

/** The migrations that the files of a folder registered; their functions live in the interpreter. */
export function adoptPosts(
  folder: MigrationFolder,
  posts: readonly Post[],
  interpreter: Interpreter,
): Adopted {
  const adoption = new Adoption(folder);
  posts.forEach(adopting(adoption, folder, interpreter));
  return adoption.result();
}

function adopting(
  adoption: Adoption,
  folder: MigrationFolder,
  guest: GuestCalls & { note?(entry: string, data: unknown): void },
): (post: Post) => void {
  return (post) => {
    if (post.symbol !== REGISTER) return;
    const { entry, file } = post;
    const [written] = post.args;
    const data = withFunctions(written, guest);
    const place = callOf(post, folder);
    if (!hasCallables(written)) return adoption.add({ entry, file, data, ...place });
    guest.note?.(entry, written);
    const dataFor = (other: GuestCalls): unknown => withFunctions(written, other);
    adoption.add({ entry, file, data, dataFor, ...place });
  };
}

/** What the files of a folder register in an interpreter that has loaded nothing. */
async function evaluateAgain(
  folder: MigrationFolder,
  symbols: LoadRegistryOptions["symbols"],
  interpreter: Interpreter,
): ReturnType<EvaluateAgain> {
  const registered = new Map<string, unknown[]>();
  try {
    const { posts } = await evaluateFolder(folder, { symbols, interpreter });
    for (const { symbol, entry, args } of posts) {
      if (symbol !== REGISTER || !hasCallables(args[0])) continue;
      registered.set(entry, [...(registered.get(entry) ?? []), args[0]]);
    }
    return { interpreter, registered };
  } catch (error) {
    await interpreter.dispose();
    throw error;
  }
}

function unloaded(): LoaderError {
  return new LoaderError({
    code: "LOADER_DISPOSED",
    message: "the migrations have been disposed of",
    hint: "Keep what loadRegistry() returns until nothing runs any more, and dispose of it last.",
  });
}

/** Offers what the folder may need; the map, unless it lives in another thread. */
function offer(
  symbols: SymbolMap | RemoteSymbols,
  folder: MigrationFolder,
  interpreter: Interpreter,
): SymbolMap | undefined {
  if (symbols instanceof RemoteSymbols) {
    interpreter.useRemote(symbols.restrictedTo(neededModules(symbols.modules, folder)));
    return undefined;
  }
  const offered = neededSymbols(symbols, folder);
  interpreter.use(offered);
  return offered;
}

function callOf({ file, line, column }: Post, folder: MigrationFolder): Partial<Place> {
  const text = folder.files.get(file);
  if (text === undefined || line === undefined || column === undefined) return {};
  return calleeOf(text, { line, column });
}

/** There is none for code that nobody vouches for. */
function cacheOf(
  { cache, profile }: LoadRegistryOptions,
  load: {
    readonly limits: Limits;
    readonly folder: MigrationFolder;
    readonly offered: SymbolMap;
  },
): RegistryCache | undefined {
  if (cache === undefined || profile !== "open") return undefined;
  const { limits, folder, offered } = load;
  // The numbers of symbols in a record are those of the map as it is offered for this folder.
  const salt = `${cache.version} ${symbolFingerprint(offered, limits)}`;
  return new RegistryCache({ directory: cache.directory, salt }, folder);
}

function filesOf({ files }: MigrationFolder): readonly VirtualFile[] {
  return [...files].map(([path, text]) => ({ path, text }));
}

/** A long list must not keep the interpreter's thread from hearing what it has to do. */
async function inTurns<T>(list: readonly T[], work: (item: T) => void): Promise<void> {
  for (const [index, item] of list.entries()) {
    if (index % 64 === 0) await turn();
    work(item);
  }
}

/** Records that cannot be made again, because somebody damaged them, count as none. */
function replay(interpreter: Interpreter, records: readonly EntryRecord[]): readonly Post[] {
  try {
    return interpreter.replay(records);
  } catch {
    return [];
  }
}

/** A file that is there but cannot be used looks like a missing one to the interpreter. */
function problemBehind(error: unknown, folder: MigrationFolder): LoaderError | undefined {
  if (!(error instanceof InterpError) || error.code !== "INTERP_MISSING_FILE") return undefined;
  const { file, line, column, frame } = error;
  const importing = folder.files.get(file ?? "")?.split("\n")[(line ?? 0) - 1] ?? "";
  for (const [path, problem] of folder.problems) {
    if (!importing.includes(path.slice(path.lastIndexOf("/") + 1))) continue;
    const { code, message, hint } = problem;
    return new LoaderError({ code, message, hint, file, line, column, frame, cause: problem });
  }
  return undefined;
}
