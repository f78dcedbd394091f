import { type BuiltSchema, buildSchema } from "./build-schema.js";
import { mergeDocuments } from "./merge-documents.js";
import { throwProblems } from "./problem.js";
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
}

/** Evaluates TypeScript files; of one that is not there the map says undefined. */
export type Evaluate = (paths: readonly string[]) => Promise<EvaluatedFiles>;

/**
 * The schema that files describe, with everything that they include.
 *
 * @throws SchemaFileError with every mistake: those of reading first, else those of what was read;
 * whatever `evaluate` throws.
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

function schemaOf({ trees, problems, origins, files }: ReadFiles): LoadedSchema {
  throwProblems(problems);
  const merged = mergeDocuments(trees, origins);
  throwProblems(merged.problems);
  const { problems: faults, ...built } = buildSchema(merged, origins);
  throwProblems(faults);
  return { ...built, files };
}
