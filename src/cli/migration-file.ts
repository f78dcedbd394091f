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
import type { Migration } from "../migration/migration.js";
import { numberOf } from "../writer/migration-file-name.js";
import { writeMigration } from "../writer/write-migration.js";
import { CliError } from "./cli-error.js";
import type { CommandResult } from "./command.js";
import { systemCode } from "./environment.js";
import { cleanLine } from "./render/clean-text.js";
import type { Console } from "./render/console.js";

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

/** The file of a migration; nothing is written. */
export function migrationFile(
  directory: string,
  migration: Migration,
  { review = [], blank = false }: MigrationFileOptions = {},
): MigrationFile {
  const comments = new Map(review.map((at) => [at, ["REVIEW: this loses data."]]));
  return {
    path: join(directory, `${migration.name}.ts`),
    source: writeMigration(migration, { comments, blank }),
  };
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

/** Shows the file of a migration where nothing is to be written, else writes it; what a command hands back. */
export function putMigration(
  console: Console,
  file: MigrationFile,
  { dryRun, document }: { readonly dryRun: boolean; readonly document: CommandResult["document"] },
): CommandResult {
  if (dryRun) {
    console.result(file.source.trimEnd());
    return { document: { ...document, source: file.source } };
  }
  writeNewMigration(file);
  console.say(`${console.out.green("Created")} ${cleanLine(file.path)}`);
  return { document };
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
