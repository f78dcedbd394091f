import { defineCommand } from "../command.js";
import { cleanLine } from "../render/clean-text.js";

/** `mm migrate fake <name>` */
export const migrateFake = defineCommand({
  name: "migrate fake",
  summary: "Record a migration as applied without running it.",
  positionals: ["<name>"],
  options: {
    name: {
      type: "string",
      demandOption: true,
      describe: "Its exact name",
      completes: "migration",
    },
  },
  examples: [["migrate fake 0001_initial", "The tables of 0001_initial exist already"]],
  run: async (context, { name }) => {
    const { console } = context;
    const { withRunner } = await import("../with-runner.js");
    return await withRunner(context, {}, async ({ runner, signal }) => {
      const { migrations } = await runner.fake(name, { signal });
      const done = migrations.map((migration) => migration.name);
      const text =
        done.length === 0
          ? `${cleanLine(name)} is recorded as applied already`
          : `Recorded ${done.map(cleanLine).join(", ")} as applied; nothing was run`;
      console.say(text);
      return { document: { migrations: done } };
    });
  },
});
