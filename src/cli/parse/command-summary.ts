import type { Options } from "yargs";

/** A flag or a positional argument: those facts of yargs' that the parser knows, and no others. */
export interface Option
  extends Pick<Options, "describe" | "default" | "array" | "choices" | "demandOption"> {
  readonly type: "boolean" | "number" | "string";
  /** What a shell offers for its value; undefined: the choices, else files. */
  readonly completes?: "migration" | "folder";
}

/** Flags and positional arguments by name. */
export type OptionTable = Readonly<Record<string, Option>>;

/** What help, completion and documentation need to know of a command. */
export interface CommandSummary {
  /** `migrate up`: the words one types. */
  readonly name: string;
  readonly summary: string;
  /** Positional arguments in order, `<name>` or `[names..]`. */
  readonly positionals: readonly string[];
  readonly options: OptionTable;
}
