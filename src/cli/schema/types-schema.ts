import { lstatSync } from "node:fs";
import { join } from "node:path";
import { sourceParser } from "../../types/source/parse-source.js";
import {
  type ReadTypesOptions,
  readTables,
  type TypesRead,
} from "../../types/source/read-tables.js";
import { loadSchema } from "../../yaml/load-schema.js";
import { SchemaFileError } from "../../yaml/problem.js";
import { CliError } from "../cli-error.js";
import { systemCode } from "../environment.js";
import { readText } from "../read-text.js";
import { findFiles } from "./find-files.js";
import { documentText, type SchemaFormat } from "./schema-format.js";

export interface TypesSchemaOptions extends ReadTypesOptions {
  /** Files, and folders whose files are meant. */
  readonly paths: readonly string[];
  readonly format: SchemaFormat;
}

/** The text of a schema file that says what types say. */
export interface TypesSchema extends Pick<TypesRead, "numbers" | "tables" | "unread"> {
  readonly text: string;
  /** The source files, sorted. */
  readonly files: readonly string[];
}

const SOURCES = "**/*.{ts,mts,cts,tsx}";
const IGNORED = ["**/node_modules/**", "**/*.{test,spec}.*"];

/**
 * Reads the types of source files, none of which is run.
 *
 * @throws CliError CLI_NO_TYPES, CLI_CANNOT_READ, CLI_TYPES_INVALID; TypesError
 */
export async function typesSchema(options: TypesSchemaOptions): Promise<TypesSchema> {
  const files = await sourceFiles(options.paths);
  const parse = await sourceParser();
  const unreadable = { code: "CLI_CANNOT_READ", hint: "Check the path and the permissions." };
  const declared = files.map((file) => parse(file, readText(file, unreadable)));
  const { document, tables, unread, numbers } = readTables(declared, options);
  if (tables === 0) throw noTypes(`${files.length} files have no exported interface and no class`);
  assertSchema(documentText(document, "yaml"));
  return { text: documentText(document, options.format), tables, unread, numbers, files };
}

async function sourceFiles(paths: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    if (!isFolder(path)) found.add(path);
    else {
      const inside = await findFiles(SOURCES, {
        folder: path,
        ignore: IGNORED,
        followSymbolicLinks: false,
      });
      for (const file of inside) found.add(join(path, file));
    }
  }
  if (found.size === 0) throw noTypes(`there is no TypeScript file in ${paths.join(", ")}`);
  return [...found].sort();
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch (cause) {
    throw new CliError({
      code: "CLI_CANNOT_READ",
      message: `"${path}" cannot be read: ${systemCode(cause)}`,
      hint: "Name a file or a folder with TypeScript.",
      cause,
    });
  }
}

/** What no schema file may say is said by the types, or by their tags. */
function assertSchema(text: string): void {
  const reader = { read: () => text, inside: () => true, packageFolder: () => undefined };
  try {
    loadSchema(["schema.yaml"], reader);
  } catch (error) {
    if (!(error instanceof SchemaFileError)) throw error;
    const { problems } = error;
    throw new CliError({
      code: "CLI_TYPES_INVALID",
      message: `The types are no schema: ${problems.map(({ message }) => message).join("; ")}`,
      hint: problems[0]?.hint ?? "Correct the tags of the fields that are named.",
      cause: error,
    });
  }
}

function noTypes(what: string): CliError {
  return new CliError({
    code: "CLI_NO_TYPES",
    message: `There are no types to read: ${what}`,
    hint: "Name files with interfaces or classes that are exported, or that have the tag @table.",
  });
}
