import { defineCommand } from "../command.js";
import { assertDisposable, disposalFlags } from "../development-database.js";
import { runFlags, runOptions } from "../run-flags.js";

/** `mm migrate reset` */
export const migrateReset = defineCommand({
  name: "migrate reset",
  summary: "Undo all applied migrations of a database for development.",
  positionals: [],
  options: { ...disposalFlags, ...runFlags },
  examples: [
    ["migrate reset", "Everything goes back, by the migrations' own way"],
    [
      "migrate reset --yes --name shop",
      "Also where the name does not say that it is for development",
    ],
  ],
  run: async (context, args) => {
    const { wait, run } = runOptions(args);
    const { withRunner } = await import("../with-runner.js");
    return await withRunner(context, { wait }, async (open) => {
      const { runner, dialect, address, signal, database } = open;
      assertDisposable(context, database, args);
      const result = await runner.down({ ...run, to: "zero", signal });
      const { runResult } = await import("../run-result.js");
      return runResult({ ...context, result, dialect, address, dryRun: false });
    });
  },
});
