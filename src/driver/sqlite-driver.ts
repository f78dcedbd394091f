import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Database } from "better-sqlite3";
import { command, hint } from "../errors.js";
import { toDriverError, wordOf } from "./client-error.js";
import type {
  Connection,
  ConnectOptions,
  Driver,
  PreloadOptions,
  UrlDescription,
} from "./driver.js";
import { DriverError } from "./driver-error.js";
import { SqliteConnection } from "./sqlite-connection.js";
import { sqliteErrors } from "./sqlite-error.js";
import type { SpareChild } from "./sqlite-remote.js";
import { parseSqliteUrl } from "./sqlite-url.js";

/** Milliseconds that a statement waits for another program that writes. */
export const BUSY_TIMEOUT = 5000;

/**
 * SQLite by the `better-sqlite3` package, loaded at the first connection. URLs: `sqlite:path`
 * (relative to the working directory), `sqlite:///absolute/path`, `sqlite::memory:`.
 */
export class SqliteDriver implements Driver {
  readonly name = "sqlite";
  #spare: SpareChild | undefined;

  async preload({ cancellable }: PreloadOptions): Promise<void> {
    if (cancellable) {
      const { SpareChild } = await import("./sqlite-remote.js");
      this.#spare ??= new SpareChild();
    }
    await import("better-sqlite3");
  }

  async describe(url: string): Promise<UrlDescription> {
    const { label, ignored } = parseSqliteUrl(url);
    return { label, ignored };
  }

  /** @throws DriverError `DRIVER_URL_INVALID`, `DRIVER_FILE_MISSING`, `DRIVER_CONNECT_FAILED`. */
  async connect(options: ConnectOptions): Promise<Connection> {
    const { file, inMemory, mode, label } = parseSqliteUrl(options.url);
    const readOnly = (options.readOnly || mode === "ro") && !inMemory;
    const mustExist = readOnly || mode === "rw";
    if (!inMemory) checkPath(file, label, { mustExist, made: mode === "rwc" });
    if (options.cancellable === true) {
      const { SqliteRemote } = await import("./sqlite-remote.js");
      return await SqliteRemote.connect({ ...options, cancellable: false }, label, this.#spare);
    }
    const { default: Client } = await import("better-sqlite3");
    const open = (readonly: boolean, source: string | Buffer = file): Database => {
      const database = new Client(source, {
        readonly,
        fileMustExist: mustExist,
        timeout: BUSY_TIMEOUT,
      });
      // Opening reads nothing; this tells a file that is no database now and not in mid-migration.
      database.pragma("schema_version");
      return database;
    };
    const explained = (begin: () => Database): Database => {
      try {
        return begin();
      } catch (error) {
        throw toDriverError(error, sqliteErrors, { label, file });
      }
    };
    const reopen = (database: Database): Database => {
      // What is in memory ends with its session: the next one begins with a copy.
      const copy = inMemory ? database.serialize() : undefined;
      database.close();
      const source = copy === undefined || copy.length === 0 ? file : copy;
      return explained(() => open(readOnly, source));
    };
    const database = explained(() => openRecovered(open, readOnly));
    return new SqliteConnection(database, { label, readOnly, reopen });
  }
}

/**
 * A process that was killed in the middle of a transaction leaves a journal from which SQLite rolls
 * it back at the next look at the file; that writes to it, so whoever only reads is refused for ever.
 */
function openRecovered(open: (readonly: boolean) => Database, readOnly: boolean): Database {
  try {
    return open(readOnly);
  } catch (error) {
    if (!readOnly || !needsRecovery(error)) throw error;
    open(false).close();
    return open(true);
  }
}

function needsRecovery(error: unknown): boolean {
  return /^SQLITE_READONLY_(?:ROLLBACK|RECOVERY|CANTINIT|CANTLOCK)$/.test(
    wordOf(error, "code") ?? "",
  );
}

function checkPath(
  file: string,
  label: string,
  about: { readonly mustExist: boolean; readonly made: boolean },
): void {
  if (about.mustExist && !existsSync(file)) {
    throw new DriverError({
      code: "DRIVER_FILE_MISSING",
      message: `Cannot open "${label}": there is no such file`,
      hint: about.made
        ? hint`Check the path; ${command("migrate up")} makes the file.`
        : "Check the path; with this mode in the URL nobody makes the file.",
      serverCode: "SQLITE_CANTOPEN",
    });
  }
  // SQLite calls that an error of the disk.
  if (existsSync(file) && statSync(file).isDirectory()) {
    throw new DriverError({
      code: "DRIVER_CONNECT_FAILED",
      message: `Cannot open "${label}": it is a folder`,
      hint: "Name a file in it, or correct the path in the URL.",
      serverCode: "SQLITE_CANTOPEN",
    });
  }
  if (existsSync(dirname(file))) return;
  throw new DriverError({
    code: "DRIVER_CONNECT_FAILED",
    message: `Cannot open "${label}": the folder "${dirname(file)}" does not exist`,
    hint: "Make the folder first, or correct the path in the URL.",
    serverCode: "SQLITE_CANTOPEN",
  });
}
