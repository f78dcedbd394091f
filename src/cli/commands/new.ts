import { defineCommand } from "../command.js";
import { cleanLine } from "../render/clean-text.js";

/** `mm new` */
export const newMigration = defineCommand({
  name: "new",
  summary: "Write a blank migration with its name and dependencies.",
  positionals: ["<name>"],
  options: {
    name: { type: "string", demandOption: true, describe: "What the migration is called" },
  },
  examples: [["new fill_slugs", "A file behind all migrations, to be written by hand"]],
  run: async (context, args) => {
    const { projectState } = await import("../project-state.js");
    const state = await projectState(context);
    const { directory } = state.config.migration;
    const { nextMigration } = await import("../generate/generate-job.js");
    const { migrationFile, writeNewFile } = await import("../migration-file.js");
    const migration = nextMigration(state, [], args.name);
    const file = migrationFile(directory, migration, { blank: true });
    writeNewFile(file);
    context.console.say(`${context.console.out.green("Created")} ${cleanLine(file.path)}`);
    const { name, dependencies } = migration;
    return { document: { file: file.path, name, dependencies } };
  },
});
