import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseServer } from "../../dialect/databases.js";
import type { Dialect } from "../../dialect/dialect.js";
import { wordOf } from "../../driver/client-error.js";
import type { Connection } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import { urlOfFile } from "../../driver/read-url.js";
import { RunnerError } from "../../plan/runner-error.js";
import { type AddressedDatabase, openDatabase, type UrlDatabase } from "./open-database.js";
import { patiently } from "./patiently.js";

/**
 * Makes the database of an address, empty.
 *
 * @returns false: it was there already.
 * @throws DriverError; RunnerError RUNNER_NO_DATABASE_NAME
 */
export async function createDatabase(target: UrlDatabase): Promise<boolean> {
  const { server } = target.dialect.databases;
  if (server !== undefined) {
    return await onServer(target, server, async ({ connection, name, exists }) => {
      if (!exists) await connection.execute(server.create(name));
      return !exists;
    });
  }
  const file = fileOf(target);
  if (existsSync(file)) return false;
  // A file of SQLite is there with its first page.
  const connection = await target.open({ readOnly: false });
  try {
    await connection.execute("PRAGMA user_version = 0");
  } finally {
    await connection.close();
  }
  return true;
}

/**
 * Ends the database of an address, with everything that is in it.
 *
 * @returns false: there was none.
 * @throws as {@link createDatabase}; DriverError where others are working in it.
 */
export async function dropDatabase(target: UrlDatabase): Promise<boolean> {
  const { server } = target.dialect.databases;
  if (server !== undefined) {
    return await onServer(target, server, async ({ connection, name, exists }) => {
      if (exists) await connection.execute(server.drop(name));
      return exists;
    });
  }
  if (!existsSync(fileOf(target))) return false;
  for (const file of target.files) rmSync(file, { force: true });
  return true;
}

/**
 * Waits until a session of the database can be opened, or its server answers that there is none.
 *
 * @param timeout milliseconds
 * @returns whether the database is there.
 * @throws DriverError, the last one, when the time is over.
 */
export async function waitForDatabase(target: UrlDatabase, timeout: number): Promise<boolean> {
  const isPassing = (error: unknown): boolean => error instanceof DriverError;
  return await patiently({ wait: timeout, isPassing }, async () => {
    try {
      const connection = await target.open({ readOnly: true });
      await connection.close();
      return true;
    } catch (error) {
      if (isMissing(error, target)) return false;
      throw error;
    }
  });
}

function isMissing(error: unknown, { dialect }: UrlDatabase): boolean {
  if (!(error instanceof DriverError)) return false;
  const { serverCode, code } = error;
  if (code === "DRIVER_FILE_MISSING") return true;
  return serverCode !== undefined && serverCode === dialect.databases.server?.missing;
}

/** Drops everything that is in a database, the tool's own tables included. */
export async function emptyDatabase(dialect: Dialect, connection: Connection): Promise<void> {
  const { settings, queries } = dialect.databases.emptying;
  for (const sql of settings) await connection.execute(sql);
  const work = async (): Promise<void> => {
    for (const query of queries) {
      for (const sql of await dropsOf(connection, query)) await connection.execute(sql);
    }
  };
  if (!dialect.features.transactionalDdl) return await work();
  await dialect.session.atomic(connection, { statements: [], work });
}

/** What {@link emptyDatabase} would run, drops included that another one takes along; writes nothing. */
export async function emptyingOf(target: UrlDatabase): Promise<readonly string[]> {
  const connection = await openIfThere(target);
  if (connection === undefined) return [];
  try {
    const { settings, queries } = target.dialect.databases.emptying;
    const drops: string[] = [];
    for (const query of queries) drops.push(...(await dropsOf(connection, query)));
    return drops.length === 0 ? [] : [...settings, ...drops];
  } finally {
    await connection.close();
  }
}

async function dropsOf(connection: Connection, query: string): Promise<readonly string[]> {
  return (await connection.query(query)).map((row) => String(Object.values(row)[0]));
}

async function openIfThere(target: UrlDatabase): Promise<Connection | undefined> {
  try {
    return await target.open({ readOnly: true });
  } catch (error) {
    if (isMissing(error, target)) return undefined;
    throw error;
  }
}

async function onServer<T>(
  target: UrlDatabase,
  server: DatabaseServer,
  work: (about: {
    readonly connection: Connection;
    /** Quoted. */
    readonly name: string;
    readonly exists: boolean;
  }) => Promise<T>,
): Promise<T> {
  const { database: name, dialect } = target;
  if (name === undefined) throw noName(target);
  const connection = await target.openServer(server.home);
  try {
    const exists = (await connection.query(server.exists, [name])).length > 0;
    return await work({ connection, name: dialect.quote(name), exists });
  } finally {
    await connection.close();
  }
}

function fileOf(target: UrlDatabase): string {
  const [file] = target.files;
  if (file === undefined) throw noName(target);
  return file;
}

function noName({ label }: UrlDatabase): RunnerError {
  return new RunnerError({
    code: "RUNNER_NO_DATABASE_NAME",
    message: `"${label}" names no database that could be made or ended`,
    hint: "Write its name at the end of the URL; one in memory needs neither.",
  });
}

/** An empty database that only this process knows. */
export interface ScratchDatabase {
  readonly database: AddressedDatabase;
  /** Takes it away; nothing may be connected any more. */
  drop(): Promise<void>;
}

/**
 * A file in a folder of its own.
 *
 * @param scheme of an embedded database: `sqlite`
 * @throws DriverError where no such folder can be made.
 */
export async function scratchFile(scheme: string): Promise<ScratchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "mm-scratch-")).catch((cause: unknown) => {
    throw new DriverError({
      code: "DRIVER_CONNECT_FAILED",
      message: `No database can be made in the folder "${tmpdir()}": ${wordOf(cause, "code") ?? "unknown reason"}`,
      hint: "Set TMPDIR to a folder that can be written.",
      cause,
    });
  });
  return {
    database: await openDatabase(urlOfFile(scheme, join(folder, "scratch.db"))),
    drop: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * A new database on the server of a URL; the database of the URL itself is only connected to.
 *
 * @throws DriverError, also where the user may not make databases.
 */
export async function scratchOnServer(url: string): Promise<ScratchDatabase> {
  const server = await openDatabase(url);
  const name = `mm_scratch_${randomBytes(6).toString("hex")}`;
  const tell = async (words: string): Promise<void> => {
    const connection = await server.open({ readOnly: false });
    try {
      await connection.execute(`${words} ${server.dialect.quote(name)}`);
    } finally {
      await connection.close();
    }
  };
  const own = new URL(url);
  own.pathname = `/${name}`;
  own.searchParams.delete("dbname");
  await tell("CREATE DATABASE");
  return { database: await openDatabase(own.href), drop: () => tell("DROP DATABASE") };
}
