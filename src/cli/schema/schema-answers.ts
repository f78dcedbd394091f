import { existsSync } from "node:fs";
import type { DestructiveChoice, Question, Questioner } from "../../autodetector/questioner.js";
import { command, hint } from "../../errors.js";
import { suggestion } from "../../text/nearest-name.js";
import type { AnswerLine, Answers } from "../../yaml/answers.js";
import type { DeclaredRename } from "../../yaml/declared-rename.js";
import { CliError } from "../cli-error.js";
import { readText } from "../read-text.js";

/** What the command line says about questions. */
export interface AnswerFlags {
  /** `old:new` for a table, `table.old:new` for a field. */
  readonly rename: readonly string[];
  /** The file of answers. */
  readonly answers: string | undefined;
  /** What loses data is meant. */
  readonly yes: boolean;
  /** Is a user there to ask? Then a file of answers need not be there: it is about to be made. */
  readonly isAsking: boolean;
}

/** What a person said to the question of that kind and id. */
export type Answer = { readonly id: string } & (
  | { readonly kind: "rename"; readonly value: boolean }
  | { readonly kind: "backfill" | "using"; readonly value: string }
  | { readonly kind: "destructive"; readonly value: DestructiveChoice }
);

/** The part of the file of answers that a kind of question is answered in. */
const PARTS: Readonly<Record<Answer["kind"], keyof Answers>> = {
  rename: "renames",
  backfill: "backfills",
  using: "using",
  destructive: "destructive",
};

/** Who answers, and which answers were to no question. */
export interface AnswerSource {
  readonly questioner: Questioner;
  /** From now on the question has this answer. */
  answer(answer: Answer): void;
  /** What {@link answer} was told, as the file of answers says it. */
  readonly answered: readonly AnswerLine[];
  /**
   * Lines of the file that nothing asked for, once everything is compared.
   *
   * @throws CliError for a flag that nothing asked for: a slip must not pass as an answer.
   */
  unasked(): readonly string[];
}

/**
 * Answers of the command line, the file and the schema, in this order.
 *
 * @throws CliError for a flag that is no rename, SchemaFileError for mistakes in the file.
 */
export async function readAnswerSource(
  flags: AnswerFlags,
  declared: readonly DeclaredRename[],
): Promise<AnswerSource> {
  const file = await answersOf(flags);
  const given = flags.rename.map(checkedRename);
  const renames = new Set(given);
  for (const { table, from, to } of declared) {
    renames.add(table === undefined ? `${from}:${to}` : `${table}.${from}:${to}`);
  }
  const asked = new Set<string>();
  const answered: AnswerLine[] = [];
  const known = {
    renames: new Map(Object.entries(file?.renames ?? {})),
    backfills: new Map(Object.entries(file?.backfills ?? {})),
    using: new Map(Object.entries(file?.using ?? {})),
    destructive: new Map(Object.entries(file?.destructive ?? {})),
  };
  const ask = <T>(part: keyof Answers, answers: ReadonlyMap<string, T>, id: string) => {
    asked.add(`${part}: ${id}`);
    return answers.get(id);
  };
  return {
    questioner: {
      rename: (id) => {
        const answer = ask("renames", known.renames, id);
        return renames.has(id) ? true : answer;
      },
      backfill: (id) => ask("backfills", known.backfills, id),
      using: (id) => ask("using", known.using, id),
      destructive: (id) =>
        ask("destructive", known.destructive, id) ?? (flags.yes ? "generate" : undefined),
    },
    answered,
    answer({ kind, id, value }) {
      answered.push({ part: PARTS[kind], id, value });
      if (kind === "rename") known.renames.set(id, value);
      else if (kind === "destructive") known.destructive.set(id, value);
      else known[kind === "backfill" ? "backfills" : kind].set(id, value);
    },
    unasked() {
      const slip = given.find((id) => !asked.has(`renames: ${id}`));
      if (slip !== undefined) throw unknownRename(slip, asked);
      return Object.entries(file ?? {}).flatMap(([part, answers]) =>
        Object.keys(answers ?? {})
          .map((id) => `${part}: ${id}`)
          .filter((line) => !asked.has(line)),
      );
    },
  };
}

/** @param asked each with its part, `renames: users:people`: every pair was asked. */
function unknownRename(given: string, asked: Iterable<string>): CliError {
  const pairs = [...asked].flatMap((line) => /^renames: (.*)$/s.exec(line)?.[1] ?? []);
  return new CliError({
    code: "CLI_BAD_RENAME",
    message: `--rename "${given}" names no pair of something that is gone and something that is new`,
    hint: suggestion(
      given,
      pairs,
      hint`Compare the names with ${command("schema-diff")}; a field is named by the table's new name.`,
    ),
  });
}

async function answersOf({ answers: file, isAsking }: AnswerFlags): Promise<Answers | undefined> {
  if (file === undefined || (isAsking && !existsSync(file))) return undefined;
  const { readAnswers } = await import("../../yaml/answers.js");
  const unreadable = {
    code: "CLI_ANSWERS_UNREADABLE",
    hint: hint`Check the path; in a terminal, ${command("generate", "--answers", file)} asks and makes the file.`,
  };
  return readAnswers(file, readText(file, unreadable));
}

/** Adds what was answered to the file of answers, as it is now. @throws CliError CLI_CANNOT_WRITE */
export async function keepAnswers(file: string, answered: readonly AnswerLine[]): Promise<void> {
  const { withAnswers } = await import("../../yaml/answers.js");
  const { replaceReport, writeReport } = await import("../report-file.js");
  const isThere = existsSync(file);
  const text = withAnswers(isThere ? readText(file) : "", answered);
  if (isThere) replaceReport(file, text);
  else writeReport(file, text);
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
        text: `${question.description}: data is lost. Is that meant${orRenamed(question.renames)}?`,
        flags: ["--yes", ...question.renames.map((rename) => `--rename ${rename}`)],
        lines: ["generate", "review", "omit", "ignore_errors"].map(
          (choice) => `destructive: { "${id}": ${choice} }`,
        ),
      };
    default:
      return question satisfies never;
  }
}

/** The new tables that a lost one may be. */
function orRenamed(renames: readonly string[]): string {
  const names = renames.map((id) => id.slice(id.indexOf(":") + 1));
  return names.length === 0 ? "" : `, or is it ${names.join(" or ")} now`;
}
