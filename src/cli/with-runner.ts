import type { Config } from "../config/config.js";
import { ConfigError } from "../config/config-error.js";
import type { Dialect } from "../dialect/dialect.js";
import { dialectByName, dialectForUrl } from "../dialect/index.js";
import { command, hint } from "../errors.js";
import type { Migration } from "../migration/migration.js";
import type { Runner } from "../runner/runner.js";
import type { RunnerEvent } from "../runner/runner-event.js";
import type { UrlDatabase } from "../runner/session/open-database.js";
import { tableKey } from "../schema/schema.js";
import { CliError } from "./cli-error.js";
import type { CommandContext } from "./command.js";
import {
  loadMigrations,
  mayCompareFiles,
  type UnevaluatedFolder,
  unevaluatedFolder,
} from "./load-migrations.js";
import { connectAhead, letThrough, type OpenedAhead } from "./opened-ahead.js";
import { projectAbove } from "./project-above.js";
import { readConfig } from "./read-config.js";
import { cleanLine } from "./render/clean-text.js";
import { RunReporter } from "./render/run-reporter.js";
import { toolVersion } from "./tool-version.js";

/** What a command that runs migrations works with; closed behind it. */
export interface OpenRunner {
  readonly runner: Runner;
  readonly dialect: Dialect;
  readonly config: Config;
  /** undefined when offline. */
  readonly database: UrlDatabase | undefined;
  /** Aborted by Ctrl-C, where that does not end the process. */
  readonly signal: AbortSignal;
  /** The address without its password; undefined when offline. */
  readonly address: string | undefined;
  /** Evaluates them where nothing needed that so far. */
  readonly migrations: () => Promise<Iterable<Migration>>;
  /** The table of rows that `UpsertData` created; see `EditorContext.rowsTable`. */
  readonly rowsTable: string;
}

export interface RunnerNeeds {
  /** Milliseconds to wait until the database answers. */
  readonly wait?: number;
  /** Needs no database at all. */
  readonly offline?: boolean;
  /** Another dialect than the configured one; only when offline. */
  readonly dialect?: string | undefined;
  /** Where the migrations come from, when that is not the configured folder. */
  readonly load?: (reading: Promise<Config>) => Promise<MigrationSet>;
  /** Evaluate the migrations only if the history does not tell that nothing has changed. */
  readonly lazy?: boolean;
  /** Nothing is changed, so Ctrl-C has nothing to wait for. */
  readonly readOnly?: boolean;
  /** Standard output is SQL or empty: whatever else is said goes to stderr. */
  readonly sqlOutput?: boolean;
}

/** What the migrations run on; no database when offline. */
interface Target {
  readonly dialect: Dialect;
  readonly database: UrlDatabase | undefined;
}

/** Migrations to run, and the end of whatever they need to stay alive. */
export interface MigrationSet {
  readonly registry: Iterable<Migration>;
  dispose(): Promise<void>;
}

/** Loads the migrations, opens what is needed, runs the work and closes everything again. */
export async function withRunner<Result>(
  context: CommandContext,
  options: RunnerNeeds,
  work: (open: OpenRunner) => Promise<Result>,
): Promise<Result> {
  const { stop } = context;
  stop.at(options.readOnly === true ? "which changes nothing" : "before anything was run");
  const reading = readConfig(context);
  // Both are waited for below; a rejection that comes first must not count as unhandled.
  reading.catch(() => undefined);
  let loading: Promise<MigrationSet> | undefined;
  let unevaluated: UnevaluatedFolder | undefined;
  let target: Target | undefined;
  const migrations = async (): Promise<Iterable<Migration>> => {
    if (loading === undefined) {
      preload(target);
      loading =
        options.load?.(reading) ??
        unevaluated?.loadAll() ??
        loadMigrations(context, reading, { toRun: true });
    }
    return (await loading).registry;
  };
  const lazy = options.lazy === true && options.load === undefined && mayCompareFiles(context);
  if (!lazy) migrations().catch(() => undefined);
  const reporter = new RunReporter(context.console);
  const onEvent = (event: RunnerEvent): void => {
    if (event.kind === "lock-acquired") stop.gently();
    reporter.listen(event);
  };
  let ahead: OpenedAhead | undefined;
  let runner: Runner | undefined;
  const parts: MigrationSet[] = [];
  try {
    const config = await reading;
    target = await targetOf(config, options);
    const { dialect } = target;
    if (target.database !== undefined) announce(target.database, context, options);
    if (lazy)
      ahead = await connectAhead(target.database, { ...options, lock: options.readOnly !== true });
    else preload(target);
    const database = ahead?.database ?? target.database;
    target = { dialect, database };
    const { Runner: RunnerClass } = await import("../runner/runner.js");
    await letThrough(ahead);
    if (!lazy) await migrations();
    // What is planned here from now on is not trusted.
    if (context.flags.locked && options.load === undefined && context.nativeFolder === undefined) {
      const { rehearseFolder } = await import("./rehearsal.js");
      await rehearseFolder(context, config, dialect.name);
    }
    const { toolTablesOf } = await import("../plan/tool-tables.js");
    const rowsTable = tableKey(toolTablesOf(config.migration.historyTable).rows);
    const folder = lazy ? await unevaluatedFolder(context, config) : undefined;
    unevaluated = folder;
    await letThrough(ahead);
    // Wanted behind the answer that is on its way.
    if (ahead !== undefined) folder?.list();
    const opened = new RunnerClass({
      migrations,
      files: folder && (() => folder.list()),
      // With it, what a database remembers of a run is not even asked for.
      part: context.env.MM_NO_CACHE
        ? undefined
        : folder && {
            mayRely: () => folder.mayRely(),
            load: async (names) => {
              preload(target);
              const part = await folder.load(names);
              parts.push(part);
              return part.registry;
            },
          },
      dialect,
      database,
      historyTable: config.migration.historyTable,
      toolVersion: toolVersion(),
      onEvent,
    });
    runner = opened;
    const address = database?.label;
    const { signal } = stop;
    return await work({
      ...target,
      runner: opened,
      config,
      address,
      migrations,
      rowsTable,
      signal,
    });
  } finally {
    reporter.end();
    await runner?.close();
    ahead?.leave();
    const loaded = await loading?.catch(() => undefined);
    for (const set of [...parts, loaded]) await set?.dispose();
  }
}

/** The time that the sandbox takes is enough to load the database's client. */
function preload(target: Target | undefined): void {
  void target?.database?.preload?.();
}

/** The first line of a run: a wrong database is seen before anything happens to it. JSON has a field. */
function announce(
  { label, ignored }: UrlDatabase,
  { console }: CommandContext,
  { sqlOutput }: RunnerNeeds,
): void {
  const line = `Database: ${cleanLine(label)}`;
  if (sqlOutput !== true) console.say(line);
  else if (!console.json) console.note(line);
  if (ignored.length === 0) return;
  const names = ignored.map((name) => `"${cleanLine(name)}"`).join(", ");
  console.note(`Of the database URL, ${names} is for the application and means nothing here`);
}

/** The kind of database that is meant where none is opened: the one that is named, else the configured. */
export function offlineDialect(
  { database: { url, type } }: Config,
  named: string | undefined,
): ReturnType<typeof dialectByName> {
  return named === undefined && url !== undefined
    ? dialectForUrl(url)
    : dialectByName(named ?? type);
}

async function targetOf(config: Config, options: RunnerNeeds): Promise<Target> {
  if (options.offline !== true) return await openTarget(config, options);
  return { dialect: await offlineDialect(config, options.dialect).load(), database: undefined };
}

/** The configured database, not connected yet. @throws CliError CLI_NO_DATABASE */
export async function openTarget(
  config: Config,
  { wait }: Pick<RunnerNeeds, "wait"> = {},
): Promise<{ readonly dialect: Dialect; readonly database: UrlDatabase }> {
  const { url } = config.database;
  if (url === undefined) throw noDatabase(config);
  const { openUrl } = await import("../runner/session/open-database.js");
  const database = await openUrl(url, { wait, endsProcess: true });
  return { dialect: database.dialect, database };
}

/** Why a command that needs a database has none; it is never guessed. */
function noDatabase({ database }: Config): CliError | ConfigError {
  const { type, emptyVariable } = database;
  if (emptyVariable !== undefined) {
    return new ConfigError({
      code: "CONFIG_EMPTY",
      message: `${emptyVariable} is empty, so nothing says which database to use`,
      hint: "Give it a value: it often comes from a secret that did not arrive. To use what the configuration file says, unset it.",
    });
  }
  return new CliError({
    code: "CLI_NO_DATABASE_URL",
    message: database.named
      ? `The kind of database is "${type}", but nothing says where it is`
      : "Nothing says which database to use",
    hint: hint`${projectAbove()}Set DATABASE_URL, give --database-url sqlite:./app.db or another URL, or write database.url into the configuration file; ${command("init")} makes one.`,
  });
}
