import { defineCommand } from "../command.js";
import { exitCodes } from "../exit-code.js";
import { milliseconds } from "../parse/seconds.js";
import { waitFlags } from "../run-flags.js";

/** `mm lock status` */
export const lockStatus = defineCommand({
  name: "lock status",
  summary: "Who holds the lock of the migrations, and since when.",
  positionals: [],
  options: { wait: waitFlags.wait },
  examples: [["lock status", "Exit 0: it is free; 6: it is held"]],
  run: async (context, args) => {
    const { console } = context;
    const wait = milliseconds("wait", args.wait);
    const { configuredDatabase } = await import("../configured-database.js");
    const { config, database } = await configuredDatabase(context, { wait });
    const { withLock } = await import("../../runner/session/lock-holders.js");
    const { holderDocument, holderLines } = await import("../render/lock-text.js");
    const { historyTable } = config.migration;
    const holders = await withLock({ database, historyTable }, (lock) => lock.holders());
    for (const line of holderLines(holders)) console.report(line);
    const document = { database: database.label, holders: holders.map(holderDocument) };
    if (holders.length > 0) return { exitCode: exitCodes.locked, code: "LOCKED", document };
    console.result("The lock is free");
    return { document };
  },
});
