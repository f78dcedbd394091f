import type { InferredOptionTypes } from "yargs";
import type { Symbols } from "../interp/symbols.js";
import type { CommandSummary, OptionTable } from "./parse/command-summary.js";
import type { GlobalArguments } from "./parse/global-options.js";
import type { Console } from "./render/console.js";
import type { StopSignals } from "./stop-signal.js";

/** What a command hands back when it did not throw. */
export interface CommandResult {
  /** Default 0; see `exit-code.ts`. */
  readonly exitCode?: number;
  /** Stable name of the outcome in the JSON document; default `OK`. */
  readonly code?: string;
  /** The rest of the JSON document. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** One command as data: the shell, the completion scripts and the docs test read it. */
export interface Command extends CommandSummary {
  /** Command line without the program's name, and what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  readonly run: (
    context: CommandContext,
    args: Readonly<Record<string, unknown>>,
  ) => Promise<CommandResult>;
}

/** A command before its types are erased. */
export interface CommandSpec<Table extends OptionTable> extends Omit<Command, "run"> {
  readonly options: Table;
  readonly run: (
    context: CommandContext,
    args: InferredOptionTypes<Table>,
  ) => Promise<CommandResult>;
}

/**
 * Describes a command. To add one: `src/cli/commands/<name>.ts` that exports it, one line in
 * `commands/index.ts`, `docs/commands/<name>.md`.
 */
export function defineCommand<const Table extends OptionTable>(spec: CommandSpec<Table>): Command {
  return {
    ...spec,
    // yargs has checked the arguments against this very table.
    run: (context, args) => spec.run(context, args as InferredOptionTypes<Table>),
  };
}

/** What surrounds a command. Only the shell makes one. */
export interface CommandContext {
  /** `mm`, or the name of the wrapper binary. */
  readonly program: string;
  readonly console: Console;
  /** What Ctrl-C does. */
  readonly stop: StopSignals;
  readonly flags: GlobalArguments;
  /** All commands, for the one that completes them. */
  readonly commands: () => Promise<readonly CommandSummary[]>;
  /** The process's variables, and those of `--env-file` below them. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The growing symbol map that plugins registered into. */
  readonly symbols: () => Promise<Symbols>;
  /** They are the built-in ones: there is no plugin, and nothing else that could have added one. */
  readonly ownSymbols: boolean;
  /** undefined: migrations run in the sandbox; else they are loaded natively from this folder. */
  readonly nativeFolder: string | undefined;
  /** Tells the shell where the migrations are, as people write it, so that errors can name files. */
  readonly useFolder: (folder: string) => void;
}
