import { detect } from "../../autodetector/detect.js";
import { leftOver } from "../../autodetector/left-over.js";
import { command, hint } from "../../errors.js";
import { type Migration, makeMigration } from "../../migration/migration.js";
import { requireOneLeaf } from "../../migration/several-leaves.js";
import { states } from "../../migration/state.js";
import type { Operation } from "../../operation/operation.js";
import { objectNotices } from "../../plan/object-notices.js";
import { memberOf } from "../../text/record.js";
import { automaticName, migrationNameOf, nextNumber } from "../../writer/migration-file-name.js";
import type { AnswerLine } from "../../yaml/answers.js";
import type { LoadedSchema } from "../../yaml/load-schema.js";
import type { Ask } from "../ask.js";
import { CliError } from "../cli-error.js";
import type { CommandContext } from "../command.js";
import { migrationFile } from "../migration-file.js";
import { type ProjectState, projectState } from "../project-state.js";
import {
  type AnswerFlags,
  type AskedQuestion,
  askedQuestion,
  readAnswerSource,
} from "../schema/schema-answers.js";

/** The next migration, or what has to be answered first. */
export interface Generated {
  /** undefined: nothing changed, or there are questions. */
  readonly migration: Migration | undefined;
  readonly operations: readonly Operation[];
  /** Places of operations that a person wants to look at before they run. */
  readonly review: readonly number[];
  readonly questions: readonly AskedQuestion[];
  readonly notices: readonly string[];
  /** What a person said, for the file of answers. */
  readonly answered: readonly AnswerLine[];
}

export interface GenerateOptions extends Omit<AnswerFlags, "isAsking"> {
  readonly name: string | undefined;
}

/**
 * Compares the schema files with what the migrations come to.
 *
 * @param ask who answers what has no answer yet; undefined: such questions are those of the result.
 * @throws SeveralLeavesError; CliError where something cannot be generated yet.
 */
export async function generate(
  state: ProjectState,
  wanted: LoadedSchema,
  options: GenerateOptions,
  ask?: Ask,
): Promise<Generated> {
  requireOneLeaf(state.graph);
  const flags = { ...options, isAsking: ask !== undefined };
  const { questioner, answer, answered, unasked } = await readAnswerSource(flags, wanted.renames);
  const compare = () => detect({ from: state.schema, to: wanted.schema, questioner });
  let detected = compare();
  while (ask !== undefined && detected.questions.length > 0) {
    requirePossible(detected.impossible);
    // What else there is to ask depends on what was renamed.
    const rename = detected.questions.find(({ kind }) => kind === "rename");
    for (const question of rename === undefined ? detected.questions : [rename]) {
      answer(await ask(question));
    }
    detected = compare();
  }
  const { operations, review, questions, impossible } = detected;
  const notices = [
    ...wanted.notices,
    ...unasked().map((line) => `the answer "${line}" is to no question of this change`),
    ...detected.notices,
  ];
  requirePossible(impossible);
  const asked = questions.map(askedQuestion);
  if (operations.length === 0 || asked.length > 0) {
    return { migration: undefined, operations, review, questions: asked, notices, answered };
  }
  const migration = nextMigration(state, operations, options.name);
  // What is written must lead where it is said to lead, and not only the operations in memory.
  const around = states(migration, state.schema);
  const reached = around.at(-1)?.after ?? state.schema;
  requirePossible(leftOver(reached, wanted.schema).map(({ text }) => text));
  const used = around.flatMap(({ before, after }) =>
    objectNotices({ from: before, to: after, start: state.schema }),
  );
  return {
    ...{ migration, operations, review, questions: asked, answered },
    notices: [...notices, ...used],
  };
}

/** A migration behind all others with a name of its own. */
function nextMigration(
  { leaves, names }: Pick<ProjectState, "leaves" | "names">,
  operations: readonly Operation[],
  name: string | undefined,
): Migration {
  const given = name ?? automaticName(operations, leaves.length === 0);
  return makeMigration({
    name: migrationNameOf(nextNumber(names), given),
    dependencies: leaves,
    operations,
  });
}

/** A migration without operations behind all others, its file, and what a command says of it. */
export async function blankMigration(context: CommandContext, given: string) {
  const state = await projectState(context);
  const migration = nextMigration(state, [], given);
  const { name, dependencies } = migration;
  const file = migrationFile(state.config, migration, { blank: true });
  return { file, document: { file: file.path, name, dependencies } };
}

function requirePossible(what: readonly string[]): void {
  if (what.length === 0) return;
  throw new CliError({
    code: "CLI_CANNOT_GENERATE",
    message: `No operation can make this change yet: ${what.join(", ")}`,
    hint: hint`Leave it out of the schema files, or write it by hand: ${command("new", "<name>")}, with RunSQL whose mutate drops and creates the table in the state.`,
  });
}

/** An operation for the JSON document. */
export function operationDocument(operation: Operation): Readonly<Record<string, unknown>> {
  const { type, name, field, oldName, newField, newName, index, constraint } = operation.toData();
  const renamedField = type === "rename_field" ? oldName : undefined;
  return {
    type,
    table: operation.table ?? null,
    name: named(name) ?? named(newName) ?? named(index) ?? named(constraint) ?? null,
    field: named(field) ?? named(newField) ?? named(renamedField) ?? null,
    destructive: operation.destructive,
    reversible: operation.reversible,
    description: operation.describe(),
  };
}

function named(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const name = memberOf(value, "name");
  return name === undefined ? undefined : String(name);
}
