import type { Question, Questioner } from "../autodetector/questioner.js";
import type { Answers } from "../yaml/answers.js";
import type { DeclaredRename } from "../yaml/schema-object.js";
import { CliError } from "./cli-error.js";
import { readText } from "./read-text.js";

/** What the command line says about questions. */
export interface AnswerFlags {
  /** `old:new` for a table, `table.old:new` for a field. */
  readonly rename: readonly string[];
  /** The file of answers. */
  readonly answers: string | undefined;
  /** What loses data is meant. */
  readonly yes: boolean;
}

/**
 * Answers of the command line, the file and the schema, in this order.
 *
 * @throws CliError for a flag that is no rename, SchemaFileError for mistakes in the file.
 */
export async function readQuestioner(
  flags: AnswerFlags,
  declared: readonly DeclaredRename[],
): Promise<Questioner> {
  const file = flags.answers === undefined ? undefined : await answersOf(flags.answers);
  const renames = new Set(flags.rename.map(checkedRename));
  for (const { table, from, to } of declared) {
    renames.add(table === undefined ? `${from}:${to}` : `${table}.${from}:${to}`);
  }
  return {
    rename: (id) => (renames.has(id) ? true : entry(file?.renames, id)),
    backfill: (id) => entry(file?.backfills, id),
    using: (id) => entry(file?.using, id),
    destructive: (id) => entry(file?.destructive, id) ?? (flags.yes ? "generate" : undefined),
  };
}

async function answersOf(file: string): Promise<Answers> {
  const { readAnswers } = await import("../yaml/answers.js");
  return readAnswers(file, readText(file));
}

function entry<T>(map: Readonly<Record<string, T>> | undefined, id: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, id) ? map[id] : undefined;
}

function checkedRename(given: string): string {
  if (/^[^:]+:[^:.]+$/.test(given)) return given;
  throw new CliError({
    code: "CLI_BAD_RENAME",
    message: `--rename "${given}" is no rename`,
    hint: "Write --rename old:new for a table and --rename table.old:new for a field.",
  });
}

/** A question with what answers it. */
export interface AskedQuestion {
  readonly kind: Question["kind"];
  readonly id: string;
  /** A sentence for people. */
  readonly text: string;
  /** Flags of the command line that answer it. */
  readonly flags: readonly string[];
  /** Lines of the file of answers that answer it. */
  readonly lines: readonly string[];
}

/** How each question is put, and how it is answered. */
export function askedQuestion(question: Question): AskedQuestion {
  const { kind, id } = question;
  const key = /^[\w.: ]+$/.test(id) ? id : JSON.stringify(id);
  switch (question.kind) {
    case "rename":
      return {
        kind,
        id,
        text: `Is "${question.after}" what was "${question.before}"?`,
        flags: [`--rename ${id}`],
        lines: [`renames: { "${id}": true }`, `renames: { "${id}": false }`],
      };
    case "backfill":
      return {
        kind,
        id,
        text: `"${id}" may not be NULL and has no default: what do rows get that exist?`,
        flags: [],
        lines: [`backfills: { ${key}: "<SQL>" }`],
      };
    case "using":
      return {
        kind,
        id,
        text: `"${id}" gets another type: what SQL makes the new value of the old one?`,
        flags: [],
        lines: [`using: { ${key}: "<SQL>" }`],
      };
    case "destructive":
      return {
        kind,
        id,
        text: `${question.description}: data is lost. Is that meant?`,
        flags: ["--yes"],
        lines: ["generate", "review", "omit", "ignore_errors"].map(
          (choice) => `destructive: { "${id}": ${choice} }`,
        ),
      };
    default:
      return question satisfies never;
  }
}
