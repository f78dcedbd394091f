import { existsSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { glob } from "tinyglobby";
import type { Schema } from "../../schema/schema.js";
import { type SplitBy, splitDocument } from "../../yaml/split-document.js";
import { schemaDocument } from "../../yaml/write-schema.js";
import { CliError } from "../cli-error.js";
import { writeNewFile } from "../migration-file.js";
import { writeReport } from "../report-file.js";
import { documentText, type SchemaFormat } from "./schema-format.js";

/** A schema file that is written. */
export interface SchemaFile {
  readonly path: string;
  readonly text: string;
  readonly tables: number;
  /** There is a file of that name, which is lost. */
  readonly replaces: boolean;
}

export interface SchemaFilesOptions {
  /** The main file. */
  readonly out: string;
  readonly format: SchemaFormat;
  readonly split: SplitBy | undefined;
}

/** The files of a schema, the main one first; nothing is written yet. */
export function schemaFiles(
  schema: Schema,
  { out, format, split }: SchemaFilesOptions,
): readonly SchemaFile[] {
  const document = schemaDocument(schema);
  const ending = extname(out) || `.${format}`;
  const parts =
    split === undefined
      ? [{ path: undefined, document, tables: schema.tables.size }]
      : splitDocument(document, { by: split, ending });
  return parts.map(({ path, document: part, tables }) => {
    const file = path === undefined ? out : join(dirname(out), `${path}${ending}`);
    return { path: file, text: documentText(part, format), tables, replaces: existsSync(file) };
  });
}

/** Writes all of them. @throws CliError CLI_FILES_EXIST where one is there and `force` is not given */
export function writeSchemaFiles(files: readonly SchemaFile[], force: boolean): void {
  const there = files.filter(({ replaces }) => replaces).map(({ path }) => path);
  if (there.length > 0 && !force) throw filesExist(there);
  for (const { path, text, replaces } of files) {
    if (replaces) writeReport(path, text);
    else writeNewFile({ path, source: text });
  }
}

/** Schema files in the folders of the split that are none of it: `generate` may read them, too. */
export async function leftFiles(
  files: readonly SchemaFile[],
  out: string,
): Promise<readonly string[]> {
  const folder = dirname(out);
  const found = await glob(
    ["tables/**", "schemas/**"].map((path) => `${path}/*.{yaml,yml,ts}`),
    {
      cwd: folder,
      ignore: ["**/node_modules/**"],
      followSymbolicLinks: false,
    },
  );
  const written = new Set(files.map(({ path }) => path));
  return found
    .map((path) => join(folder, path))
    .filter((path) => !written.has(path) && basename(path) !== "")
    .sort();
}

function filesExist(paths: readonly string[]): CliError {
  const [first = "", ...more] = paths;
  return new CliError({
    code: "CLI_FILES_EXIST",
    message: `"${first}"${more.length === 0 ? "" : ` and ${more.length} more of these files`} exists already`,
    hint: "Nothing was written. Choose another name, or give --force to write over what is there.",
  });
}
