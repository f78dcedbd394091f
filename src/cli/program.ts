import { resolveColor } from "../config/config.js";
import type { Symbols } from "../interp/symbols.js";
import { CliError, UsageError } from "./cli-error.js";
import type { CommandContext } from "./command.js";
import { allCommands } from "./commands/index.js";
import { orDeadEnd } from "./dead-end.js";
import { readEnvironment } from "./environment.js";
import { exitCodes } from "./exit-code.js";
import { askedCommand, wholeShell } from "./parse/asked-command.js";
import { loadPlugins } from "./plugins.js";
import { Console } from "./render/console.js";
import { DescribedError } from "./render/described-error.js";
import {
  describeError,
  type ErrorDocument,
  interruption,
  stacksOf,
  withFrame,
} from "./render/error-document.js";
import { renderError } from "./render/render-error.js";
import { StopSignals } from "./stop-signal.js";
import { toolVersion } from "./tool-version.js";

export interface ProgramOptions {
  readonly name: string;
  readonly symbols: Symbols | undefined;
  readonly nativeFolder: string | undefined;
  /** See `StartOptions`. */
  readonly ownSymbols: boolean;
}

/** What is known while the command line runs, for the error at its end. */
interface Progress {
  folder: string | undefined;
  stop: StopSignals;
}

/**
 * The composition root: the only place where the environment is read and things are wired.
 *
 * @returns the exit code; every error has been shown.
 */
export async function runProgram(
  argv: readonly string[],
  options: ProgramOptions,
): Promise<number> {
  const console = openConsole(argv);
  const stop = new StopSignals(console, options.name);
  const progress: Progress = { folder: undefined, stop };
  try {
    return await orDeadEnd(dispatch(argv, { console, options, progress }));
  } catch (error) {
    return await fail(error, { console, program: options.name, ...progress });
  }
}

async function dispatch(
  argv: readonly string[],
  wiring: { console: Console; options: ProgramOptions; progress: Progress },
): Promise<number> {
  const { console, options, progress } = wiring;
  if (argv.includes("--version") && !argv.some((word) => /^[a-z]/.test(word))) {
    if (console.json)
      console.document({ status: "ok", code: "OK", exitCode: 0, version: toolVersion() });
    console.result(toolVersion());
    return exitCodes.done;
  }
  assertWorkingDirectory();
  const parsed = await askedCommand(argv, options.name);
  if (parsed.kind === "help") {
    const { helpText } = await import("./render/help-text.js");
    const help = await helpText(parsed.words, await wholeShell(options.name), console.columns);
    if (console.json) console.document({ status: "ok", code: "OK", exitCode: 0, help });
    console.result(help);
    return exitCodes.done;
  }
  const { command, flags, args } = parsed;
  const env = readEnvironment(flags.envFile, process.env);
  for (const url of [flags.databaseUrl, env.DATABASE_URL, env.MM_DATABASE_URL]) {
    if (url !== undefined) console.redactor.learn(url);
  }
  const stop = new StopSignals(console, `${options.name} ${command.name}`);
  progress.stop = stop;
  const plugins = pluginsOf(flags.plugin, env);
  const context: CommandContext = {
    program: options.name,
    console,
    stop,
    flags,
    commands: allCommands,
    env,
    symbols: symbolsOf(options, plugins),
    ownSymbols: options.ownSymbols && options.symbols === undefined && plugins.length === 0,
    nativeFolder: options.nativeFolder,
    useFolder: (folder) => {
      progress.folder = folder;
    },
  };
  const outcome = await stop.around(() => command.run(context, args));
  const exitCode = outcome.exitCode ?? exitCodes.done;
  if (console.json) {
    const status = exitCode === exitCodes.done ? "ok" : "failed";
    console.document({ status, code: outcome.code ?? "OK", exitCode, ...outcome.document });
  }
  return exitCode;
}

/** Commas alone: a path may have spaces, and half of it would name other code. */
function pluginsOf(
  named: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const fromEnvironment = (env.MM_PLUGINS ?? "").split(",").map((name) => name.trim());
  return [...fromEnvironment.filter(Boolean), ...named];
}

/** Plugins run with the operator's power, once, and only for a command that needs the symbols. */
function symbolsOf(options: ProgramOptions, plugins: readonly string[]): () => Promise<Symbols> {
  let loaded: Promise<Symbols> | undefined;
  const load = async (): Promise<Symbols> => {
    const symbols = options.symbols ?? (await import("../../symbols/index.js")).symbols;
    await loadPlugins(plugins, { symbols });
    return symbols;
  };
  return () => {
    loaded ??= load();
    return loaded;
  };
}

/** Before the command line is understood: even a wrong one must answer in JSON when asked to. */
function openConsole(argv: readonly string[]): Console {
  const end = argv.indexOf("--");
  const words = end < 0 ? argv : argv.slice(0, end);
  const given = (name: string): boolean =>
    words.some((word) => word === `--${name}` || word === `--${name}=true`);
  const color =
    given("no-color") || words.includes("--color=false") ? false : given("color") || undefined;
  return new Console({
    stdout: process.stdout,
    stderr: process.stderr,
    json: given("json"),
    quiet: given("quiet"),
    verbose: given("verbose"),
    color: resolveColor({ flag: color, env: process.env, file: undefined }),
  });
}

async function fail(
  error: unknown,
  about: {
    readonly console: Console;
    readonly program: string;
    readonly folder: string | undefined;
    readonly stop: StopSignals;
  },
): Promise<number> {
  const { console } = about;
  const document = await documentOf(error, about);
  if (console.json) console.document(document);
  else renderError(document, console);
  if (error instanceof UsageError && !console.json) {
    console.complain(`  usage: ${error.synopsis}`);
  }
  // Our own crash without its stack would be a report without use.
  const explained = error instanceof UsageError;
  if ((console.verbose && !explained) || document.code === "CLI_BUG")
    console.complain(error instanceof DescribedError ? error.stacks : stacksOf(error));
  return document.exitCode;
}

async function documentOf(
  error: unknown,
  about: Parameters<typeof fail>[1],
): Promise<ErrorDocument> {
  if (error instanceof DescribedError) return error.document;
  const described = describeError(error, about);
  if (described.code === "RUNNER_INTERRUPTED") return interruption(described, about.stop.exitCode);
  return await withFrame(described, about.folder);
}

/** Everything is relative to it. */
function assertWorkingDirectory(): void {
  try {
    process.cwd();
  } catch (cause) {
    throw new CliError({
      code: "CLI_NO_WORKING_DIRECTORY",
      message: "The working directory does not exist any more",
      hint: "Change to a folder that is there, and run the command again.",
      cause,
    });
  }
}
