import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AddressedDatabase, openDatabase } from "./open-database.js";

/** An empty database that only this process knows. */
export interface ScratchDatabase {
  readonly database: AddressedDatabase;
  /** Takes it away; nothing may be connected any more. */
  drop(): Promise<void>;
}

/** A file in a folder of its own. @param scheme of an embedded database: `sqlite` */
export async function scratchFile(scheme: string): Promise<ScratchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "mm-scratch-"));
  return {
    database: await openDatabase(`${scheme}:${join(folder, "scratch.db")}`),
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
