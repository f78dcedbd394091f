import type { InferredOptionTypes } from "yargs";
import type { RunOptions } from "../runner/run-options.js";
import { UsageError } from "./cli-error.js";
import type { OptionTable } from "./parse/command-summary.js";
import { option } from "./parse/option.js";
import { milliseconds } from "./parse/seconds.js";

/** How long a command waits: for the database, and for another runner. */
export const waitFlags = {
  "lock-timeout": {
    type: "number",
    default: 60,
    describe: "Seconds to wait for another runner; 0 fails at once",
  },
  wait: { type: "number", default: 0, describe: "Seconds to wait until the database answers" },
} as const satisfies OptionTable;

/** What every command takes that runs migrations. */
export const runFlags = {
  ...waitFlags,
  "warn-on-missing-drop": option.flag("A drop whose object is not there is a warning"),
  "allow-changed": option.flag("Go on although applied migrations were changed or are missing"),
  settle: {
    type: "string",
    choices: ["done", "undone"],
    describe: "After a crash: whether the statement that the error names happened",
  },
} as const satisfies OptionTable;

/** {@link runFlags} as the runner takes them, and how long to wait for the database. */
export function runOptions(args: InferredOptionTypes<typeof runFlags>): {
  readonly wait: number;
  readonly run: RunOptions;
} {
  const { settle } = args;
  return {
    wait: milliseconds("wait", args.wait),
    run: {
      lockTimeout: milliseconds("lock-timeout", args["lock-timeout"]),
      warnOnMissingDrop: args["warn-on-missing-drop"],
      allowChanged: args["allow-changed"],
      settle: settle === "done" || settle === "undone" ? settle : undefined,
    },
  };
}

/** @throws UsageError CLI_STEPS_AND_TO @param name of the command. */
export function assertStepsOrTo(
  { steps, to }: { readonly steps: number | undefined; readonly to: string | undefined },
  about: { readonly program: string; readonly name: string; readonly hint: string },
): void {
  if (steps === undefined || to === undefined) return;
  throw new UsageError({
    code: "CLI_STEPS_AND_TO",
    message: "--steps and --to are given together",
    hint: about.hint,
    synopsis: `${about.program} ${about.name} [--steps <number> | --to <name>]`,
  });
}
