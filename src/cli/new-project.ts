import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { memberOf } from "../text/record.js";
import { CliError } from "./cli-error.js";
import { systemCode } from "./environment.js";
import { createFile } from "./migration-file.js";

/** A file that `mm init` would like to have. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

export interface ProjectChoices {
  readonly directory: string;
  /** The name of a dialect. */
  readonly database: string;
  /** What to write as its URL; undefined = it comes from `DATABASE_URL`. */
  readonly url: string | undefined;
  readonly configFile: string;
  readonly schemaFile: string;
  /** The schema file, and those that it includes; undefined = a sample. */
  readonly schema: readonly ProjectFile[] | undefined;
}

/** The files of a new project, in the order they are listed. */
export function projectFiles(choices: ProjectChoices): readonly ProjectFile[] {
  const { directory, configFile, schemaFile } = choices;
  const sample = [{ path: schemaFile, text: sampleSchema }];
  const files = [
    { path: configFile, text: configText(choices) },
    ...(choices.schema ?? sample).map(({ path, text }) =>
      path === schemaFile ? { path, text: SCHEMA_HEAD + text } : { path, text },
    ),
    { path: join(directory, "main.ts"), text: mainText(directory) },
    { path: join(directory, "tsconfig.json"), text: tsconfigText },
  ];
  // Node and TypeScript decide by the nearest package.json whether a file is a module.
  if (!insideModulePackage(directory)) {
    files.push({ path: join(directory, "package.json"), text: packageText });
  }
  return files;
}

/**
 * Writes a file unless there is one.
 *
 * @returns false: it was there and is untouched.
 * @throws CliError CLI_CANNOT_WRITE
 */
export function writeOnce(file: ProjectFile): boolean {
  try {
    createFile(file.path, file.text);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST" && existsSync(file.path)) return false;
    throw new CliError({
      code: "CLI_CANNOT_WRITE",
      message: `"${file.path}" cannot be written: ${systemCode(error)}`,
      hint: "Check the permissions of the folder, and that no file stands where a folder is needed.",
      cause: error,
    });
  }
}

function insideModulePackage(directory: string): boolean {
  for (let folder = resolve(directory); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) return isModule(manifest);
    if (dirname(folder) === folder) return false;
  }
}

function isModule(manifest: string): boolean {
  try {
    return memberOf(JSON.parse(readFileSync(manifest, "utf8")), "type") === "module";
  } catch {
    // A package.json that is broken, or that cannot be read, is not for us to report; a package.json of our own does no harm.
    return false;
  }
}

function configText({ directory, database, url, schemaFile, configFile }: ProjectChoices): string {
  const schema = relative(
    dirname(configFile),
    "node_modules/makemigrations/docs/config.schema.json",
  );
  const address =
    url === undefined
      ? "  # The URL comes from the environment variable DATABASE_URL, so that no password stands here."
      : `  url: ${yamlText(url)}`;
  return `# yaml-language-server: $schema=${schema}
# Flags win over environment variables, and those over this file.
database:
  type: ${database}
${address}
migration:
  directory: ${yamlText(directory)}
schema:
  paths: ${dirname(schemaFile)}/**/*.{yaml,ts}
`;
}

/** As it is where YAML reads that as the same text, else in quotes: `2024` would be a number. */
function yamlText(text: string): string {
  return /^(?:\.{0,2}\/)?\p{L}[\p{L}\p{N}._/-]*(?::[\p{L}\p{N}._/-]+)*$/u.test(text) &&
    !/^(?:true|false|null)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

export const SCHEMA_HEAD = `# yaml-language-server: $schema=../node_modules/makemigrations/docs/schema.schema.json
# The tables as they should be. Each change here becomes a migration.
`;

const sampleSchema = `database:
  name: app
  version: "1"
tables:
  - name: users
    fields:
      - name: id
        type: serial
        primary_key: true
      - name: email
        type: varchar
        length: 255
        nullable: false
    indexes:
      - name: users_email
        fields: [email]
        unique: true
`;

function mainText(directory: string): string {
  return `// The same migrations without the command line and its sandbox, run by Node.js itself:
//   node --import makemigrations/native ${directory}/main.ts up
// From Node.js 22.18 on, \`node ${directory}/main.ts up\` is enough.
import { runNative } from "makemigrations/cli";

await runNative(import.meta);
`;
}

const tsconfigText = `{
  "compilerOptions": {
    "target": "es2023",
    "lib": ["es2023"],
    "module": "nodenext",
    "strict": true,
    "noEmit": true,
    "resolveJsonModule": true,
    "skipLibCheck": true,
    "types": ["makemigrations/sandbox"]
  },
  "include": ["**/*.ts", "**/*.mts"]
}
`;

const packageText = `{
  "private": true,
  "type": "module"
}
`;
