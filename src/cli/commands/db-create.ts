import { defineCommand } from "../command.js";
import { milliseconds } from "../parse/seconds.js";
import { cleanLine } from "../render/clean-text.js";
import { waitFlags } from "../run-flags.js";

/** `mm db create` */
export const dbCreate = defineCommand({
  name: "db create",
  summary: "Make the database of the URL, empty; nothing when it is there.",
  positionals: [],
  options: { wait: waitFlags.wait },
  examples: [
    ["db create", "Make the configured database"],
    [
      "db create --database-url postgresql://localhost/shop_test --wait 30",
      "As soon as the server answers",
    ],
  ],
  run: async (context, args) => {
    const { console } = context;
    const wait = milliseconds("wait", args.wait);
    const { configuredDatabase } = await import("../configured-database.js");
    const { database } = await configuredDatabase(context, { wait });
    const { createDatabase } = await import("../../runner/session/whole-database.js");
    const created = await createDatabase(database);
    const label = cleanLine(database.label);
    console.say(created ? `${console.out.green("Created")} ${label}` : `${label} is there already`);
    return { document: { database: database.label, created } };
  },
});
