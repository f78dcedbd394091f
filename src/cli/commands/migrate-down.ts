import { UsageError } from "../cli-error.js";
import { defineCommand } from "../command.js";
import { milliseconds } from "../parse/seconds.js";

/** `mm migrate down` */
export const migrateDown = defineCommand({
  name: "migrate down",
  summary: "Undo applied migrations, the last one first.",
  positionals: [],
  options: {
    steps: { type: "number", describe: "How many to undo (default: 1)" },
    to: {
      type: "string",
      describe: 'Undo everything after this migration, which stays; "zero" undoes all',
    },
    "dry-run": { type: "boolean", default: false, describe: "Show the SQL, run nothing" },
    "warn-on-missing-drop": {
      type: "boolean",
      default: false,
      describe: "A drop whose object is not there is a warning",
    },
    "lock-timeout": {
      type: "number",
      default: 60,
      describe: "Seconds to wait for another runner; 0 fails at once",
    },
    wait: { type: "number", default: 0, describe: "Seconds to wait until the database answers" },
    "allow-changed": {
      type: "boolean",
      default: false,
      describe: "Go on although applied migrations were changed or are missing",
    },
    settle: {
      type: "string",
      choices: ["done", "undone"],
      describe: "After a crash: whether the statement that the error names happened",
    },
  },
  examples: [
    ["migrate down", "Undo the last migration"],
    ["migrate down --steps 3", "Undo three"],
    ["migrate down --to 0002_posts", "Go back until 0002_posts is the last one"],
    ["migrate down --to zero", "Undo everything"],
  ],
  run: async (context, args) => {
    const { console, program } = context;
    const { steps, to } = args;
    if (steps !== undefined && to !== undefined) {
      throw new UsageError({
        code: "CLI_STEPS_AND_TO",
        message: "--steps and --to are given together",
        hint: "Give one of them: how many to undo, or which migration stays.",
        synopsis: `${program} migrate down [--steps <number> | --to <name>]`,
      });
    }
    const { withRunner } = await import("../with-runner.js");
    const lockTimeout = milliseconds("lock-timeout", args["lock-timeout"]);
    const wait = milliseconds("wait", args.wait);
    const options = { wait, readOnly: args["dry-run"], sqlOutput: args["dry-run"] };
    return await withRunner(context, options, async ({ runner, dialect, address, signal }) => {
      const result = await runner.down({
        ...(to === undefined ? { steps: steps ?? 1 } : { to }),
        dryRun: args["dry-run"],
        warnOnMissingDrop: args["warn-on-missing-drop"],
        allowChanged: args["allow-changed"],
        settle: args.settle === "done" || args.settle === "undone" ? args.settle : undefined,
        lockTimeout,
        signal,
      });
      const { runResult } = await import("../run-result.js");
      return runResult({ console, result, dialect, address, dryRun: args["dry-run"] });
    });
  },
});
