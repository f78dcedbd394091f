import { defineCommand } from "../command.js";

/** `mm new` */
export const newMigration = defineCommand({
  name: "new",
  summary: "Write a blank migration with its name and dependencies.",
  positionals: ["<name>"],
  options: {
    name: { type: "string", demandOption: true, describe: "What the migration is called" },
  },
  examples: [["new fill_slugs", "A file behind all migrations, to be written by hand"]],
  run: async (context, { name }) => {
    const { blankMigration } = await import("../generate/generate-job.js");
    const { putMigration } = await import("../migration-file.js");
    const { file, document } = await blankMigration(context, name);
    return putMigration(context.console, [file], { dryRun: false, document });
  },
});
