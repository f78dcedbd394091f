import { defineCommand } from "../command.js";
import { assertDisposable, disposalFlags } from "../development-database.js";
import { runFlags, runOptions } from "../run-flags.js";

/** `mm migrate fresh` */
export const migrateFresh = defineCommand({
  name: "migrate fresh",
  summary: "Drop everything in a database for development and apply all migrations.",
  positionals: [],
  options: { ...disposalFlags, ...runFlags },
  examples: [
    ["migrate fresh", "Begin from nothing, whatever is in the database"],
    [
      "migrate fresh --yes --name shop",
      "Also where the name does not say that it is for development",
    ],
  ],
  run: async (context, args) => {
    const { wait, run } = runOptions(args);
    const { withRunner } = await import("../with-runner.js");
    return await withRunner(context, { wait }, async (open) => {
      const { runner, dialect, address, signal, database, migrations } = open;
      assertDisposable(context, database, args);
      // What cannot be loaded is known before anything is lost.
      await migrations();
      await runner.empty({ ...run, signal });
      context.console.say("Dropped everything that was in the database");
      const result = await runner.up({ ...run, signal });
      const { runResult } = await import("../run-result.js");
      return runResult({ ...context, result, dialect, address, dryRun: false });
    });
  },
});
