import { confirmIn } from "../ask.js";
import { UsageError } from "../cli-error.js";
import type { CommandContext, CommandResult } from "../command.js";
import { exitCodes } from "../exit-code.js";
import { migrationFile, putMigration } from "../migration-file.js";
import { withProject } from "../project-state.js";
import { cleanLine } from "../render/clean-text.js";
import { offlineDialect } from "../with-runner.js";
import { assertReplays, type MergeConflict, merge } from "./merge-job.js";

interface MergeArguments {
  readonly what: string | undefined;
  readonly empty: boolean;
  readonly name: string | undefined;
  readonly rename: readonly string[];
  readonly answers: string | undefined;
  readonly "dry-run": boolean;
  readonly check: boolean;
  /** What may conflict is meant. */
  readonly yes: boolean;
  /** The user may be asked. */
  readonly input: boolean;
}

/** `mm generate --merge` */
export async function mergeCommand(
  context: CommandContext,
  args: MergeArguments,
): Promise<CommandResult> {
  refuseOthers(context, args);
  return await withProject(context, async (project) => {
    const { console } = context;
    const { naming } = await offlineDialect(project.config, undefined).load();
    const merged = merge(project, { name: args.name, naming });
    if (merged === undefined) {
      console.say("Nothing to merge: the migrations have one end.");
      return { document: documentOf({ dependencies: project.leaves }) };
    }
    const { migration, conflicts, notices } = merged;
    const { dependencies } = migration;
    console.notices(notices);
    const found = { dependencies, conflicts, notices };
    if (args.check) {
      console.report(`A merge is missing of ${dependencies.map(cleanLine).join(", ")}`);
      return { exitCode: exitCodes.failed, code: "CHANGES", document: documentOf(found) };
    }
    if (!console.json) for (const line of conflictLines(conflicts)) console.complain(line);
    if (conflicts.length > 0 && !(await isMeant(context, args))) return unanswered(context, found);
    assertReplays(project, merged);
    const file = migrationFile(project.config, migration);
    const named = { ...found, file: file.path, name: migration.name };
    return putMigration(console, [file], { dryRun: args["dry-run"], document: documentOf(named) });
  });
}

const QUESTION = {
  kind: "merge",
  id: "merge",
  text: "The branches may not come to the same in either order. Is that meant?",
  flags: ["--yes"],
  lines: [],
};

/** What would be passed over in silence. */
function refuseOthers({ program }: CommandContext, args: MergeArguments): void {
  const { what, empty, rename, answers } = args;
  if (what === undefined && !empty && rename.length === 0 && answers === undefined) return;
  throw new UsageError({
    code: "CLI_MERGE_ALONE",
    message: "--merge compares no schema: it takes no name of a kind, no --rename and no --answers",
    hint: "Merge first, then generate.",
    synopsis: `${program} generate --merge [--name <name>] [--dry-run | --check] [--yes]`,
  });
}

async function isMeant(context: CommandContext, { yes, input }: MergeArguments): Promise<boolean> {
  const confirm = yes || !input ? undefined : confirmIn(context);
  return yes || ((await confirm?.(QUESTION.text)) ?? false);
}

function unanswered({ console, program }: CommandContext, found: object): CommandResult {
  if (!console.json) {
    const advice = "Change one of the migrations, or say that this is meant:";
    console.complain(`Nothing was written. ${advice}\n  ${program} generate --merge --yes`);
  }
  const document = documentOf({ ...found, questions: [QUESTION] });
  return { exitCode: exitCodes.question, code: "QUESTIONS", document };
}

function documentOf(known: object): Readonly<Record<string, unknown>> {
  const none = { file: null, name: null, dependencies: [], operations: [] };
  return { ...none, conflicts: [], questions: [], notices: [], ...known };
}

function conflictLines(conflicts: readonly MergeConflict[]): readonly string[] {
  if (conflicts.length === 0) return [];
  return [
    "The branches may not come to the same in either order:",
    ...conflicts.map(({ operations, reason }) => {
      const sides = operations.map(
        ({ migration, operation }) => `${cleanLine(migration)} "${cleanLine(operation)}"`,
      );
      return `- ${sides.join(" and ")}: ${cleanLine(reason)}`;
    }),
  ];
}
