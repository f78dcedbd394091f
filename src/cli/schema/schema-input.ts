import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Config } from "../../config/config.js";
import { command, hint } from "../../errors.js";
import { FileRefused, readOperatorText } from "../../loader/read-file.js";
import type { LoadedSchema } from "../../yaml/load-schema.js";
import { type FileReader, isTypeScript } from "../../yaml/schema-files.js";
import { CliError } from "../cli-error.js";
import type { CommandContext } from "../command.js";
import { systemCode } from "../environment.js";
import { projectAbove } from "../project-above.js";
import { findFiles } from "./find-files.js";

/** Never schema files, whatever a pattern says. */
const IGNORED = ["**/node_modules/**", "**/*.d.{ts,mts}", "**/*.{test,spec}.*"];

/**
 * The schema that the configured files describe; those in TypeScript are evaluated in the sandbox.
 *
 * @throws CliError when there is no file, SchemaFileError with every mistake in them, what
 * evaluating ends in.
 */
export async function readSchema(context: CommandContext, config: Config): Promise<LoadedSchema> {
  const [roots, { loadSchemaFiles }] = await Promise.all([
    ownFiles(config),
    import("../../yaml/load-schema.js"),
  ]);
  if (roots.size === 0) {
    const { paths } = config.schema;
    throw new CliError({
      code: "CLI_NO_SCHEMA",
      message: `There is no schema file: nothing matches ${paths.map((one) => `"${one}"`).join(", ")}`,
      hint: hint`${projectAbove()}Write one, or correct schema.paths of the configuration file; ${command("init")} makes a first one.`,
    });
  }
  return await loadSchemaFiles([...roots.keys()], fileReader, async (files) => {
    if (files.length === 0) return new Map();
    const { evaluateSchemaFiles } = await import("./evaluate-schema-files.js");
    return await evaluateSchemaFiles(files, { roots, context, config });
  });
}

/** Mistakes show what stands in a file, and a checkout's own configuration may name any. */
const SCHEMA_FILE = /\.(?:ya?ml|json|m?[jt]s)$/;

function noSchemaFile(path: string): CliError {
  return new CliError({
    code: "CLI_CANNOT_READ",
    message: `"${path}" is no schema file: its name ends neither with .yaml, .yml, .json nor with .ts`,
    hint: "Correct schema.paths of the configuration file, or rename the file.",
  });
}

/** The configured files, and those that they include; none of them need be right. */
export async function schemaFilesRead(config: Config): Promise<readonly string[]> {
  const { readSchemaFiles } = await import("../../yaml/schema-files.js");
  const roots = await ownFiles(config);
  const { files, unevaluated } = readSchemaFiles([...roots.keys()], fileReader);
  return [...files, ...unevaluated];
}

/** The texts of the configured files; undefined where one has to be evaluated. */
export async function schemaTexts(
  config: Config,
): Promise<ReadonlyMap<string, string> | undefined> {
  const paths = [...(await ownFiles(config)).keys()];
  if (paths.some(isTypeScript)) return undefined;
  return new Map(paths.map((path) => [path, fileReader.read(path) ?? ""]));
}

/** The configured files, sorted -> the folder in front of the pattern that each was found by. */
async function ownFiles({ schema }: Config): Promise<ReadonlyMap<string, string>> {
  const roots = new Map<string, string>();
  for (const path of schema.paths) {
    const magic = path.search(/[*?[{(!]/);
    const root = magic === -1 ? dirname(path) : dirname(`${path.slice(0, magic)}_`);
    for (const file of await findFiles(path, { ignore: IGNORED })) {
      if (!SCHEMA_FILE.test(file)) throw noSchemaFile(file);
      if (!fileReader.inside(file, root) && !fileReader.inside(file, ".")) throw leadsOut(file);
      if (!existsSync(file)) throw leadsNowhere(file);
      if (!roots.has(file)) roots.set(file, root);
    }
  }
  return new Map([...roots].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Errors show what stands in a file: an untrusted link must not reach every file of the machine. */
function leadsOut(file: string): CliError {
  return new CliError({
    code: "CLI_CANNOT_READ",
    message: `"${file}" is a symbolic link to a place outside the project`,
    hint: "Copy the file into the project, or name it in schema.paths.",
  });
}

function leadsNowhere(file: string): CliError {
  return new CliError({
    code: "CLI_CANNOT_READ",
    message: `"${file}" is a symbolic link that leads nowhere`,
    hint: "Put the file there, or remove the link: the tables of a file that is missing would be dropped.",
  });
}

export const fileReader: FileReader = {
  read(path) {
    try {
      return readOperatorText(path);
    } catch (cause) {
      if (systemCode(cause) === "ENOENT") return undefined;
      throw new CliError({
        code: "CLI_CANNOT_READ",
        message: `"${path}" cannot be read: ${cause instanceof FileRefused ? cause.code : systemCode(cause)}`,
        hint: "Check the permissions.",
        cause,
      });
    }
  },
  inside(path, folder) {
    return (
      isBelow(resolve(path), resolve(folder)) &&
      (!existsSync(path) || isBelow(realpathSync(path), realpathSync(folder)))
    );
  },
  packageFolder(name, from) {
    if (!/^(?:@[\w.-]+\/)?[\w.-]+$/.test(name) || name.startsWith(".")) return undefined;
    for (let folder = dirname(resolve(from)); ; folder = dirname(folder)) {
      const candidate = join(folder, "node_modules", name);
      if (existsSync(candidate) && statSync(candidate).isDirectory()) return candidate;
      if (dirname(folder) === folder) return undefined;
    }
  },
};

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
