import type { CommandContext, CommandResult } from "../command.js";
import { exitCodes } from "../exit-code.js";
import type { AskedQuestion } from "../schema/schema-answers.js";
import { cleanLine } from "./clean-text.js";

/** Ends a command whose questions have no answers: exit 3, or 4 where data would be lost. */
export function openQuestions(
  { console, program }: CommandContext,
  questions: readonly AskedQuestion[],
  document: CommandResult["document"],
): CommandResult {
  if (!console.json) console.complain(questionLines(questions, program).join("\n"));
  const lost = questions.every(({ kind }) => kind === "destructive");
  return lost
    ? { exitCode: exitCodes.destructive, code: "DESTRUCTIVE", document }
    : { exitCode: exitCodes.question, code: "QUESTIONS", document };
}

/** Open questions for people: each with what answers it. */
function questionLines(questions: readonly AskedQuestion[], program: string): readonly string[] {
  const count = questions.length === 1 ? "A question needs" : `${questions.length} questions need`;
  const lines = questions.flatMap(({ text, flags, lines: ways }) => [
    "",
    cleanLine(text),
    ...flags.map((flag) => `  ${program} generate ${cleanLine(flag)}`),
    ...ways.map((way) => `  in the file of --answers: ${cleanLine(way)}`),
  ]);
  return [`${count} an answer; nothing was written.`, ...lines];
}
