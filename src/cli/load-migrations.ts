import { statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Policy } from "../check/policy.js";
import type { Config } from "../config/config.js";
import { hintText } from "../errors.js";
import type { Interpreter } from "../interp/interpreter.js";
import { defaultLimits, type Limits, limitNames, withLimits } from "../interp/limits.js";
import type { ConsoleLine } from "../interp/load-result.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import type { CacheOptions } from "../loader/cache.js";
import type { MigrationFolder } from "../loader/folder.js";
import type { LoadedRegistry } from "../loader/loader.js";
import type { MigrationFile } from "../migration/migration.js";
import type { CommandContext } from "./command.js";
import { cleanLine } from "./render/clean-text.js";
import { toolVersion } from "./tool-version.js";

/** What {@link loadMigrations} is told beside the configuration. */
interface Loading {
  /** Of the folder: nothing of it is looked up in the cache, which is one of the whole. */
  readonly part?: MigrationFolder;
  /** The whole folder, where it was read already. */
  readonly read?: MigrationFolder;
  /** They are to be run or counted, so that SQL files alone are an error. */
  readonly toRun?: boolean;
}

/**
 * The migrations of the configured folder, from the sandbox or, for `runNative`, from Node itself.
 * Dispose of the result when nothing runs any more.
 *
 * @param reading the configuration, still being read: the engine starts meanwhile.
 * @throws whatever the loader throws: MigrationError with a place.
 */
export async function loadMigrations(
  context: CommandContext,
  reading: Promise<Config>,
  { part, read, toRun = false }: Loading = {},
): Promise<LoadedRegistry> {
  if (context.nativeFolder !== undefined)
    return await loadNative(context, context.nativeFolder, toRun);
  const profile = context.flags.locked ? "locked" : "open";
  const base = defaultLimits(profile);
  const { Interpreter } = await import("../interp/interpreter.js");
  const early = new Interpreter({ profile, limits: base });
  const cache = part === undefined ? await cacheOptions(context) : undefined;
  const literals = mayCompareFiles(context);
  // Nearly all files are read without the engine, which is started for the first one that needs it.
  if (!literals) early.start();
  try {
    const config = await reading;
    const limits = withLimits(base, config.sandbox);
    const { loadRegistry } = await import("../loader/loader.js");
    // A wrapper binary brings its plugins with it.
    const isOurs = await hasBuiltInSymbols(context);
    // A project with limits of its own is rare; it waits for an engine with those.
    const interpreter = same(base, limits) ? early : await replace(early, { profile, limits });
    if (part === undefined) {
      const { compileLess } = await import("./compile-less.js");
      compileLess(config.migration.directory);
    }
    const loaded = await loadRegistry({
      directory: part ?? read ?? config.migration.directory,
      symbols: async () => (await context.symbols()).snapshot(),
      profile,
      limits,
      interpreter,
      cache: isOurs ? cache : undefined,
      literals: literals && isOurs,
    });
    try {
      if (toRun) await refuseSqlFiles(loaded);
    } catch (error) {
      await loaded.dispose();
      throw error;
    }
    printSaid(context, loaded);
    const dispose = async (): Promise<void> => {
      // What scripts and operations logged while they ran.
      printLog(context, interpreter.takeConsole());
      await loaded.dispose();
    };
    return { ...loaded, dispose };
  } catch (error) {
    await early.dispose();
    throw error;
  }
}

/**
 * May a command that finds the files unchanged leave them unevaluated? Not when the user asks for
 * them to be judged, by plugins, by the locked profile or by other limits, and not without a
 * sandbox.
 */
export function mayCompareFiles({ flags, env, nativeFolder }: CommandContext): boolean {
  const asked = flags.locked || flags.limit.length + flags.plugin.length > 0;
  return nativeFolder === undefined && !asked && !env.MM_PLUGINS;
}

/** Where the loader's cache is; undefined when the files are to be judged afresh. */
export async function cacheOptions(context: CommandContext): Promise<CacheOptions | undefined> {
  if (!mayCompareFiles(context) || context.env.MM_NO_CACHE) return undefined;
  const { default: envPaths } = await import("env-paths");
  const directory = join(envPaths("makemigrations", { suffix: "" }).cache, "registry");
  // Without a home, or with one that depends on the working directory, it would lie in the project.
  if (!isAbsolute(directory)) return undefined;
  return { directory, version: buildIdentity() };
}

/** The version, and in a checkout the moment of its last build. */
function buildIdentity(): string {
  const { mtimeMs } = statSync(fileURLToPath(new URL("./program.js", import.meta.url)));
  return `${toolVersion()} ${mtimeMs}`;
}

/** The configured folder, read once and not evaluated. */
export interface UnevaluatedFolder {
  /** undefined: there is something about it that the loader should tell. */
  list(): readonly MigrationFile[] | undefined;
  /** {@link loadMigrations} for the migrations of these names alone. */
  load(names: readonly string[]): Promise<LoadedRegistry>;
  /** The same for all of them, which are to be run. */
  loadAll(): Promise<LoadedRegistry>;
  /**
   * May it be left to what a database remembers how far the others came? Not when the files are to be
   * judged afresh, and not when others than we ourselves say what they can import.
   */
  mayRely(): Promise<boolean>;
}

/** The configured folder, which is read when it is asked about. */
export async function unevaluatedFolder(
  context: CommandContext,
  config: Config,
): Promise<UnevaluatedFolder> {
  const [{ migrationFiles }, { folderPart, readMigrations }, { compilingLess }] = await Promise.all(
    [import("../loader/checksum.js"), import("../loader/folder.js"), import("./compile-less.js")],
  );
  const limits = withLimits(defaultLimits("open"), config.sandbox);
  let read: MigrationFolder | undefined;
  let listed: readonly MigrationFile[] | undefined;
  const folder = (): MigrationFolder => {
    read ??= readMigrations(config.migration.directory, limits);
    return read;
  };
  return {
    list: () => {
      try {
        listed ??= compilingLess(() => migrationFiles(folder()));
        return listed;
      } catch {
        // Loading the folder meets the same, and explains it.
        return undefined;
      }
    },
    load: async (names) =>
      await loadMigrations(context, Promise.resolve(config), {
        part: folderPart(folder(), new Set(names)),
      }),
    loadAll: async () =>
      await loadMigrations(context, Promise.resolve(config), { read: folder(), toRun: true }),
    mayRely: async () => {
      return mayCompareFiles(context) && (await hasBuiltInSymbols(context));
    },
  };
}

/** Are the symbols those that ship? Where nothing can have added one, none is made to find that out. */
async function hasBuiltInSymbols({ ownSymbols, symbols }: CommandContext): Promise<boolean> {
  if (ownSymbols) return true;
  const { isBuiltIn } = await import("../../symbols/is-built-in.js");
  return isBuiltIn((await symbols()).snapshot());
}

/** What a policy leaves of the symbol map; all of it without one. */
export async function offeredSymbols(
  context: CommandContext,
  policy: Policy | undefined,
): Promise<SymbolMap> {
  const map = (await context.symbols()).snapshot();
  if (policy === undefined) return map;
  const { allowedSymbols } = await import("../check/allowed-symbols.js");
  return allowedSymbols(map, policy.symbols);
}

function same(a: Limits, b: Limits): boolean {
  return limitNames.every((name) => a[name] === b[name]);
}

async function replace(
  early: Interpreter,
  options: ConstructorParameters<typeof Interpreter>[0],
): Promise<Interpreter> {
  await early.dispose();
  const { Interpreter: Engine } = await import("../interp/interpreter.js");
  return new Engine(options);
}

async function loadNative(
  context: CommandContext,
  directory: string,
  toRun: boolean,
): Promise<LoadedRegistry> {
  const { loadNatively } = await import("../loader/native.js");
  const validated = await loadNatively({ directory });
  if (toRun) await refuseSqlFiles(validated);
  const loaded = { ...validated, console: [], dispose: async () => undefined };
  printSaid(context, loaded);
  return loaded;
}

/** @throws LoaderError LOADER_ONLY_SQL */
async function refuseSqlFiles({ warnings }: Pick<LoadedRegistry, "warnings">): Promise<void> {
  const { refuseSqlAlone } = await import("../loader/sql-alone.js");
  refuseSqlAlone(warnings);
}

function printLog({ console }: CommandContext, lines: readonly ConsoleLine[]): void {
  for (const { level, text } of lines) console.note(`${level}: ${cleanLine(text)}`);
}

/** What a command has warned of: some load their pending files first, and all of them behind that. */
const warned = new WeakMap<CommandContext, Set<string>>();

/** What the files logged, and what is not as it should be in them; of that nothing twice. */
export function printSaid(
  context: CommandContext,
  loaded: Pick<LoadedRegistry, "console" | "warnings">,
): void {
  const { console, program } = context;
  const before = warned.get(context) ?? new Set();
  warned.set(context, before);
  printLog(context, loaded.console);
  for (const { code, message, hint } of loaded.warnings) {
    const line = `${code}: ${cleanLine(message)}. ${cleanLine(hintText(hint, program))}`;
    if (!before.has(line)) console.warn(line);
    before.add(line);
  }
}
