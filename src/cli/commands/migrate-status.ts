import { defineCommand } from "../command.js";
import { milliseconds } from "../parse/seconds.js";

/** `mm migrate status` */
export const migrateStatus = defineCommand({
  name: "migrate status",
  summary: "Show which migrations are applied. Writes nothing.",
  positionals: [],
  options: {
    wait: { type: "number", default: 0, describe: "Seconds to wait until the database answers" },
  },
  examples: [
    ["migrate status", "A table"],
    ["migrate status --json", "The same for programs"],
  ],
  run: async (context, args) => {
    const { withRunner } = await import("../with-runner.js");
    const { statusDocument, statusText } = await import("../render/status-text.js");
    const wait = milliseconds("wait", args.wait);
    const options = { wait, lazy: true, readOnly: true };
    return await withRunner(context, options, async ({ runner, address }) => {
      const report = await runner.status();
      context.console.result(
        statusText(report, { colors: context.console.out, program: context.program }),
      );
      return { document: { database: address, ...statusDocument(report) } };
    });
  },
});
