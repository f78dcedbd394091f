import { defineCommand } from "../command.js";
import { option } from "../parse/option.js";

/** `mm generate squash` */
export const generateSquash = defineCommand({
  name: "generate squash",
  summary: "Write one migration that stands for a range of them.",
  positionals: ["<from>", "<to>"],
  options: {
    from: {
      type: "string",
      completes: "migration",
      demandOption: true,
      describe: "The first migration of the range",
    },
    to: { type: "string", completes: "migration", demandOption: true, describe: "The last one" },
    name: option.text("What it is called (default: squash_<from>_to_<to>)"),
    optimize: {
      type: "boolean",
      default: true,
      describe: "Merge operations; --no-optimize keeps each as it is",
    },
    without: {
      type: "string",
      array: true,
      default: [],
      choices: ["upsert_data", "run_sql", "run_script"],
      describe: "Leave out data steps of this kind; repeatable",
    },
    verify: option.flag("Compare with the range on an empty SQLite database first"),
    "verify-url": option.texts("As well on this server, in databases of its own; repeatable"),
    "dry-run": option.flag("Show the file and write nothing"),
  },
  examples: [
    ["generate squash 0001_initial 0042_posts", "One file in place of 42"],
    ["generate squash 0001_initial 0042_posts --verify", "And the proof that it does the same"],
  ],
  run: async (context, args) => {
    const { console } = context;
    const urls = args["verify-url"];
    for (const url of urls) console.redactor.learn(url);
    const { withProject } = await import("../project-state.js");
    return await withProject(context, async (project) => {
      const { squash } = await import("../generate/squash-job.js");
      const { migrationFile, putMigration } = await import("../migration-file.js");
      const squashed = squash(project, args);
      const { migration, replaced } = squashed;
      const file = migrationFile(project.config, migration);
      const proof =
        args.verify || urls.length > 0
          ? await (await import("../generate/squash-proof.js")).proveSquash(squashed, urls)
          : { verified: [], notices: [] };
      const notices = [...squashed.notices, ...proof.notices];
      console.notices(notices);
      for (const label of proof.verified) console.say(`The same as the long chain on ${label}`);
      const { operationDocument } = await import("../generate/generate-job.js");
      const count = replaced.reduce((sum, { operations }) => sum + operations.length, 0);
      const document = {
        file: file.path,
        name: migration.name,
        dependencies: migration.dependencies,
        replaces: migration.replaces,
        operations: migration.operations.map(operationDocument),
        replacedOperations: count,
        verified: proof.verified,
        notices,
      };
      const dryRun = args["dry-run"];
      const result = putMigration(console, [file], { dryRun, document });
      if (!dryRun) {
        console.say(
          `${replaced.length} migrations with ${count} operations became one with ${migration.operations.length}`,
        );
      }
      return result;
    });
  },
});
