import { dirname, join, relative } from "node:path";
import { type LoadedSchema, loadSchema } from "../../src/yaml/load-schema.js";
import { SchemaFileError } from "../../src/yaml/problem.js";
import type { FileReader } from "../../src/yaml/schema-files.js";

/** Files in memory; packages lie in node_modules beside them. */
export function inMemory(files: Readonly<Record<string, string>>): FileReader {
  return {
    read: (path) => files[path],
    inside: (path, folder) => !relative(folder, path).startsWith(".."),
    packageFolder: (name) => {
      const folder = join("node_modules", name);
      return Object.keys(files).some((file) => dirname(file).startsWith(folder))
        ? folder
        : undefined;
    },
  };
}

/** The schema of one file. */
export function loadText(text: string): LoadedSchema {
  return loadSchema(["schema.yaml"], inMemory({ "schema.yaml": text }));
}

/** The mistakes that the files have, `schema.yaml:3:5 YAML_UNKNOWN_KEY unknown key "x"`. */
export function problemsOf(
  files: Readonly<Record<string, string>>,
  paths: readonly string[] = Object.keys(files),
): readonly string[] {
  try {
    loadSchema(paths, inMemory(files));
  } catch (error) {
    if (!(error instanceof SchemaFileError)) throw error;
    return error.problems.map(
      ({ file, line, column, code, message }) => `${file}:${line}:${column} ${code} ${message}`,
    );
  }
  return [];
}
