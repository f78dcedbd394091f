import { existsSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Policy } from "../check/policy.js";
import type { Config } from "../config/config.js";
import type { Interpreter } from "../interp/interpreter.js";
import { defaultLimits, type Limits, limitNames, withLimits } from "../interp/limits.js";
import type { ConsoleLine } from "../interp/load-result.js";
import type { SymbolMap } from "../interp/symbol-map.js";
import type { LoadedRegistry } from "../loader/loader.js";
import type { UnreadMigration } from "../migration/unread-migration.js";
import { cleanLine } from "./clean-text.js";
import type { CommandContext } from "./command-context.js";
import { toolVersion } from "./tool-version.js";

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
): Promise<LoadedRegistry> {
  if (context.nativeFolder !== undefined) return await loadNative(context, context.nativeFolder);
  const profile = context.flags.locked ? "locked" : "open";
  const base = defaultLimits(profile);
  const { Interpreter } = await import("../interp/interpreter.js");
  const early = new Interpreter({ profile, limits: base });
  const cache = await registryCache(context);
  // Where nothing is remembered there is something to evaluate.
  if (cache === undefined || !existsSync(cache.directory)) early.start();
  try {
    const config = await reading;
    const limits = withLimits(base, config.sandbox);
    const [{ loadRegistry }, symbols, { isBuiltIn }] = await Promise.all([
      import("../loader/loader.js"),
      context.symbols(),
      import("../../symbols/is-built-in.js"),
    ]);
    const map = symbols.snapshot();
    // A project with limits of its own is rare; it waits for an engine with those.
    const interpreter = same(base, limits) ? early : await replace(early, { profile, limits });
    const loaded = await loadRegistry({
      directory: config.migration.directory,
      symbols: map,
      profile,
      limits,
      interpreter,
      // A wrapper binary brings its plugins with it.
      cache: isBuiltIn(map) ? cache : undefined,
    });
    printSaid(context, loaded);
    if (loaded.registry.size === 0) return loaded;
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
 * May a command that finds nothing changed leave the migrations unevaluated? Not when somebody asks
 * for them to be judged, by plugins, by the locked profile or by limits of their own, and not
 * without a sandbox.
 */
export function canStayUnread({ flags, env, nativeFolder }: CommandContext): boolean {
  const asked = flags.locked || flags.limit.length + flags.plugin.length > 0;
  return nativeFolder === undefined && !asked && !env.MM_PLUGINS;
}

/** Where what files registered is remembered; undefined when they are to be judged afresh. */
async function registryCache(
  context: CommandContext,
): Promise<{ readonly directory: string; readonly version: string } | undefined> {
  if (!canStayUnread(context) || context.env.MM_NO_CACHE) return undefined;
  const { default: envPaths } = await import("env-paths");
  const directory = join(envPaths("makemigrations", { suffix: "" }).cache, "registry");
  // Without a home, or with one that depends on where one stands, it would lie in the project.
  if (!isAbsolute(directory)) return undefined;
  return { directory, version: buildIdentity() };
}

/** The version, and in a checkout the moment of its last build. */
function buildIdentity(): string {
  const { mtimeMs } = statSync(fileURLToPath(new URL("./program.js", import.meta.url)));
  return `${toolVersion()} ${mtimeMs}`;
}

/** Reads the configured folder without evaluating anything; for migrations that can stay unread. */
export async function unreadOf({
  migration,
  sandbox,
}: Config): Promise<() => readonly UnreadMigration[] | undefined> {
  const { unreadMigrations } = await import("../loader/unread-migrations.js");
  const { sourceBytes, sourceFiles } = withLimits(defaultLimits("open"), sandbox);
  const limits = { source: sourceBytes, data: sourceBytes, files: sourceFiles };
  return () => unreadMigrations(migration.directory, limits);
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

async function loadNative(context: CommandContext, directory: string): Promise<LoadedRegistry> {
  const { loadNatively } = await import("../loader/native.js");
  const adopted = await loadNatively({ directory });
  const loaded = { ...adopted, console: [], dispose: async () => undefined };
  printSaid(context, loaded);
  return loaded;
}

function printLog({ console }: CommandContext, lines: readonly ConsoleLine[]): void {
  for (const { level, text } of lines) console.note(`${level}: ${cleanLine(text)}`);
}

/** What the files logged, and what is not as it should be in them. */
export function printSaid(
  context: CommandContext,
  loaded: Pick<LoadedRegistry, "console" | "warnings">,
): void {
  const { console } = context;
  printLog(context, loaded.console);
  for (const { code, message, hint } of loaded.warnings) {
    console.warn(
      `${code}: ${cleanLine(message)}${hint === undefined ? "" : `. ${cleanLine(hint)}`}`,
    );
  }
}
