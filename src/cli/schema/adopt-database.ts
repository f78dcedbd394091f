import type { Config } from "../../config/config.js";
import type { Migration } from "../../migration/migration.js";
import { emptySchema } from "../../schema/schema.js";
import { SchemaFileError } from "../../yaml/problem.js";
import { CliError } from "../cli-error.js";
import type { CommandContext } from "../command-context.js";
import { generate } from "../generate/generate-job.js";
import { emptyProject } from "../project-state.js";
import { withRunner } from "../with-runner.js";
import { liveSchemaFile } from "./live-schema-file.js";

/** A database that exists, as the beginning of a project. */
export interface AdoptedDatabase {
  /** The text of the schema file. */
  readonly schema: string;
  /** Makes what the database has; undefined: it has no tables. */
  readonly migration: Migration | undefined;
  readonly tables: number;
  /** What the database has and the schema file does not say. */
  readonly unsaid: readonly string[];
}

/** Reads the database; nothing is written anywhere yet. @throws SchemaFileError; DriverError */
export async function adoptDatabase(config: Config): Promise<AdoptedDatabase> {
  const { text, tables, read, unsaid } = await liveSchemaFile(config, "yaml");
  if (read instanceof SchemaFileError) throw read;
  const flags = { name: undefined, rename: [], answers: undefined, yes: false };
  const state = { ...emptyProject(config), schema: emptySchema };
  const { migration } = await generate(state, read, flags);
  return { schema: text, migration, tables, unsaid };
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

/** The first migration has happened: the database had its tables. */
export async function recordAsApplied(context: CommandContext, name: string): Promise<void> {
  await withRunner(context, {}, async ({ runner, signal }) => {
    await runner.fake(name, { signal });
  });
}
