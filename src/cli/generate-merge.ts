import type { Outcome } from "./command.js";
import type { CommandContext } from "./command-context.js";
import { exitCodes } from "./exit-code.js";
import { assertReplays, type MergeConflict, merge } from "./merge-job.js";
import { migrationFile, writeNewFile } from "./migration-file.js";
import { withProject } from "./project-state.js";
import { cleanLine } from "./render/clean-text.js";
import { offlineDialect } from "./with-runner.js";

interface MergeArguments {
  readonly name: string | undefined;
  readonly "dry-run": boolean;
  readonly check: boolean;
  /** What may conflict is meant. */
  readonly yes: boolean;
}

/** `mm generate --merge` */
export async function mergeCommand(
  context: CommandContext,
  args: MergeArguments,
): Promise<Outcome> {
  return await withProject(context, async (project) => {
    const { console, program } = context;
    const { naming } = await offlineDialect(project.config, undefined).load();
    const merged = merge(project, { name: args.name, naming });
    if (merged === undefined) {
      console.say("Nothing to merge: the migrations have one end.");
      return { document: documentOf({ dependencies: project.leaves }) };
    }
    const { migration, conflicts, notices } = merged;
    const { dependencies } = migration;
    for (const notice of notices) console.note(`note: ${cleanLine(notice)}`);
    const asked = args.yes ? [] : conflicts;
    const found = { dependencies, conflicts, notices, questions: asked.slice(0, 1).map(question) };
    if (args.check) {
      console.result(`A merge is missing of ${dependencies.map(cleanLine).join(", ")}`);
      return { exitCode: exitCodes.failed, code: "CHANGES", document: documentOf(found) };
    }
    if (!console.json) for (const line of conflictLines(conflicts)) console.complain(line);
    if (asked.length > 0) {
      if (!console.json) {
        console.complain(
          "Nothing was written. Change one of the migrations, or say that this is meant:",
        );
        console.complain(`  ${program} generate --merge --yes`);
      }
      return { exitCode: exitCodes.question, code: "QUESTIONS", document: documentOf(found) };
    }
    assertReplays(project, merged);
    const { directory } = project.config.migration;
    const file = migrationFile(directory, migration);
    const named = { ...found, file: file.path, name: migration.name };
    if (args["dry-run"]) {
      console.result(file.source.trimEnd());
      return { document: documentOf({ ...named, source: file.source }) };
    }
    writeNewFile(file, directory);
    console.say(`${console.out.green("Created")} ${cleanLine(file.path)}`);
    return { document: documentOf(named) };
  });
}

function documentOf(known: object): Readonly<Record<string, unknown>> {
  const none = { file: null, name: null, dependencies: [], operations: [] };
  return { ...none, conflicts: [], questions: [], notices: [], ...known };
}

function question() {
  return {
    kind: "merge",
    id: "merge",
    text: "The branches may not come to the same in either order. Is that meant?",
    flags: ["--yes"],
    lines: [],
  };
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
