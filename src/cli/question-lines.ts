import { cleanLine } from "./clean-text.js";
import type { AskedQuestion } from "./schema-answers.js";

/** Open questions for people: each with what answers it. */
export function questionLines(
  questions: readonly AskedQuestion[],
  program: string,
): readonly string[] {
  const count = questions.length === 1 ? "A question needs" : `${questions.length} questions need`;
  const lines = questions.flatMap(({ text, flags, lines: ways }) => [
    "",
    cleanLine(text),
    ...flags.map((flag) => `  ${program} generate ${cleanLine(flag)}`),
    ...ways.map((way) => `  in the file of --answers: ${cleanLine(way)}`),
  ]);
  return [`${count} an answer; nothing was written.`, ...lines];
}
