import { nearestName } from "../../text/nearest-name.js";
import { UsageError } from "../cli-error.js";
import type { Command } from "../command.js";
import { globalOptions } from "./global-options.js";
import type { Named } from "./named.js";

export function unknownCommand(named: Named): UsageError {
  const { shell, group, unknown } = named;
  const prefix = group === "" ? "" : `${group} `;
  const names = shell.commands
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name }) => name.slice(prefix.length).split(" ")[0] ?? "");
  const known = [...new Set(names)];
  const meant = unknown === undefined ? [] : meantBy(unknown, named, known);
  const guess = meant.map((name) => `"${prefix}${name}"`).join(" or ");
  return refusal(named, {
    code: "CLI_UNKNOWN_COMMAND",
    message:
      unknown === undefined
        ? `"${`${shell.program} ${group}`.trim()}" needs a command`
        : `There is no command "${prefix}${unknown}"`,
    hint: `${guess === "" ? "" : `Did you mean ${guess}? `}Known are ${known.join(", ")}; see ${helpOf(named)}.`,
  });
}

/** `up` is `migrate up`, and `status` may be of several groups; else the nearest name. */
function meantBy(unknown: string, { shell, group }: Named, known: readonly string[]): string[] {
  const members = shell.commands
    .map(({ name }) => name)
    .filter((name) => group === "" && name.endsWith(` ${unknown}`));
  const near = nearestName(unknown, known);
  return members.length > 0 || near === undefined ? members : [near];
}

/** @param flag as it was written, without its value. */
export function unknownFlag(named: Named, flag: string): UsageError {
  const own = Object.keys(named.command?.options ?? {});
  const known = [...own, ...Object.keys(globalOptions), "help"];
  const near = nearestName(flag.replace(/^-+/, ""), known);
  return refusal(named, {
    code: "CLI_UNKNOWN_FLAG",
    message: `"${named.command?.name}" has no flag "${flag}"`,
    hint: `${near === undefined ? "" : `Did you mean "--${near}"? `}See ${helpOf(named)}.`,
  });
}

/** @param choices what may stand there; undefined: nothing. */
export function unexpectedArgument(
  named: Named,
  word: string,
  choices?: readonly unknown[],
): UsageError {
  const way = choices === undefined ? "Leave it out, or" : `Known are ${choices.join(", ")};`;
  return refusal(named, {
    code: "CLI_UNEXPECTED_ARGUMENT",
    message: `"${named.command?.name}" does not take the argument "${word}"`,
    hint: `${way} see ${helpOf(named)}.`,
  });
}

export function missingArgument(named: Named, { name, positionals }: Command): UsageError {
  return refusal(named, {
    code: "CLI_MISSING_ARGUMENT",
    message: `"${name}" needs ${positionals.join(" ")}`,
    hint: `See ${helpOf(named)}.`,
  });
}

export function missingValue(named: Named, flag: string): UsageError {
  return refusal(named, {
    code: "CLI_MISSING_VALUE",
    message: `--${flag} needs a value`,
    hint: `Write it behind the flag; ${helpOf(named)} has examples.`,
  });
}

/** @param flag as it was written, without its value. */
export function switchValue(named: Named, flag: string, value: string): UsageError {
  const name = flag.replace(/^--(?:no-)?/, "");
  return refusal(named, {
    code: "CLI_SWITCH_VALUE",
    message: `${flag} does not take the value "${value}"`,
    hint: `It is on or off: write --${name} or --no-${name}.`,
  });
}

export function badNumber(named: Named, flag: string): UsageError {
  return refusal(named, {
    code: "CLI_BAD_NUMBER",
    message: `--${flag} needs a number`,
    hint: `Write for example --${flag} 3.`,
  });
}

export function noChoice(
  named: Named,
  flag: string,
  about: { readonly value: string; readonly choices: readonly unknown[] },
): UsageError {
  return refusal(named, {
    code: "CLI_USAGE",
    message: `--${flag} does not take the value "${about.value}"`,
    hint: `Known are ${about.choices.join(", ")}; see ${helpOf(named)}.`,
  });
}

export function repeated(named: Named, flag: string): UsageError {
  return refusal(named, {
    code: "CLI_REPEATED_FLAG",
    message: `--${flag} is given more than once`,
    hint: "Give it once; which one counts must not be a guess.",
  });
}

export function quietAndVerbose(named: Named): UsageError {
  return refusal(named, {
    code: "CLI_QUIET_AND_VERBOSE",
    message: "--quiet and --verbose are given together",
    hint: "Give one of them.",
  });
}

function refusal(
  { shell, command, group }: Named,
  said: { readonly code: string; readonly message: string; readonly hint: string },
): UsageError {
  const words =
    command === undefined ? [group, "<command>"] : [command.name, ...command.positionals];
  const synopsis = [shell.program, ...words, "[options]"].filter((word) => word !== "").join(" ");
  return new UsageError({ ...said, synopsis });
}

/** The command that says more. */
function helpOf({ shell, command, group }: Named): string {
  return `"${[shell.program, command?.name ?? group, "--help"].filter((word) => word !== "").join(" ")}"`;
}
