import type { Argv } from "yargs";
import yargs from "yargs";
import type { Command } from "../command.js";
import { globalOptions } from "../parse/global-options.js";
import type { CommandGroup, Shell } from "../parse/named.js";
import { wrapText } from "./wrap-text.js";

/** Heading of the flags that only one command has. */
const ownFlags = "Flags:";

/** Columns of the help where there is room for them, and those below which it is one column. */
const WIDEST = 100;
const NARROW = 72;

/** The help of what the words name: a command, a group, or all of them when there are none. */
export async function helpText(
  words: readonly string[],
  shell: Shell,
  columns: number,
): Promise<string> {
  const parser = yargs([])
    .scriptName(shell.program)
    // The language of the machine must not decide what a text says or a test sees.
    .locale("en")
    .options(globalOptions)
    // Groups are shown in the order in which they are named first.
    .group([], ownFlags)
    .group([...Object.keys(globalOptions), "help"], "Every command:")
    .help("help")
    .alias("help", "h")
    .version(false)
    .wrap(columns < NARROW ? null : Math.min(columns, WIDEST))
    .exitProcess(false)
    .usage("$0 <command> [options]")
    .epilogue(`"$0 <command> --help" says more; "$0 --version" prints the version.`);
  addCommands(parser, words, shell);
  const help = await new Promise<string>((resolve) => {
    void parser.parse([...words, "--help"], {}, (_error, _args, text) => resolve(text));
  });
  return columns < NARROW ? oneColumn(help, columns) : help;
}

/** What stands beside a flag or a command comes below it. */
function oneColumn(help: string, columns: number): string {
  return help
    .split("\n")
    .map((line) => {
      const text = line.trim();
      const gap = text.indexOf("  ");
      if (gap < 0 || !line.startsWith("  ")) return wrapText(line.trimEnd(), columns);
      const [left, right] = [text.slice(0, gap), text.slice(gap).trim()];
      return wrapText(`  ${left}\n    ${right.replaceAll(/ {2,}/g, " ")}`, columns);
    })
    .join("\n");
}

function addCommands(parser: Argv, words: readonly string[], { commands, groups }: Shell): void {
  const membersOf = (head: string) => commands.filter(({ name }) => name.startsWith(`${head} `));
  for (const command of commands) {
    if (command.name.includes(" ")) continue;
    const members = membersOf(command.name);
    // yargs would give a member the flags of the command that it begins with.
    const named = members.some(({ name }) => name === words.join(" "));
    if (named) addGroup(parser, command, members);
    else addCommand(parser, command, members);
  }
  for (const group of groups) addGroup(parser, group, membersOf(group.name));
}

function addGroup(
  parser: Argv,
  { name, summary }: CommandGroup,
  members: readonly Command[],
): void {
  parser.command(`${name} <command>`, summary, (group: Argv) => {
    for (const member of members) addCommand(group, member);
    return group.usage(`$0 ${name} <command> [options]\n\n${summary}`);
  });
}

function addCommand(parser: Argv, command: Command, members: readonly Command[] = []): void {
  const { name, summary, positionals, options, examples } = command;
  const word = name.split(" ").at(-1) ?? "";
  const taken = new Set(positionals.map((text) => text.replace(/[<>[\].]/g, "")));
  parser.command([word, ...positionals].join(" "), summary, (inner: Argv) => {
    for (const member of members) addCommand(inner, member);
    inner.usage(`$0 ${[name, ...positionals].join(" ")} [options]\n\n${summary}`);
    for (const [flag, option] of Object.entries(options)) {
      if (taken.has(flag)) {
        inner.positional(flag, { describe: option.describe ?? "", type: "string" });
      } else inner.group(flag, ownFlags);
      inner.option(flag, option);
    }
    for (const [line, what] of examples) inner.example(`$0 ${line}`, what);
    return inner.epilogue("");
  });
}
