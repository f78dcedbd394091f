import { defineCommand } from "../command.js";
import { option } from "../parse/option.js";
import { assertStepsOrTo, runFlags, runOptions } from "../run-flags.js";

/** `mm migrate down` */
export const migrateDown = defineCommand({
  name: "migrate down",
  summary: "Undo applied migrations, the last one first.",
  positionals: [],
  options: {
    steps: option.number("How many to undo (default: 1)"),
    to: option.migration('Undo everything after this migration, which stays; "zero" undoes all'),
    "dry-run": option.flag("Show the SQL, run nothing"),
    ...runFlags,
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
    const dryRun = args["dry-run"];
    const hint = "Give one of them: how many to undo, or which migration stays.";
    assertStepsOrTo(args, { program, name: "migrate down", hint });
    const { wait, run } = runOptions(args);
    const { withRunner } = await import("../with-runner.js");
    const options = { wait, readOnly: dryRun, sqlOutput: dryRun };
    return await withRunner(context, options, async ({ runner, dialect, address, signal }) => {
      const target = to === undefined ? { steps: steps ?? 1 } : { to };
      const result = await runner.down({ ...run, ...target, dryRun, signal });
      const { runResult } = await import("../run-result.js");
      return runResult({ console, result, dialect, address, dryRun });
    });
  },
});
