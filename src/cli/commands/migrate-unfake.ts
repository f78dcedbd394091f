import { defineCommand } from "../command.js";
import { cleanLine } from "../render/clean-text.js";

/** `mm migrate unfake <name>` */
export const migrateUnfake = defineCommand({
  name: "migrate unfake",
  summary: "Forget that a migration was applied without undoing it.",
  positionals: ["<name>"],
  options: {
    name: {
      type: "string",
      demandOption: true,
      describe: "Its exact name",
      completes: "migration",
    },
  },
  examples: [["migrate unfake 0002_posts", "0002_posts is pending again"]],
  run: async (context, { name }) => {
    const { console } = context;
    const { withRunner } = await import("../with-runner.js");
    return await withRunner(context, {}, async ({ runner, signal }) => {
      const { migrations } = await runner.unfake(name, { signal });
      const done = migrations.map((migration) => migration.name);
      const text =
        done.length === 0
          ? `${cleanLine(name)} is not recorded as applied`
          : `Forgot that ${done.map(cleanLine).join(", ")} was applied; nothing was undone`;
      console.say(text);
      return { document: { migrations: done } };
    });
  },
});
