import type { InferredOptionTypes } from "yargs";
import type { CommandContext } from "./command-context.js";
import type { CommandSummary, OptionTable } from "./parse/command-summary.js";

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
