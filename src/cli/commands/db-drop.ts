import { defineCommand } from "../command.js";
import { assertDisposable, disposalFlags } from "../development-database.js";
import { milliseconds } from "../parse/seconds.js";
import { cleanLine } from "../render/clean-text.js";
import { waitFlags } from "../run-flags.js";

/** `mm db drop` */
export const dbDrop = defineCommand({
  name: "db drop",
  summary: "End a database for development, with everything that is in it.",
  positionals: [],
  options: { ...disposalFlags, wait: waitFlags.wait },
  examples: [
    ["db drop", "The configured database, where it is plainly for development"],
    ["db drop --yes --name shop", "Any other"],
  ],
  run: async (context, args) => {
    const { console } = context;
    const wait = milliseconds("wait", args.wait);
    const { configuredDatabase } = await import("../configured-database.js");
    const { config, database } = await configuredDatabase(context, { wait });
    assertDisposable(context, database, args);
    const { dropDatabase } = await import("../../runner/session/whole-database.js");
    const { assertUnlocked } = await import("../configured-database.js");
    await assertUnlocked(config, database);
    const dropped = await dropDatabase(database);
    const label = cleanLine(database.label);
    console.say(dropped ? `${console.out.green("Dropped")} ${label}` : `${label} is not there`);
    return { document: { database: database.label, dropped } };
  },
});
