import { UsageError } from "./cli-error.js";
import type { Command } from "./command.js";
import { globalOptions } from "./global-options.js";
import { hold } from "./held-word.js";
import { readWords, synopsisOf, usageError } from "./usage-error.js";

interface Shell {
  readonly program: string;
  readonly commands: readonly Command[];
}

/** One word of the command line that is a flag. */
interface Flag {
  /** As it is declared: `dry-run`. */
  readonly name: string;
  /** `--no-...` */
  readonly negated: boolean;
  /** What stands behind `=`. */
  readonly value: string | undefined;
}

type FlagKind = "boolean" | "number" | "string";

/**
 * The words for yargs, which takes in silence what nobody meant: it would read `--dry-run=yes` and
 * `--locked=1` as "off", `--lock-timeout=` as 0, `--no-to` as a value, and would forget what stands
 * behind `--`, so that `migrate up -- --dry-run` ran for real and `-- migrate up` did nothing.
 *
 * @throws UsageError for a flag that does not exist or has a value that it cannot have.
 */
export function flagWords(argv: readonly string[], shell: Shell): readonly string[] {
  const end = argv.indexOf("--");
  const words = end < 0 ? argv : argv.slice(0, end);
  const behind = end < 0 ? [] : argv.slice(end + 1);
  if (words.some((word) => /^(?:--help|--h|-h)$/.test(word))) return words;
  const plain = behind.map((word) => (/^-|^(?:true|false)$/.test(word) ? hold(word) : word));
  const all = [...words, ...plain];
  const named = readWords(all, shell.commands);
  const kinds = kindsOf(named.command === undefined ? shell.commands : [named.command]);
  const refuse = (message: string, flag?: string): never => {
    throw usageError({ ...shell, message, argv: all, ...(flag === undefined ? {} : { flag }) });
  };
  for (const [at, word] of words.entries()) {
    if (!word.startsWith("--")) continue;
    const flag = readFlag(word);
    const kind = kinds.get(flag.name);
    if (kind === undefined || (flag.negated && kind !== "boolean")) {
      refuse(`Unknown argument: ${flag.name}`, word);
    }
    if (kind === "boolean") {
      checkSwitch(flag, synopsisOf(shell.program, named));
      continue;
    }
    const value = flag.value ?? words[at + 1];
    // What stands behind `--` is never the value of the flag before it.
    if (value === undefined || (kind === "number" && value.trim() === "")) {
      refuse(`Not enough arguments following: ${flag.name}`);
    }
  }
  const takesWords = (named.command?.positionals.length ?? 0) > 0;
  return all.map((word) => (word === "help" && takesWords ? hold(word) : word));
}

function readFlag(word: string): Flag {
  const equals = word.indexOf("=");
  const bare = equals < 0 ? word.slice(2) : word.slice(2, equals);
  const negated = bare.startsWith("no-");
  return {
    // yargs takes `--dryRun` as well.
    name: bare.slice(negated ? 3 : 0).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    negated,
    value: equals < 0 ? undefined : word.slice(equals + 1),
  };
}

function kindsOf(commands: readonly Command[]): ReadonlyMap<string, FlagKind> {
  const kinds = new Map<string, FlagKind>([["help", "boolean"]]);
  for (const table of [globalOptions, ...commands.map(({ options }) => options)]) {
    for (const [name, { type }] of Object.entries(table)) {
      kinds.set(name, type === "boolean" || type === "number" ? type : "string");
    }
  }
  return kinds;
}

function checkSwitch({ name, negated, value }: Flag, synopsis: string): void {
  if (value === undefined || (!negated && (value === "true" || value === "false"))) return;
  throw new UsageError({
    code: "CLI_SWITCH_VALUE",
    message: `--${negated ? "no-" : ""}${name} does not take the value "${value}"`,
    hint: `It is on or off: write --${name} or --no-${name}.`,
    synopsis,
  });
}
