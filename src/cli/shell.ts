import type { Argv } from "yargs";
import yargs from "yargs";
import { UsageError } from "./cli-error.js";
import type { Command } from "./command.js";
import { flagWords } from "./flag-words.js";
import { type GlobalArguments, globalOptions } from "./global-options.js";
import { release } from "./held-word.js";
import { readWords, usageError } from "./usage-error.js";

/** What a command line asks for. */
export type Parsed =
  | { readonly kind: "help"; readonly text: string }
  | {
      readonly kind: "command";
      readonly command: Command;
      readonly args: Arguments;
      readonly flags: GlobalArguments;
    };

/** Commands that share their first word. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
}

export interface ShellOptions {
  readonly program: string;
  readonly commands: readonly Command[];
  readonly groups: readonly CommandGroup[];
}

/** Heading of the flags that only one command has. */
const ownFlags = "Flags:";

/** What yargs made of the words. */
type Arguments = Readonly<Record<string, unknown>>;

/**
 * Thrown by the command that was named, since yargs writes a help text behind every handler that
 * returns: 5 ms that nobody reads.
 */
class Picked {
  readonly command: Command;
  readonly args: Arguments;

  constructor(command: Command, args: Arguments) {
    this.command = command;
    this.args = args;
  }
}

/**
 * Understands a command line and runs nothing.
 *
 * @throws UsageError for everything that is not exactly what a command takes.
 */
export function parseCommandLine(argv: readonly string[], options: ShellOptions): Parsed {
  const { program, commands } = options;
  // `mm help migrate up`, as with git and npm.
  const [first, ...rest] = argv;
  const words = [...flagWords(first === "help" ? [...rest, "--help"] : argv, options)];
  const parser = baseParser(program);
  addCommands(parser, options, readWords(words, commands).command);
  let fault: string | undefined;
  let help = "";
  const onEnd = (error: Error | undefined | null, _args: unknown, output: string): void => {
    fault = error?.message;
    help = output;
  };
  try {
    parser.parse(words, {}, onEnd);
  } catch (thrown) {
    if (!(thrown instanceof Picked)) throw thrown;
    const { command } = thrown;
    const args = Object.fromEntries(
      Object.entries(thrown.args).map(([name, value]) => [name, release(value)]),
    );
    return { kind: "command", command, args, flags: globalArguments(args, program) };
  }
  // Words that are neither a command nor a call for help must never look like success.
  if ((fault !== undefined || help === "") && argv.length > 0) {
    throw usageError({ program, message: fault ?? "Name a command", argv: words, commands });
  }
  return { kind: "help", text: help.replace(/(?<!\n)\n*Name a command$/, "") };
}

function baseParser(program: string): Argv {
  return (
    yargs([])
      .scriptName(program)
      // The language of the machine must not decide what a message says or a test sees.
      .locale("en")
      .parserConfiguration({
        "parse-numbers": true,
        "parse-positional-numbers": false,
        "dot-notation": false,
        "greedy-arrays": false,
      })
      .options(globalOptions)
      // Groups are shown in the order in which they are named first.
      .group([], ownFlags)
      .group([...Object.keys(globalOptions), "help"], "Every command:")
      .help("help")
      .alias("help", "h")
      .version(false)
      .strict()
      .demandCommand(1, "Name a command")
      .wrap(100)
      .exitProcess(false)
      .usage("$0 <command> [options]")
      .epilogue(`"$0 <command> --help" says more; "$0 --version" prints the version.`)
  );
}

function addCommands(
  parser: Argv,
  { program, commands, groups }: ShellOptions,
  meant: Command | undefined,
): void {
  const membersOf = (name: string): readonly Command[] =>
    commands.filter((command) => command.name.startsWith(`${name} `));
  for (const command of commands) {
    if (command.name.includes(" ")) continue;
    addCommand(parser, command, { program, members: membersOf(command.name), meant });
  }
  for (const { name, summary } of groups) {
    parser.command({
      command: `${name} <command>`,
      describe: summary,
      builder: (group: Argv) => {
        for (const member of membersOf(name)) addCommand(group, member, { program });
        return group
          .usage(`$0 ${name} <command> [options]\n\n${summary}`)
          .demandCommand(1, "Name a command");
      },
      handler: () => undefined,
    });
  }
}

interface Surroundings {
  readonly program: string;
  /** Commands that begin with the name of this one. */
  readonly members?: readonly Command[];
  /** The command that the words name, as far as one can tell without a parser. */
  readonly meant?: Command | undefined;
}

function addCommand(
  parser: Argv,
  command: Command,
  { program, members = [], meant }: Surroundings,
): void {
  const word = command.name.split(" ").at(-1) ?? "";
  const positionalNames = new Set(command.positionals.map((text) => text.replace(/[<>[\].]/g, "")));
  parser.command({
    command: [word, ...command.positionals].join(" "),
    describe: command.summary,
    builder: (inner: Argv) => {
      for (const member of members) addCommand(inner, member, { program });
      // yargs would give it the flags of this one as well.
      if (members.some((member) => member === meant)) return inner;
      inner.usage(
        `$0 ${[command.name, ...command.positionals].join(" ")} [options]\n\n${command.summary}`,
      );
      for (const [name, option] of Object.entries(command.options)) {
        if (positionalNames.has(name))
          inner.positional(name, { describe: option.describe ?? "", type: "string" });
        else inner.group(name, ownFlags);
        inner.option(name, option.type === "boolean" ? option : { requiresArg: true, ...option });
      }
      for (const [line, what] of command.examples) inner.example(`$0 ${line}`, what);
      return inner.epilogue("");
    },
    handler: (args: Arguments) => {
      const synopsis = [program, command.name, ...command.positionals, "[options]"].join(" ");
      rejectRepeated(command, args, synopsis);
      rejectNonsense(command, args, synopsis);
      throw new Picked(command, args);
    },
  });
}

/** yargs turns a flag that was given twice into a list; only the repeatable ones may be. */
function rejectRepeated(command: Command, args: Arguments, synopsis: string): void {
  const table = { ...globalOptions, ...command.options };
  for (const [name, option] of Object.entries(table)) {
    if (("array" in option && option.array) || !Array.isArray(args[name])) continue;
    if (command.positionals.some((text) => text.includes(`${name}..`))) continue;
    throw new UsageError({
      code: "CLI_REPEATED_FLAG",
      message: `--${name} is given more than once`,
      hint: "Give it once; which one counts must not be a guess.",
      synopsis,
    });
  }
}

/** yargs makes NaN of a number that is none. */
function rejectNonsense(command: Command, args: Arguments, synopsis: string): void {
  for (const [name, option] of Object.entries(command.options)) {
    if (option.type !== "number" || !Number.isNaN(args[name])) continue;
    throw new UsageError({
      code: "CLI_BAD_NUMBER",
      message: `--${name} needs a number`,
      hint: `Write for example --${name} 3.`,
      synopsis,
    });
  }
}

function globalArguments(args: Arguments, program: string): GlobalArguments {
  const text = (name: string): string | undefined => {
    const value = args[name];
    return typeof value === "string" ? value : undefined;
  };
  const flag = (name: string): boolean | undefined => {
    const value = args[name];
    return typeof value === "boolean" ? value : undefined;
  };
  const texts = (name: string): readonly string[] => {
    const value = args[name];
    return Array.isArray(value) ? value.map(String) : [];
  };
  if (flag("quiet") === true && flag("verbose") === true) {
    throw new UsageError({
      code: "CLI_QUIET_AND_VERBOSE",
      message: "--quiet and --verbose are given together",
      hint: "Give one of them.",
      synopsis: `${program} <command> [options]`,
    });
  }
  return {
    config: text("config"),
    databaseUrl: text("databaseUrl"),
    envFile: text("envFile"),
    plugin: texts("plugin"),
    locked: flag("locked") ?? false,
    limit: texts("limit"),
    json: flag("json") ?? false,
    verbose: flag("verbose"),
    quiet: flag("quiet") ?? false,
    color: flag("color"),
  };
}
