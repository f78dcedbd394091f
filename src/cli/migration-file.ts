import {
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Config } from "../config/config.js";
import type { Migration } from "../migration/migration.js";
import { numberOf } from "../writer/migration-file-name.js";
import { writeMigration } from "../writer/write-migration.js";
import { CliError } from "./cli-error.js";
import type { CommandResult } from "./command.js";
import { systemCode } from "./environment.js";
import { cleanLine } from "./render/clean-text.js";
import type { Console } from "./render/console.js";
import { sourceRoom } from "./source-room.js";

/** A migration and the text of its file. */
export interface MigrationFile {
  readonly path: string;
  readonly source: string;
}

interface MigrationFileOptions {
  /** Places of operations to look at. */
  readonly review?: readonly number[];
  /** Its operations are going to be written by hand. */
  readonly blank?: boolean;
}

/**
 * The file of a migration; nothing is written.
 *
 * @throws CliError CLI_MIGRATION_TOO_LARGE for one that could not be loaded
 */
export function migrationFile(
  config: Pick<Config, "migration" | "sandbox">,
  migration: Migration,
  options: MigrationFileOptions = {},
): MigrationFile {
  return fileOf(config, migration, migrationSource(migration, options));
}

/** The text of that file. */
export function migrationSource(
  migration: Migration,
  { review = [], blank = false }: MigrationFileOptions = {},
): string {
  const comments = new Map(review.map((at) => [at, ["REVIEW: this loses data."]]));
  return writeMigration(migration, { comments, blank });
}

/** The file of a migration whose text is known. @throws as {@link migrationFile} */
export function fileOf(
  { migration: { directory }, sandbox }: Pick<Config, "migration" | "sandbox">,
  migration: Migration,
  source: string,
): MigrationFile {
  const { most } = sourceRoom(sandbox);
  if (Buffer.byteLength(source) > most) throw tooLarge(migration, most);
  return { path: join(directory, `${migration.name}.ts`), source };
}

/** Writes a new file; one that is there is never touched. @throws CliError CLI_CANNOT_WRITE */
export function writeNewFile({ path, source }: MigrationFile): void {
  try {
    createFile(path, source);
  } catch (cause) {
    const exists = systemCode(cause) === "EEXIST";
    throw new CliError({
      code: "CLI_CANNOT_WRITE",
      message: exists
        ? `"${path}" exists already`
        : `"${path}" cannot be written: ${systemCode(cause)}`,
      hint: exists
        ? "Run the command again; another one made it at the same moment."
        : "Check the permissions and the space of the folder, and that no file stands where a folder is needed.",
      cause,
    });
  }
}

/**
 * Writes the file of a migration whose number was free when the folder was read. Two commands at the same
 * moment would take one number and make two branches, so the one that then sees the other gives way: as both look
 * behind their writing, at least one does.
 *
 * @throws CliError CLI_CANNOT_WRITE
 */
export function writeNewMigration(file: MigrationFile): void {
  writeNewFile(file);
  const [folder, own] = [dirname(file.path), basename(file.path)];
  const taken = numberOf(own);
  const other = readdirSync(folder).find((name) => name !== own && numberOf(name) === taken);
  if (taken === undefined || other === undefined) return;
  rmSync(file.path, { force: true });
  throw new CliError({
    code: "CLI_CANNOT_WRITE",
    message: `"${join(folder, other)}" has taken the number of "${own}" at the same moment`,
    hint: "Run the command again: it follows what is there now.",
  });
}

/** All of them or, where one cannot be written, none. @throws CliError CLI_CANNOT_WRITE */
function writeNewMigrations(files: readonly MigrationFile[]): void {
  const written: string[] = [];
  try {
    for (const file of files) {
      writeNewMigration(file);
      written.push(file.path);
    }
  } catch (error) {
    for (const path of written.reverse()) rmSync(path, { force: true });
    throw error;
  }
}

/** Shows the files of a migration where nothing is to be written, else writes them; what a command hands back. */
export function putMigration(
  console: Console,
  files: readonly MigrationFile[],
  { dryRun, document }: { readonly dryRun: boolean; readonly document: CommandResult["document"] },
): CommandResult {
  const [first] = files;
  const parts = files.map(({ path, source }) => ({ file: path, ...(dryRun && { source }) }));
  const whole = files.length > 1 ? { ...document, parts } : document;
  if (dryRun) {
    console.result(files.map(({ source }) => source.trimEnd()).join("\n\n"));
    return { document: { ...whole, source: first?.source } };
  }
  writeNewMigrations(files);
  for (const { path } of files) console.say(`${console.out.green("Created")} ${cleanLine(path)}`);
  return { document: whole };
}

function tooLarge({ name, operations }: Migration, most: number): CliError {
  const [first] = operations;
  const about =
    operations.length === 1 && first !== undefined
      ? `with the one operation "${first.describe()}"`
      : `with ${operations.length} operations`;
  return new CliError({
    code: "CLI_MIGRATION_TOO_LARGE",
    message: `"${name}" ${about} would be larger than the ${most} bytes of source that a migration may have`,
    hint: "Nothing was written. Make less of it at once; the operator of the tool may raise the limit for every command that loads the file, with --limit sourceBytes=<bytes>.",
  });
}

/**
 * Makes a file that was not there, with its folders: the whole file or none, also when the disk is
 * full or this process is killed. What is left then is a hidden file, which nothing reads.
 *
 * @throws the error of the system, `EEXIST` where there is a file already.
 */
export function createFile(path: string, text: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const fresh = join(folder, `.mm-new-${process.pid}`);
  try {
    rmSync(fresh, { force: true });
    writeFileSync(fresh, text, { flag: "wx" });
    try {
      // Unlike a rename, a link replaces nothing.
      linkSync(fresh, path);
    } catch (error) {
      if (systemCode(error) === "EEXIST") throw error;
      // Not every file system has links.
      copyFileSync(fresh, path, constants.COPYFILE_EXCL);
    }
  } finally {
    rmSync(fresh, { force: true });
  }
}
