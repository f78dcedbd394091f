import { parseArgs } from "node:util";
import type { InferredOptionTypes } from "yargs";
import type { Command } from "../command.js";
import type { Option, OptionTable } from "./command-summary.js";
import { type GlobalArguments, globalOptions } from "./global-options.js";
import { type Named, namedBy, type Shell } from "./named.js";
import * as refusal from "./refusal.js";

/** What stands behind a flag that needs a value and is none: another flag, but no negative number. */
const flagLike = /^-(?![\d.]|$)/;

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

/** By the name as it is declared, `dry-run`. */
type FlagTable = ReadonlyMap<string, Option>;

type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];

type FlagToken = Extract<Token, { kind: "option" }>;

/** Of several tables; the first that has a name says what it is. */
function flagTable(...tables: readonly OptionTable[]): FlagTable {
  return new Map(tables.toReversed().flatMap((table) => Object.entries(table)));
}

/** `dry-run` as `dryRun`. */
function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

/** The words as Node.js tells them apart; which flags there are and what they may be is not asked. */
function tokensOf(argv: readonly string[], table: FlagTable): readonly Token[] {
  // Words alone need no help: what tells them apart takes longer to load than most of what a short run loads.
  if (!argv.some((word) => word.startsWith("-")))
    return argv.map((value, index) => ({ kind: "positional", index, value }));
  const options = [...table].flatMap(([name, { type }]) =>
    [name, camelCase(name)].map((key) => [
      key,
      { type: type === "boolean" ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  return parseArgs({
    args: [...argv],
    options: Object.fromEntries(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;
}

/** Which flag it is, and its value. @throws UsageError when there is none, or not with such a value. */
function flagValue(
  token: FlagToken,
  { table, named }: { readonly table: FlagTable; readonly named: Named },
): { readonly name: string; readonly value: unknown } {
  const written = token.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const negated = written.startsWith("no-");
  const name = negated ? written.slice(3) : written;
  const option = table.get(name);
  const long = token.rawName.startsWith("--");
  if (option === undefined || !long || (negated && option.type !== "boolean")) {
    throw refusal.unknownFlag(named, token.rawName);
  }
  const { value } = token;
  if (option.type === "boolean") {
    if (value === undefined) return { name, value: !negated };
    if (!negated && /^(?:true|false)$/.test(value)) return { name, value: value === "true" };
    throw refusal.switchValue(named, token.rawName, value);
  }
  if (value === undefined || (!token.inlineValue && flagLike.test(value))) {
    throw refusal.missingValue(named, name);
  }
  if (option.type === "number") {
    if (value.trim() === "") throw refusal.missingValue(named, name);
    if (!Number.isFinite(Number(value))) throw refusal.badNumber(named, name);
    return { name, value: Number(value) };
  }
  if (option.choices?.includes(value) === false) {
    throw refusal.noChoice(named, name, { value, choices: option.choices });
  }
  return { name, value };
}
