import { defineCommand } from "../command.js";
import { gateOf } from "../migration-gate.js";
import { option } from "../parse/option.js";
import { milliseconds } from "../parse/seconds.js";

/** `mm migrate status` */
export const migrateStatus = defineCommand({
  name: "migrate status",
  summary: "Show which migrations are applied. Writes nothing.",
  positionals: [],
  options: {
    check: option.flag(
      "Exit 1 when something is pending, 7 when half applied, 5 when the history is not right",
    ),
    wait: { type: "number", default: 0, describe: "Seconds to wait until the database answers" },
  },
  examples: [
    ["migrate status", "A table"],
    ["migrate status --check", "For CI: exit 0 only when everything is applied"],
    ["migrate status --json", "The same for programs"],
  ],
  run: async (context, args) => {
    const { withRunner } = await import("../with-runner.js");
    const { statusDocument, statusText } = await import("../render/status-text.js");
    const wait = milliseconds("wait", args.wait);
    const options = { wait, lazy: true, readOnly: true };
    return await withRunner(context, options, async ({ runner, address }) => {
      const report = await runner.status();
      const { console, program } = context;
      const style = { colors: console.out, columns: console.columns, program };
      console.report(statusText(report, style));
      const document = { database: address, ...statusDocument(report) };
      return { ...(args.check ? gateOf(report) : {}), document };
    });
  },
});
