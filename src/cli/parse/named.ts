import type { Command } from "../command.js";

/** Commands that share their first word. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
}

/** What there is to be named. */
export interface Shell {
  readonly program: string;
  readonly commands: readonly Command[];
  readonly groups: readonly CommandGroup[];
}

/** What the words of a command line name. */
export interface Named {
  readonly shell: Shell;
  readonly command: Command | undefined;
  /** `migrate`; empty for none. */
  readonly group: string;
  /** The first word that names nothing. */
  readonly unknown: string | undefined;
}

export function namedBy([first, second]: readonly string[], shell: Shell): Named {
  const { commands, groups } = shell;
  const find = (words: string | undefined) => commands.find(({ name }) => name === words);
  // `generate` is a command, and the first word of others.
  const command = find(`${first} ${second}`) ?? find(first);
  if (command !== undefined) return { shell, command, group: "", unknown: undefined };
  const group = groups.find(({ name }) => name === first)?.name ?? "";
  return { shell, command, group, unknown: group === "" ? first : second };
}
