import { existsSync } from "node:fs";
import type { InferredOptionTypes } from "yargs";
import { UsageError } from "../cli-error.js";
import { type CommandContext, defineCommand } from "../command.js";
import { exitCodes } from "../exit-code.js";
import type { UnchangedProject } from "../generate/unchanged-project.js";
import type { OptionTable } from "../parse/command-summary.js";
import { option } from "../parse/option.js";
import { cleanLine } from "../render/clean-text.js";

const options = {
  what: { type: "string", choices: ["empty"], describe: "empty: a blank migration" },
  name: option.text("What the migration is called (default: what it does)"),
  "dry-run": option.flag("Show the file and write nothing"),
  check: option.flag("Write nothing; exit 1 when there is something to generate"),
  rename: option.texts(
    "It is a rename: old:new for a table, table.old:new for a field; repeatable",
  ),
  answers: option.text("A YAML file with answers, kept with the change; a terminal adds to it"),
  yes: option.flag("Changes that lose data are meant"),
  empty: option.flag("A blank migration, as `generate empty`"),
  merge: option.flag("Bring several ends together, after a look at what they do"),
  input: {
    type: "boolean",
    default: true,
    describe: "Ask in a terminal; --no-input: what has no answer ends with exit 3 or 4",
  },
} as const satisfies OptionTable;

type Arguments = InferredOptionTypes<typeof options>;

/** `mm generate` */
export const generate = defineCommand({
  name: "generate",
  summary: "Compare the schema files with the migrations and write the next migration.",
  positionals: ["[what]"],
  options,
  examples: [
    ["generate", "The next migration"],
    ["generate --check", "For CI: is a migration missing?"],
    ["generate --merge", "Two branches of the project became one"],
    ["generate --rename people.mail:email", "A rename, not a field that goes and one that comes"],
  ],
  run: async (context, args) => {
    const { console } = context;
    if (args.merge)
      return await (await import("../generate/generate-merge.js")).mergeCommand(context, args);
    if (args.empty || args.what === "empty") return await emptyCommand(context, args);
    const unchanged = await unchangedOf(context, args);
    if (unchanged?.leaves !== undefined) return nothingToDo(context, unchanged.leaves, []);
    const { projectState } = await import("../project-state.js");
    const state = await projectState(context);
    const job = await import("../generate/generate-job.js");
    const { putMigration } = await import("../migration-file.js");
    const { migrationParts } = await import("../migration-parts.js");
    const { readSchema } = await import("../schema/schema-input.js");
    const wanted = await readSchema(context, state.config);
    const { askIn } = await import("../ask.js");
    const ask = args.input && !args.check ? askIn(context) : undefined;
    if (ask !== undefined && args.answers !== undefined)
      (await import("../report-file.js")).assertWritable(args.answers);
    const generated = await job.generate(state, wanted, args, ask);
    const { migration, operations, questions, notices } = generated;
    console.notices(notices);
    const document = {
      file: null,
      name: null,
      dependencies: state.leaves,
      operations: operations.map(job.operationDocument),
      questions,
      notices,
    };
    if (operations.length === 0) {
      if (notices.length === 0 && !state.isLoud) unchanged?.keep(state.leaves, wanted.files);
      return nothingToDo(context, state.leaves, notices);
    }
    if (args.check) {
      console.report(
        [
          "A migration is missing:",
          ...operations.map((one) => `- ${cleanLine(one.describe())}`),
        ].join("\n"),
      );
      return { exitCode: exitCodes.failed, code: "CHANGES", document };
    }
    if (migration === undefined) {
      const { openQuestions } = await import("../render/question-lines.js");
      return openQuestions(context, questions, document);
    }
    const files = migrationParts(state.config, migration, generated).map(({ file }) => file);
    const named = { ...document, file: files[0]?.path, name: migration.name };
    const result = putMigration(console, files, { dryRun: args["dry-run"], document: named });
    if (args["dry-run"]) return result;
    for (const one of operations) console.say(`- ${cleanLine(one.describe())}`);
    const { answered } = generated;
    if (args.answers !== undefined && answered.length > 0) {
      await (await import("../schema/schema-answers.js")).keepAnswers(args.answers, answered);
      console.say(`Kept what you answered in ${cleanLine(args.answers)}`);
    }
    return result;
  },
});

/** `mm generate empty` @throws UsageError for flags that would be passed over in silence. */
async function emptyCommand(context: CommandContext, args: Arguments) {
  const { console, program } = context;
  if (args.check || args.rename.length > 0 || args.answers !== undefined) {
    throw new UsageError({
      code: "CLI_EMPTY_ALONE",
      message: "a blank migration compares no schema: it takes no --check, --rename or --answers",
      hint: "Leave them out, or generate without `empty`.",
      synopsis: `${program} generate empty [--name <name>] [--dry-run]`,
    });
  }
  const { blankMigration } = await import("../generate/generate-job.js");
  const { putMigration } = await import("../migration-file.js");
  const { file, document } = await blankMigration(context, args.name ?? "blank");
  const none = { operations: [], questions: [], notices: [] };
  const whole = { ...document, ...none };
  return putMigration(console, [file], { dryRun: args["dry-run"], document: whole });
}

/** Answers may be to no question, which has to be said. */
async function unchangedOf(
  context: CommandContext,
  args: Arguments,
): Promise<UnchangedProject | undefined> {
  if (args.answers !== undefined || args.rename.length > 0) return undefined;
  const { readConfig } = await import("../read-config.js");
  const config = await readConfig(context);
  if (!existsSync(config.migration.directory)) return undefined;
  const { unchangedProject } = await import("../generate/unchanged-project.js");
  return await unchangedProject(context, config);
}

function nothingToDo(
  { console }: CommandContext,
  dependencies: readonly string[],
  notices: readonly string[],
) {
  console.say("No changes: the migrations make what the schema says.");
  const none = { operations: [], questions: [], notices };
  return { document: { file: null, name: null, dependencies, ...none } };
}
