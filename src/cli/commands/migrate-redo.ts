import type { RedoOptions, RunResult } from "../../runner/run-options.js";
import type { Runner } from "../../runner/runner.js";
import { defineCommand } from "../command.js";
import { option } from "../parse/option.js";
import { runFlags, runOptions } from "../run-flags.js";

/** `mm migrate redo` */
export const migrateRedo = defineCommand({
  name: "migrate redo",
  summary: "Undo the last migrations and apply the same ones again.",
  positionals: [],
  options: {
    steps: { type: "number", default: 1, describe: "How many" },
    "dry-run": option.flag("Show the SQL, run nothing"),
    ...runFlags,
  },
  examples: [
    ["migrate redo", "Does the way back of the last migration work?"],
    ["migrate redo --steps 3", "The last three"],
    ["migrate redo --dry-run", "The SQL of both ways"],
  ],
  run: async (context, args) => {
    const { console } = context;
    const { wait, run } = runOptions(args);
    const { withRunner } = await import("../with-runner.js");
    const { steps, "dry-run": dryRun } = args;
    const options = { wait, readOnly: dryRun, sqlOutput: dryRun };
    return await withRunner(context, options, async ({ runner, dialect, address, signal }) => {
      const result = dryRun
        ? await bothWays(runner, { ...run, steps })
        : await runner.redo({ ...run, steps, signal });
      const { runResult } = await import("../run-result.js");
      return runResult({ console, result, dialect, address, dryRun });
    });
  },
});

/** What `redo` would run: the way back, and the same migrations again. */
async function bothWays(runner: Runner, options: RedoOptions): Promise<RunResult> {
  const { steps = 1, ...run } = options;
  const { planned: back } = await runner.down({ ...run, steps, dryRun: true });
  const undone = new Set(back.map(({ migration }) => migration.name));
  const all = undone.size === 0 ? [] : await runner.showSql({ all: true });
  const again = all.filter(({ migration }) => undone.has(migration.name));
  return { direction: "up", migrations: [], planned: [...back, ...again] };
}
