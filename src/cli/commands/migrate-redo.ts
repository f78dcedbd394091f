import { defineCommand } from "../command.js";
import { runFlags, runOptions } from "../run-flags.js";

/** `mm migrate redo` */
export const migrateRedo = defineCommand({
  name: "migrate redo",
  summary: "Undo the last migrations and apply the same ones again.",
  positionals: [],
  options: {
    steps: { type: "number", default: 1, describe: "How many" },
    ...runFlags,
  },
  examples: [
    ["migrate redo", "Does the way back of the last migration work?"],
    ["migrate redo --steps 3", "The last three"],
  ],
  run: async (context, args) => {
    const { console } = context;
    const { wait, run } = runOptions(args);
    const { withRunner } = await import("../with-runner.js");
    return await withRunner(context, { wait }, async ({ runner, dialect, address, signal }) => {
      const result = await runner.redo({ ...run, steps: args.steps, signal });
      const { runResult } = await import("../run-result.js");
      return runResult({ console, result, dialect, address, dryRun: false });
    });
  },
});
