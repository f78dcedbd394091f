import { nearestName } from "../text/nearest-name.js";
import { UsageError } from "./cli-error.js";
import type { Command } from "./command.js";
import { globalOptions } from "./global-options.js";
import { release } from "./held-word.js";

export interface UsageFault {
  readonly program: string;
  /** What the parser says, in English. */
  readonly message: string;
  readonly argv: readonly string[];
  readonly commands: readonly Command[];
  /** The flag that does not exist, where that is known. */
  readonly flag?: string;
}

/** Words of the command line with a position of their own, as far as one can tell without a parser. */
export interface Words {
  /** The command that was recognised, or undefined. */
  readonly command: Command | undefined;
  /** The group that was recognised, `migrate`; empty for none. */
  readonly group: string;
  /** The first word that is no command. */
  readonly unknown: string | undefined;
}

/** Turns the parser's sentence into an error with a code, the nearest name and a synopsis. */
export function usageError(fault: UsageFault): UsageError {
  const words = readWords(fault.argv, fault.commands);
  const synopsis = synopsisOf(fault.program, words);
  const help = `"${[fault.program, words.command?.name ?? words.group].join(" ").trim()} --help"`;
  if (words.command === undefined) return unknownCommand(fault, words, { synopsis, help });
  const message = release(fault.message);
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1]?.split(", ")[0];
  if (unknown !== undefined) {
    const flag =
      fault.flag ??
      fault.argv.find(
        (word) => word.startsWith("-") && nameOf(word).replace(/^-+(?:no-)?/, "") === unknown,
      );
    return flag === undefined
      ? new UsageError({
          code: "CLI_UNEXPECTED_ARGUMENT",
          // yargs puts quotes around one that is empty.
          message: `"${words.command.name}" does not take the argument "${unknown.replace(/^""$/, "")}"`,
          hint: `Leave it out, or see ${help}.`,
          synopsis,
        })
      : unknownFlag(nameOf(flag), words.command, { synopsis, help });
  }
  const valueless = /^Not enough arguments following: (.+)$/.exec(message)?.[1];
  if (valueless !== undefined) {
    return new UsageError({
      code: "CLI_MISSING_VALUE",
      message: `--${valueless} needs a value`,
      hint: `Write it behind the flag; ${help} has examples.`,
      synopsis,
    });
  }
  if (message.startsWith("Not enough non-option arguments")) {
    return new UsageError({
      code: "CLI_MISSING_ARGUMENT",
      message: `"${words.command.name}" needs ${words.command.positionals.join(" ")}`,
      hint: `See ${help}.`,
      synopsis,
    });
  }
  return new UsageError({
    code: "CLI_USAGE",
    message: message.replace(/\s+/g, " ").trim(),
    hint: `See ${help}.`,
    synopsis,
  });
}

export function readWords(argv: readonly string[], commands: readonly Command[]): Words {
  const firsts = new Set(commands.map(({ name }) => name.split(" ")[0] ?? ""));
  const valued = valuedFlags(commands);
  const words: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? "";
    if (!word.startsWith("-")) words.push(release(word));
    else if (valued.has(word)) at += 1;
  }
  const [first = "", second] = words;
  const nested = commands.find(({ name }) => name === `${first} ${second}`);
  if (nested !== undefined) return { command: nested, group: first, unknown: undefined };
  const single = commands.find(({ name }) => name === first);
  if (single !== undefined) return { command: single, group: "", unknown: undefined };
  if (!firsts.has(first)) return { command: undefined, group: "", unknown: words[0] };
  return { command: undefined, group: first, unknown: second };
}

function valuedFlags(commands: readonly Command[]): Set<string> {
  const tables = [globalOptions, ...commands.map(({ options }) => options)];
  return new Set(
    tables.flatMap((table) =>
      Object.entries(table)
        .filter(([, option]) => option.type !== "boolean")
        .map(([name]) => `--${name}`),
    ),
  );
}

function unknownCommand(
  fault: UsageFault,
  words: Words,
  show: { readonly synopsis: string; readonly help: string },
): UsageError {
  const prefix = words.group === "" ? "" : `${words.group} `;
  const names = fault.commands
    .map(({ name }) => name)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length).split(" ")[0] ?? "");
  const known = [...new Set(names)];
  const typed = words.unknown;
  const near = typed === undefined ? undefined : nearestName(typed, known);
  return new UsageError({
    code: "CLI_UNKNOWN_COMMAND",
    message:
      typed === undefined
        ? `"${fault.program} ${prefix}" needs a command`.replace(' " ', '" ')
        : `There is no command "${prefix}${typed}"`,
    hint: `${near === undefined ? "" : `Did you mean "${prefix}${near}"? `}Known are ${known.join(", ")}; see ${show.help}.`,
    synopsis: show.synopsis,
  });
}

function unknownFlag(
  flag: string,
  command: Command,
  show: { readonly synopsis: string; readonly help: string },
): UsageError {
  const known = [...Object.keys(command.options), ...Object.keys(globalOptions), "help"];
  const near = nearestName(flag.replace(/^-+/, ""), known);
  return new UsageError({
    code: "CLI_UNKNOWN_FLAG",
    message: `"${command.name}" has no flag "${flag}"`,
    hint: near === undefined ? `See ${show.help}.` : `Did you mean "--${near}"? See ${show.help}.`,
    synopsis: show.synopsis,
  });
}

export function synopsisOf(program: string, words: Words): string {
  if (words.command === undefined) {
    return [program, words.group, "<command> [options]"].filter((part) => part !== "").join(" ");
  }
  return [program, words.command.name, ...words.command.positionals, "[options]"].join(" ");
}

/** A flag without the value that stands behind its equals sign. */
function nameOf(word: string): string {
  return word.split("=", 1)[0] ?? "";
}
