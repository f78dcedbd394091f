import type { Options } from "yargs";

/** Flags and positional arguments by name, as yargs describes them. */
export type OptionTable = Readonly<Record<string, Options>>;

/** What help, completion and documentation need to know of a command. */
export interface CommandSummary {
  /** `migrate up`: the words one types. */
  readonly name: string;
  readonly summary: string;
  /** Positional arguments in order, `<name>` or `[names..]`. */
  readonly positionals: readonly string[];
  readonly options: OptionTable;
}
