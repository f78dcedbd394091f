import { type BuiltSchema, buildSchema } from "./build-schema.js";
import { mergeDocuments } from "./merge-documents.js";
import { type DocumentSource, throwProblems } from "./problem.js";
import { type Origins, readDocument } from "./read-document.js";
import {
  type EvaluatedFiles,
  type FileReader,
  isTypeScript,
  type ReadFiles,
  readSchemaFiles,
} from "./schema-files.js";

/** What schema files say, and which ones were read. */
export interface LoadedSchema extends BuiltSchema {
  readonly files: readonly string[];
  /** What was understood in another way than it was written. */
  readonly notices: readonly string[];
}

/** Evaluates TypeScript files; of one that is not there the map says undefined. */
export type Evaluate = (paths: readonly string[]) => Promise<EvaluatedFiles>;

/**
 * The schema that files describe, with everything that they include.
 *
 * @throws SchemaFileError with every mistake: what is well-formed is checked although other parts are
 * not; whatever `evaluate` throws.
 */
export async function loadSchemaFiles(
  paths: readonly string[],
  reader: FileReader,
  evaluate: Evaluate,
): Promise<LoadedSchema> {
  const evaluated = new Map(await evaluate(paths.filter(isTypeScript)));
  for (;;) {
    const read = readSchemaFiles(paths, reader, evaluated);
    if (read.unevaluated.length === 0) return schemaOf(read);
    for (const [path, file] of await evaluate(read.unevaluated)) evaluated.set(path, file);
  }
}

/** The same of files that are all YAML. @throws SchemaFileError as {@link loadSchemaFiles} does. */
export function loadSchema(paths: readonly string[], reader: FileReader): LoadedSchema {
  return schemaOf(readSchemaFiles(paths, reader));
}

/**
 * The same of what a YAML file would hold.
 *
 * @throws SchemaFileError as {@link loadSchemaFiles} does; where a mistake would be in the file is not known
 */
export function loadDocument(data: unknown, file: string): LoadedSchema {
  const origins: Origins = new WeakMap();
  const source: DocumentSource = {
    file,
    data,
    problems: [],
    isBroken: false,
    isSafe: () => true,
    spell: (key) => key,
    problemAt: (_, text) => ({ hint: undefined, ...text, file, line: 1, column: 1, frame: "" }),
  };
  const { document, problems } = readDocument(source, origins);
  const trees = document === undefined ? [] : [{ document, included: [] }];
  const isWhole = problems.length === 0;
  return schemaOf({ trees, problems, origins, isWhole, files: [file], notices: [] });
}

function schemaOf(read: Omit<ReadFiles, "unevaluated">): LoadedSchema {
  const merged = mergeDocuments(read);
  const { problems, ...built } = buildSchema(merged, read.origins);
  throwProblems([...read.problems, ...merged.problems, ...problems]);
  return { ...built, files: read.files, notices: read.notices };
}
