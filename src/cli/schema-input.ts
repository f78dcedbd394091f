import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Config } from "../config/config.js";
import { command, hint } from "../errors.js";
import type { LoadedSchema } from "../yaml/load-schema.js";
import type { FileReader } from "../yaml/schema-files.js";
import { CliError } from "./cli-error.js";
import { systemCode } from "./environment.js";

/**
 * The schema that the configured files describe.
 *
 * @throws CliError when there is no file, SchemaFileError with every mistake in them.
 */
export async function readSchema(config: Config): Promise<LoadedSchema> {
  const [found, { loadSchema }] = await Promise.all([
    ownFiles(config),
    import("../yaml/load-schema.js"),
  ]);
  if (found.length === 0) {
    const { paths } = config.schema;
    throw new CliError({
      code: "CLI_NO_SCHEMA",
      message: `There is no schema file: nothing matches ${paths.map((one) => `"${one}"`).join(", ")}`,
      hint: hint`Write one, or correct schema.paths of the configuration file; ${command("init")} makes a first one.`,
    });
  }
  return loadSchema(found, fileReader);
}

/** The configured files, and those that they include; none of them need be right. */
export async function schemaFilesRead(config: Config): Promise<readonly string[]> {
  const { readSchemaFiles } = await import("../yaml/schema-files.js");
  return readSchemaFiles(await ownFiles(config), fileReader).files;
}

async function ownFiles({ schema }: Config): Promise<readonly string[]> {
  const { glob } = await import("tinyglobby");
  const options = { ignore: ["**/node_modules/**"], expandDirectories: false };
  return (await glob([...schema.paths], options)).sort();
}

export const fileReader: FileReader = {
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch (cause) {
      if (systemCode(cause) === "ENOENT") return undefined;
      throw new CliError({
        code: "CLI_CANNOT_READ",
        message: `"${path}" cannot be read: ${systemCode(cause)}`,
        hint: "Check the permissions.",
        cause,
      });
    }
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
