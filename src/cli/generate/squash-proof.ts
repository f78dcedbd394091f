import { MigrationError } from "../../errors.js";
import type { Migration } from "../../migration/migration.js";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../../plan/tool-tables.js";
import { Runner } from "../../runner/runner.js";
import { type Database, openDatabase } from "../../runner/session/open-database.js";
import {
  type ScratchDatabase,
  scratchFile,
  scratchOnServer,
} from "../../runner/session/whole-database.js";
import { diffSchemas } from "../../schema/diff-schemas.js";
import type { Schema } from "../../schema/schema.js";
import { CliError } from "../cli-error.js";
import { type Squash, squashDiffers } from "./squash-job.js";

/** On which databases the squash was compared with what it replaces. */
export interface SquashProof {
  /** Their addresses, without passwords. */
  readonly verified: readonly string[];
  /** Why there is no proof on another one. */
  readonly notices: readonly string[];
}

/** A kind of database and how to get an empty one of it. */
interface Place {
  readonly label: string;
  create(): Promise<ScratchDatabase>;
}

/**
 * Applies the long chain and the squash, each to an empty database, and compares what is there
 * then: on SQLite always, and on the servers of these URLs in databases of their own.
 *
 * @throws CliError CLI_SQUASH_DIFFERS; CLI_SQUASH_UNPROVED where the long chain runs nowhere; what
 *   the squash fails with where the long chain does not; DriverError where no database can be made.
 */
export async function proveSquash(squash: Squash, urls: readonly string[]): Promise<SquashProof> {
  const { before, replaced, migration } = squash;
  const verified: string[] = [];
  const notices: string[] = [];
  const servers = await Promise.all(urls.map(onServer));
  for (const place of [embedded, ...servers]) {
    const long = await inScratch(place, (database) =>
      structureOrError(database, [...before, ...replaced]),
    );
    if (long instanceof MigrationError) {
      notices.push(`no proof on ${place.label}, where the long chain fails: ${long.message}`);
      continue;
    }
    const short = await inScratch(place, (database) =>
      structureAfter(database, [...before, migration]),
    );
    const [first, ...more] = diffSchemas(long, short);
    if (first !== undefined) throw squashDiffers(`on ${place.label}: ${first}`, more.length);
    verified.push(place.label);
  }
  if (verified.length > 0) return { verified, notices };
  throw new CliError({
    code: "CLI_SQUASH_UNPROVED",
    message: `There is no proof: ${notices.join("; ")}`,
    hint: "Give the URL of a server on which the migrations run, with --verify-url; databases are made there and dropped again.",
  });
}

const embedded: Place = { label: "sqlite", create: () => scratchFile("sqlite") };

async function onServer(url: string): Promise<Place> {
  const { label } = await openDatabase(url);
  return { label, create: () => scratchOnServer(url) };
}

async function inScratch<T>(place: Place, work: (database: Database) => Promise<T>): Promise<T> {
  const scratch = await place.create();
  try {
    return await work(scratch.database);
  } finally {
    await scratch.drop();
  }
}

async function structureOrError(
  database: Database,
  migrations: readonly Migration[],
): Promise<Schema | MigrationError> {
  try {
    return await structureAfter(database, migrations);
  } catch (error) {
    if (error instanceof MigrationError) return error;
    throw error;
  }
}

async function structureAfter(
  database: Database,
  migrations: readonly Migration[],
): Promise<Schema> {
  const { dialect } = database;
  const runner = new Runner({ migrations, dialect, database });
  try {
    await runner.up({ allowBranches: true });
  } finally {
    await runner.close();
  }
  const connection = await database.open({ readOnly: true });
  try {
    const ignore = toolTablesOf(DEFAULT_HISTORY_TABLE).names;
    return await dialect.session.createIntrospector(connection).read({ ignore });
  } finally {
    await connection.close();
  }
}
