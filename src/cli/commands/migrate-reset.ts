import { defineCommand } from "../command.js";
import { assertDisposable, disposalFlags } from "../development-database.js";
import { option } from "../parse/option.js";
import { runFlags, runOptions } from "../run-flags.js";

/** `mm migrate reset` */
export const migrateReset = defineCommand({
  name: "migrate reset",
  summary: "Undo all applied migrations of a database for development.",
  positionals: [],
  options: {
    "dry-run": option.flag("Show the SQL, run nothing"),
    ...disposalFlags,
    ...runFlags,
  },
  examples: [
    ["migrate reset", "Everything goes back, by the migrations' own way"],
    ["migrate reset --dry-run", "The SQL of it, on any database"],
    [
      "migrate reset --yes --name shop",
      "Also where the name does not say that it is for development",
    ],
  ],
  run: async (context, args) => {
    const { wait, run } = runOptions(args);
    const { withRunner } = await import("../with-runner.js");
    const dryRun = args["dry-run"];
    return await withRunner(
      context,
      { wait, readOnly: dryRun, sqlOutput: dryRun },
      async (open) => {
        const { runner, dialect, address, signal, database } = open;
        if (!dryRun) assertDisposable(context, database, args);
        const result = await runner.down({ ...run, to: "zero", dryRun, signal });
        const { runResult } = await import("../run-result.js");
        return runResult({ ...context, result, dialect, address, dryRun });
      },
    );
  },
});
