import { codeFrame } from "../text/code-frame.js";
import { camelCase } from "./camel-case.js";
import type { DocumentSource, ProblemText } from "./document-source.js";
import { inSchemaWords } from "./operation-words.js";
import type { Problem } from "./problem.js";
import type { Path } from "./shape.js";

/** What evaluating a TypeScript file came to. */
export interface EvaluatedFile {
  readonly text: string;
  /** What it handed to `defineSchema`, call by call. */
  readonly documents: readonly EvaluatedDocument[];
  /** Another schema file imports it. */
  readonly isImported: boolean;
}

export interface EvaluatedDocument {
  readonly data: unknown;
  /** Where the value behind the path, or its key, is written; the nearest place that can be told. */
  place(path: Path, atKey: boolean): Place;
}

/** 1-based. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** A schema file in TypeScript: keys are in camelCase, or those of operations. */
export class EvaluatedSource implements DocumentSource {
  readonly file: string;
  readonly problems: readonly Problem[];
  readonly data: unknown;
  readonly isBroken = false;
  readonly #evaluated: EvaluatedFile;
  #lines: readonly string[] | undefined;

  constructor(file: string, evaluated: EvaluatedFile) {
    this.file = file;
    this.#evaluated = evaluated;
    const [document, second] = evaluated.documents;
    this.data = document && (inSchemaWords(document.data) ?? null);
    this.problems = this.#countProblems(document, second);
  }

  spell(key: string): string {
    return camelCase(key);
  }

  isSafe(): boolean {
    return true;
  }

  problemAt(path: Path, text: ProblemText, atKey = false): Problem {
    return this.#problem(text, this.#evaluated.documents[0]?.place(path, atKey));
  }

  #countProblems(first: EvaluatedDocument | undefined, second: EvaluatedDocument | undefined) {
    if (second !== undefined) {
      const message = "the file calls defineSchema more than once";
      const hint = "Give each schema a file of its own, or bring them together.";
      return [this.#problem({ code: "YAML_INVALID", message, hint }, second.place([], false))];
    }
    if (first !== undefined || this.#evaluated.isImported) return [];
    const message = "the file hands nothing to defineSchema";
    const hint =
      "Write export default defineSchema({ ... }), or import the file from a schema file if it is a helper.";
    return [this.#problem({ code: "YAML_EMPTY", message, hint }, undefined)];
  }

  #problem({ code, message, hint }: ProblemText, place: Place = { line: 1, column: 1 }): Problem {
    this.#lines ??= this.#evaluated.text.split(/\r\n|\r|\n/);
    const frame = codeFrame(this.#lines, place.line, place.column);
    return { code, message, hint, file: this.file, ...place, frame };
  }
}
