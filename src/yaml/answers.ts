import { isMap, parseDocument } from "yaml";
import { throwProblems } from "./problem.js";
import { choice, flag, map, object, optional, type Read, text } from "./shape.js";
import { YamlSource } from "./yaml-source.js";

const sql = text("SQL text", (one) => one.trim() !== "");

/** The file behind `--answers`: what people decided, kept with the change. */
const answersShape = object("a file of answers", {
  renames: optional(map("renames, each true or false", flag), "users:people: true"),
  backfills: optional(map("fields, each with SQL", sql), "people.status: \"'active'\""),
  using: optional(map("fields, each with SQL", sql), 'people.age: "age::integer"'),
  destructive: optional(
    map("operations, each with a choice", choice(["generate", "review", "omit", "ignore_errors"])),
    "drop_field people.legacy: generate",
  ),
});

export type Answers = Read<typeof answersShape>;

const NOTHING: Answers = {
  renames: undefined,
  backfills: undefined,
  using: undefined,
  destructive: undefined,
};

/** Reads the answers of a file. @throws SchemaFileError with every mistake in it. */
export function readAnswers(file: string, content: string): Answers {
  const source = new YamlSource(file, content);
  throwProblems(source.problems);
  const problems = [...source.problems];
  const read = answersShape.read(source.data ?? {}, {
    path: [],
    spell: (key) => source.spell(key),
    report: ({ path, atKey, ...text }) => problems.push(source.problemAt(path, text, atKey)),
    keep: () => undefined,
    lose: () => undefined,
  });
  throwProblems(problems);
  return read ?? NOTHING;
}

/** One line of the file: its part, the id of the question, what was said. */
export interface AnswerLine {
  readonly part: keyof Answers;
  readonly id: string;
  readonly value: string | boolean;
}

/** The content of a file that {@link readAnswers} reads, with these answers beside those it has; its comments stay. */
export function withAnswers(content: string, lines: readonly AnswerLine[]): string {
  const document = parseDocument(content);
  for (const { part, id, value } of lines) {
    if (!isMap(document.get(part))) document.set(part, document.createNode({}));
    document.setIn([part, id], value);
  }
  return document.toString();
}
