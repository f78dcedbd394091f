import { defineCommand } from "../command.js";
import { milliseconds } from "../parse/seconds.js";
import { cleanLine } from "../render/clean-text.js";

/** `mm db wait` */
export const dbWait = defineCommand({
  name: "db wait",
  summary: "Wait until the database answers.",
  positionals: [],
  options: {
    timeout: { type: "number", default: 60, describe: "Seconds to wait; 0 asks once" },
  },
  examples: [
    ["db wait", "A server that is coming up, for a minute"],
    ["db wait --timeout 300", "A slower one"],
  ],
  run: async (context, args) => {
    const { console } = context;
    const timeout = milliseconds("timeout", args.timeout);
    const { configuredDatabase } = await import("../configured-database.js");
    const { database } = await configuredDatabase(context);
    const { waitForDatabase } = await import("../../runner/session/whole-database.js");
    const exists = await waitForDatabase(database, timeout);
    const label = cleanLine(database.label);
    console.say(exists ? `${label} answers` : `The server answers; ${label} is not there`);
    return { document: { database: database.label, exists } };
  },
});
