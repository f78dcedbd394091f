import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Config } from "../../config/config.js";
import type { Migration } from "../../migration/migration.js";
import { emptySchema } from "../../schema/schema.js";
import { SchemaFileError } from "../../yaml/problem.js";
import { isOneFile } from "../../yaml/write-document.js";
import { CliError } from "../cli-error.js";
import type { CommandContext } from "../command.js";
import { generate } from "../generate/generate-job.js";
import type { MigrationFile } from "../migration-file.js";
import { type ProjectFile, SCHEMA_HEAD } from "../new-project.js";
import { emptyProject } from "../project-state.js";
import { withRunner } from "../with-runner.js";
import { type LiveSchemaFile, liveSchemaFile } from "./live-schema-file.js";
import { schemaFiles } from "./schema-files-out.js";

/** Is it the file, or one of the files, of the migration that makes what the database has? */
export function isFirstMigration(file: string): boolean {
  return /^(?:0001_initial|\d{4,9}_initial_\d+)\.ts$/.test(file);
}

/** A database that exists, as the beginning of a project. */
export interface AdoptedDatabase extends Pick<LiveSchemaFile, "tables" | "unsaid"> {
  /** The schema file, and those that it includes where one may not be as large. */
  readonly files: readonly ProjectFile[];
  /** Makes what the database has; undefined: it has no tables. */
  readonly migration: Migration | undefined;
}

/** Reads the database for this schema file; nothing is written anywhere yet. @throws SchemaFileError; DriverError */
export async function adoptDatabase(config: Config, out: string): Promise<AdoptedDatabase> {
  const { text, schema, tables, read, unsaid } = await liveSchemaFile(config, "yaml", "table");
  if (read instanceof SchemaFileError) throw read;
  const flags = { name: undefined, rename: [], answers: undefined, yes: false };
  const state = { ...emptyProject(config), schema: emptySchema };
  const { migration } = await generate(state, read, flags);
  const files = isOneFile(SCHEMA_HEAD + text)
    ? [{ path: out, text }]
    : schemaFiles(schema, { out, format: "yaml", split: "table" });
  return { files, migration, tables, unsaid };
}

/** A project that has begun would get a second beginning. @throws CliError CLI_CANNOT_ADOPT */
export function requireNothing(what: readonly string[]): void {
  const [first] = what;
  if (first === undefined) return;
  throw new CliError({
    code: "CLI_CANNOT_ADOPT",
    message: `"${first}" is there already, and a database is taken over by a project that has neither schema files nor migrations`,
    hint: "Do it in an empty folder; for a database that is already in the project, db-to-schema and db-diff compare.",
  });
}

/** A run of `init --from-database` that goes on where another one was ended. */
interface Resumption {
  /** The schema file and the migrations that are there. */
  readonly begun: readonly string[];
  /** All the files that there are to be. */
  readonly wanted: readonly MigrationFile[];
  /** The migrations that are to be recorded. */
  readonly names: readonly string[];
}

/**
 * What was killed between its files and the history is done again: where the files say what the database
 * says, and it does not know all the migrations yet.
 *
 * @throws CliError CLI_CANNOT_ADOPT where it is another project, or all was done.
 */
export async function requireResumed(
  context: CommandContext,
  { begun, wanted, names }: Resumption,
): Promise<void> {
  const texts = new Map(wanted.map(({ path, source }) => [path, source]));
  requireNothing(begun.filter((path) => readFileSync(path, "utf8") !== texts.get(path)));
  const [migration] = begun.filter((path) => isFirstMigration(basename(path)));
  if (migration === undefined) return;
  const applied = await withRunner(context, { readOnly: true }, async ({ runner }) => {
    const { migrations } = await runner.status();
    const done = migrations.filter(({ state }) => state !== "pending").map(({ name }) => name);
    return names.every((name) => done.includes(name));
  });
  if (applied) requireNothing([migration]);
}

/** The first migrations have happened: the database had their tables. */
export async function recordAsApplied(
  context: CommandContext,
  names: readonly string[],
): Promise<void> {
  try {
    await withRunner(context, {}, async ({ runner, signal }) => {
      for (const name of names) await runner.fake(name, { signal });
    });
  } catch (error) {
    context.console.note(
      `The files are written, but the database could not be told that ${names.join(", ")} ${names.length === 1 ? "is" : "are"} applied. Mend what is said below, and run the same command again: it goes on from there.`,
    );
    throw error;
  }
}
