import { codeFrame } from "../text/code-frame.js";
import { isPlainRecord } from "../text/record.js";
import type { DocumentSource, Problem, ProblemText } from "./problem.js";
import type { Path } from "./shape.js";

/** Keys whose values have keys of the author's own. */
const MAPS: ReadonlySet<string> = new Set(["defaults", "type_mappings", "options"]);

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

/**
 * The data of a schema file in TypeScript with one spelling for each thing. Schema files have the keys of
 * the YAML format in camelCase; four of them are called otherwise in operations. Who shares a
 * part between a migration and the schema may write the operations' words, too. Where both words stand, neither is taken away, so
 * that the second one is reported as unknown.
 */
function inSchemaWords(document: unknown): unknown {
  return changed(document, { tables: each(inTable) });
}

const inTable = (table: unknown): unknown =>
  changed(renamed(table, { namespace: "schema", uniques: "unique" }), {
    indexes: each((index) =>
      changed(index, { fields: each((part) => renamed(part, { opclass: "operatorClass" })) }),
    ),
    foreignKeys: each(inForeignKey),
  });

/** `table` and `targetFields` stand beside the fields in an operation, and below `references` in a schema. */
function inForeignKey(key: unknown): unknown {
  if (!isPlainRecord(key) || Object.hasOwn(key, "references")) return key;
  const { field, table, targetField, targetFields, ...others } = key;
  if (table === undefined) return key;
  const fields = targetField === undefined ? targetFields : [targetField];
  return {
    ...others,
    ...(field !== undefined && { fields: [field] }),
    references: { table, ...(fields !== undefined && { fields }) },
  };
}

type Change = (value: unknown) => unknown;

function each(change: Change): Change {
  return (list) => (Array.isArray(list) ? list.map(change) : list);
}

/** The object with these members changed where it has them; anything else comes back as it is. */
function changed(value: unknown, changes: Readonly<Record<string, Change>>): unknown {
  if (!isPlainRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      Object.hasOwn(changes, key) ? changes[key]?.(one) : one,
    ]),
  );
}

function renamed(value: unknown, names: Readonly<Record<string, string>>): unknown {
  if (!isPlainRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      const name = Object.hasOwn(names, key) ? names[key] : undefined;
      return [name === undefined || Object.hasOwn(value, name) ? key : name, one];
    }),
  );
}

/** A key of the format as TypeScript spells it: `foreignKey`. */
function camelCase(key: string): string {
  return key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The data of a schema file in YAML as that of one in TypeScript. */
export function inCamelCase(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(inCamelCase);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      camelCase(key),
      MAPS.has(key) ? value : inCamelCase(value),
    ]),
  );
}
