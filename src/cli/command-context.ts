import type { Symbols } from "../interp/symbols.js";
import type { CommandSummary } from "./parse/command-summary.js";
import type { GlobalArguments } from "./parse/global-options.js";
import type { Console } from "./render/console.js";
import type { StopSignals } from "./stop-signal.js";

/** What surrounds a command. Only the shell makes one. */
export interface CommandContext {
  /** `mm`, or the name of the wrapper binary. */
  readonly program: string;
  readonly console: Console;
  /** What Ctrl-C does. */
  readonly stop: StopSignals;
  readonly flags: GlobalArguments;
  /** All commands, for the one that completes them. */
  readonly commands: readonly CommandSummary[];
  /** The process's variables, and those of `--env-file` below them. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The growing symbol map that plugins registered into. */
  readonly symbols: () => Promise<Symbols>;
  /** undefined: migrations run in the sandbox; else they are loaded natively from this folder. */
  readonly nativeFolder: string | undefined;
  /** Tells the shell where the migrations are, as people write it, so that errors can name files. */
  readonly useFolder: (folder: string) => void;
}
