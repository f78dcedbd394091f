import type { InferredOptionTypes } from "yargs";
import type { Command } from "../command.js";
import { camelCase, type FlagTable, flagTable, flagValue, tokensOf } from "./flags.js";
import { type GlobalArguments, globalOptions } from "./global-options.js";
import { type Named, namedBy, type Shell } from "./named.js";
import * as refusal from "./refusal.js";

/** What a command line asks for. */
export type Parsed =
  /** Of what these words name: a command, a group, or all of them when there are none. */
  | { readonly kind: "help"; readonly words: readonly string[] }
  | {
      readonly kind: "command";
      readonly command: Command;
      readonly args: Arguments;
      readonly flags: GlobalArguments;
    };

/** By name, as `dry-run` and as `dryRun`. */
type Arguments = Readonly<Record<string, unknown>>;

/**
 * Understands a command line and runs nothing.
 *
 * @throws UsageError for everything that is not exactly what a command takes.
 */
export function parseCommandLine(argv: readonly string[], shell: Shell): Parsed {
  // `mm help migrate up`, as with git and npm.
  const [first, ...others] = argv;
  const all = first === "help" ? [...others, "--help"] : argv;
  const known = flagTable(...shell.commands.map(({ options }) => options), globalOptions);
  const words = wordsIn(all, known);
  const named = namedBy(words, shell);
  if (argv.length === 0 || asksForHelp(all, words, named)) {
    const name = named.command?.name ?? named.group;
    return { kind: "help", words: name === "" ? [] : name.split(" ") };
  }
  const { command } = named;
  if (command === undefined) throw refusal.unknownCommand(named);
  const args = { ...flagsIn(all, command, named), ...positionalsIn(all, command, named) };
  return { kind: "command", command, args, flags: globalArguments(args, named) };
}

function wordsIn(argv: readonly string[], table: FlagTable): readonly string[] {
  return tokensOf(argv, table).flatMap((token) =>
    token.kind === "positional" ? [token.value] : [],
  );
}

/** `help` is a word like others for a command that takes words, and behind `--`. */
function asksForHelp(argv: readonly string[], words: readonly string[], named: Named): boolean {
  const end = argv.indexOf("--");
  const before = end < 0 ? argv : argv.slice(0, end);
  if (before.includes("--help") || before.includes("-h")) return true;
  const takesWords = (named.command?.positionals.length ?? 0) > 0;
  return !takesWords && words.includes("help");
}

function ownFlags({ options, positionals }: Command): FlagTable {
  const words = new Set(positionals.map(nameOf));
  const own = Object.entries(options).filter(([name]) => !words.has(name));
  return flagTable(Object.fromEntries(own), globalOptions);
}

function flagsIn(argv: readonly string[], command: Command, named: Named): Arguments {
  const table = ownFlags(command);
  const given = new Map<string, unknown[]>();
  for (const token of tokensOf(argv, table)) {
    if (token.kind !== "option") continue;
    const { name, value } = flagValue(token, { table, named });
    const before = given.get(name) ?? [];
    if (before.length > 0 && table.get(name)?.array !== true) throw refusal.repeated(named, name);
    given.set(name, [...before, value]);
  }
  const args: Record<string, unknown> = {};
  for (const [name, option] of table) {
    const values = given.get(name);
    const value = option.array === true ? values : values?.[0];
    args[name] = value ?? option.default;
    args[camelCase(name)] = args[name];
  }
  return args;
}

function positionalsIn(argv: readonly string[], command: Command, named: Named): Arguments {
  const words = wordsIn(argv, ownFlags(command)).slice(command.name.split(" ").length);
  const args: Record<string, unknown> = {};
  for (const text of command.positionals) {
    if (text.startsWith("<") && words.length === 0) throw refusal.missingArgument(named, command);
    const name = nameOf(text);
    const taken = words.splice(0, text.includes("..") ? words.length : 1);
    const { choices } = command.options[name] ?? {};
    const wrong = taken.find((word) => choices?.includes(word) === false);
    if (wrong !== undefined) throw refusal.unexpectedArgument(named, wrong, choices);
    args[name] = text.includes("..") ? taken : taken[0];
  }
  const [unexpected] = words;
  if (unexpected !== undefined) throw refusal.unexpectedArgument(named, unexpected);
  return args;
}

/** `[folders..]` */
function nameOf(positional: string): string {
  return positional.replace(/[<>[\].]/g, "");
}

function globalArguments(args: Arguments, named: Named): GlobalArguments {
  // They were made from this very table.
  const flags = args as InferredOptionTypes<typeof globalOptions>;
  if (flags.quiet && flags.verbose === true) throw refusal.quietAndVerbose(named);
  return {
    ...flags,
    databaseUrl: flags["database-url"],
    envFile: flags["env-file"],
    plugin: flags.plugin ?? [],
    limit: flags.limit ?? [],
  };
}
