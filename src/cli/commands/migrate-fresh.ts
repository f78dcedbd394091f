import type { UrlDatabase } from "../../runner/session/open-database.js";
import { type CommandContext, defineCommand } from "../command.js";
import { assertDisposable, disposalFlags } from "../development-database.js";
import { option } from "../parse/option.js";
import { cleanBlock } from "../render/clean-text.js";
import { runFlags, runOptions } from "../run-flags.js";

/** `mm migrate fresh` */
export const migrateFresh = defineCommand({
  name: "migrate fresh",
  summary: "Drop everything in a database for development and apply all migrations.",
  positionals: [],
  options: {
    "dry-run": option.flag("Show the SQL, run nothing"),
    ...disposalFlags,
    ...runFlags,
  },
  examples: [
    ["migrate fresh", "Begin from nothing, whatever is in the database"],
    ["migrate fresh --dry-run", "What would be dropped, and the SQL of all migrations"],
    [
      "migrate fresh --yes --name shop",
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
        const { runner, dialect, address, signal, database, migrations } = open;
        if (!dryRun) assertDisposable(context, database, args);
        // What cannot be loaded, ordered or planned is known before anything is lost.
        const { buildGraph } = await import("../../migration/graph.js");
        const { requireOneLeaf } = await import("../../migration/several-leaves.js");
        requireOneLeaf(buildGraph([...(await migrations())]));
        const planned = await runner.showSql({ all: true });
        const { runResult } = await import("../run-result.js");
        if (dryRun) {
          const drops = await showDrops(context, database);
          const result = { direction: "up", migrations: [], planned } as const;
          const shown = runResult({ ...context, result, dialect, address, dryRun });
          return { document: { ...shown.document, drops } };
        }
        await runner.empty({ ...run, signal });
        context.console.say("Dropped everything that was in the database");
        const result = await runner.up({ ...run, signal });
        return runResult({ ...context, result, dialect, address, dryRun });
      },
    );
  },
});

async function showDrops(
  { console }: CommandContext,
  database: UrlDatabase | undefined,
): Promise<readonly string[]> {
  const { emptyingOf } = await import("../../runner/session/whole-database.js");
  const drops = database === undefined ? [] : await emptyingOf(database);
  if (drops.length > 0) {
    const lines = drops.map((sql) => `${cleanBlock(sql)};`);
    console.result(["-- Everything that is in the database", ...lines, ""].join("\n"));
  }
  return drops;
}
