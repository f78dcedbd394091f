import { command, hint } from "../errors.js";
import type { MigrationFolder } from "./folder.js";
import { LoaderError, type LoadWarning } from "./loader-error.js";

const CODE = "LOADER_ONLY_SQL";

/**
 * SQL files and no migration: what a user of another tool would put there, and would then wait for in
 * vain. undefined: it is not such a folder. In a sub-folder they are what migrations import.
 */
export function sqlAlone({ migrations, files }: MigrationFolder): LoadWarning | undefined {
  const found = [...files.keys()].filter((path) => /^[^/]+\.sql$/i.test(path)).sort();
  const [file] = found;
  if (migrations.length > 0 || file === undefined) return undefined;
  const more = found.length === 1 ? "" : ` and ${found.length - 1} more`;
  return {
    code: CODE,
    message: `the migrations folder holds "${file}"${more}, and no migration: SQL files are not run`,
    hint: hint`Make a migration with ${command("new", "initial")}, and put the SQL into a RunSQL of it. Where it has been applied already, ${command("init", "--from-database")} writes the first migration from the database.`,
    file,
  };
}

/**
 * For what runs migrations or tells how far they are: with these files nothing would ever be run, and
 * nothing pending.
 *
 * @throws LoaderError LOADER_ONLY_SQL
 */
export function refuseSqlAlone(warnings: readonly LoadWarning[]): void {
  const found = warnings.find(({ code }) => code === CODE);
  if (found !== undefined) throw new LoaderError(found);
}
