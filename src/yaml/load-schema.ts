import { type BuiltSchema, buildSchema } from "./build-schema.js";
import { mergeDocuments } from "./merge-documents.js";
import { throwProblems } from "./problem.js";
import { type FileReader, readSchemaFiles } from "./schema-files.js";

/** What schema files say, and which ones were read. */
export interface LoadedSchema extends BuiltSchema {
  readonly files: readonly string[];
}

/**
 * The schema that files describe, with everything that they include.
 *
 * @throws SchemaFileError with every mistake: those of reading first, else those of what was read.
 */
export function loadSchema(paths: readonly string[], reader: FileReader): LoadedSchema {
  const { trees, problems, origins, files } = readSchemaFiles(paths, reader);
  throwProblems(problems);
  const merged = mergeDocuments(trees, origins);
  throwProblems(merged.problems);
  const { problems: faults, ...built } = buildSchema(merged, origins);
  throwProblems(faults);
  return { ...built, files };
}
