import { UsageError } from "../cli-error.js";
import { defineCommand } from "../command.js";
import { option } from "../parse/option.js";
import { cleanLine } from "../render/clean-text.js";
import { counted } from "../render/counted.js";

/** `mm generate dump-data` */
export const generateDumpData = defineCommand({
  name: "generate dump-data",
  summary: "Write a migration that upserts the rows of tables of a live database.",
  positionals: ["<tables..>"],
  options: {
    tables: {
      type: "string",
      array: true,
      demandOption: true,
      describe: "Tables that the migrations make",
    },
    where: option.texts(
      "Only rows for which this SQL holds, `table:condition` of one table; repeatable",
    ),
    "conflict-key": option.texts(
      "Fields that tell rows apart, `table:field,field` of one table (default: the key)",
    ),
    name: option.text("What the migration is called (default: dump_<table>)"),
    "max-rows": {
      type: "number",
      default: 50_000,
      describe: "Refuse to dump more rows than these",
    },
    "dry-run": option.flag("Show the file and write nothing"),
  },
  examples: [
    ["generate dump-data countries currencies", "Reference data, into a migration"],
    ["generate dump-data users --where \"users:role = 'admin'\"", "Some rows of a table"],
    ["generate dump-data settings --conflict-key name", "Rows are told apart by another field"],
  ],
  run: async (context, args) => {
    const { console } = context;
    requireCount(args["max-rows"], context.program);
    const { projectState } = await import("../project-state.js");
    const state = await projectState(context);
    const { requireOneLeaf } = await import("../../migration/several-leaves.js");
    requireOneLeaf(state.graph);
    const { operationDocument } = await import("../generate/generate-job.js");
    const { dumpData } = await import("../dump/dump-data.js");
    const migrations: object[] = [];
    const created: string[] = [];
    const dry = args["dry-run"];
    const { CountProgress } = await import("../render/progress-display.js");
    const progress = new CountProgress(console, "rows");
    const { rows, notices } = await dumpData(state, {
      ...args,
      write: !dry,
      onProgress: (done, all) => progress.at(done, all),
      onFile: ({ migration, file, rows: inFile }) => {
        const { name, dependencies, operations } = migration;
        migrations.push({
          file: file.path,
          name,
          dependencies,
          operations: operations.map(operationDocument),
          rows: inFile,
          ...(dry && { source: file.source }),
        });
        if (dry) console.result(file.source.trimEnd());
        else {
          const path = `${console.out.green("Created")} ${cleanLine(file.path)}`;
          created.push(`${path} (${counted(inFile, "row")})`);
        }
      },
    });
    progress.end();
    for (const line of created) console.say(line);
    console.notices(notices);
    if (migrations.length === 0) console.say("No rows: nothing to write.");
    return { document: { migrations, rows: Object.fromEntries(rows), notices } };
  },
});

function requireCount(given: number, program: string): void {
  if (Number.isSafeInteger(given) && given > 0) return;
  throw new UsageError({
    code: "CLI_BAD_NUMBER",
    message: "--max-rows needs a whole number above zero",
    hint: "Write --max-rows 100000.",
    synopsis: `${program} generate dump-data <tables..> [--max-rows <number>]`,
  });
}
