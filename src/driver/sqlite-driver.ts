import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { Database } from "better-sqlite3";
import { command, hint } from "../errors.js";
import { giveBack, inTransaction, take, unfit } from "./borrowed-client.js";
import { toDriverError, wordOf } from "./client-error.js";
import type {
  BorrowedClient,
  Connection,
  ConnectOptions,
  Driver,
  UrlDescription,
} from "./driver.js";
import { DriverError } from "./driver-error.js";
import { loadClient } from "./load-client.js";
import { invalidUrl, readParameters } from "./read-url.js";
import { BUSY_TIMEOUT, SqliteConnection } from "./sqlite-connection.js";
import { sqliteErrors } from "./sqlite-error.js";

const MEMORY = ":memory:";

const MODES = ["ro", "rw", "rwc", "memory"] as const;

/**
 * SQLite by the `better-sqlite3` package, loaded at the first connection. URLs: `sqlite:path`
 * (relative to the working directory), `sqlite:///absolute/path`, `sqlite::memory:`.
 */
export class SqliteDriver implements Driver {
  readonly name = "sqlite";
  async preload(): Promise<void> {
    await betterSqlite3();
  }

  async describe(url: string): Promise<UrlDescription> {
    const { label, ignored, file, inMemory } = parseSqliteUrl(url);
    const files = inMemory ? [] : ["", "-journal", "-wal", "-shm"].map((end) => file + end);
    return { label, ignored, host: undefined, database: file, files };
  }

  /** @throws DriverError `DRIVER_URL_INVALID`, `DRIVER_CLIENT_MISSING`, `DRIVER_FILE_MISSING`,
   *   `DRIVER_CONNECT_FAILED`. */
  async connect(options: ConnectOptions): Promise<Connection> {
    const { file, inMemory, mode, label } = parseSqliteUrl(options.url);
    const readOnly = (options.readOnly || mode === "ro") && !inMemory;
    const mustExist = readOnly || mode === "rw" || (options.mustExist === true && !inMemory);
    if (!inMemory) checkPath(file, label, { mustExist, made: mode === "rwc" });
    if (options.cancellable === true) {
      const { SqliteRemote } = await import("./sqlite-remote.js");
      const { startStation } = await import("./sqlite-station.js");
      const station = startStation(options);
      return await SqliteRemote.connect({ ...options, cancellable: false }, label, station);
    }
    const Client = await betterSqlite3();
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
    const close = (database: Database): void => void database.close();
    // What is in memory is in this session alone.
    const cannotStop = !inMemory;
    const access = { label, readOnly, cannotStop, isOwn: true, reopen, close };
    return new SqliteConnection(database, access);
  }

  async borrow(client: object): Promise<BorrowedClient | undefined> {
    return borrowSqlite(client);
  }
}

async function betterSqlite3(): Promise<typeof import("better-sqlite3")> {
  return (await loadClient("better-sqlite3", () => import("better-sqlite3"))).default;
}

/**
 * A process that was killed in the middle of a transaction leaves a journal from which SQLite rolls
 * it back at the next look at the file; that writes to it, so a process that only reads is refused for ever.
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
        : "Check the path; with this mode in the URL the file is not made.",
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

/** Where a SQLite URL points to. */
interface SqliteTarget {
  /** A path, or `:memory:`. */
  readonly file: string;
  readonly inMemory: boolean;
  /** `mode=rw`: the file must be there; `mode=ro`: nothing can be written. */
  readonly mode: "ro" | "rw" | "rwc";
  /** Parameters of the application's. */
  readonly ignored: readonly string[];
  readonly label: string;
}

/**
 * Takes `sqlite:path`, `sqlite:///absolute/path`, `sqlite::memory:` apart, and `file:path`, which
 * SQLite itself, Prisma and libsql write. What follows a question mark are parameters, never a part
 * of the file's name.
 *
 * @throws DriverError `DRIVER_URL_INVALID`
 */
export function parseSqliteUrl(url: string): SqliteTarget {
  const [, scheme = "", rest = ""] = /^(sqlite3?|file):(.*)$/is.exec(url) ?? [];
  const [place = "", query = ""] = rest.split(/\?(.*)/s);
  const { settings, ignored } = readParameters(new URLSearchParams(query), { mode: "mode" });
  const mode = modeOf(settings.get("mode"));
  const file = mode === "memory" ? MEMORY : pathOf(place, scheme.toLowerCase() === "file");
  if (file === "") {
    throw invalid("The database URL names no SQLite file");
  }
  const inMemory = file === MEMORY;
  return {
    file,
    inMemory,
    mode: mode === "memory" || inMemory ? "rwc" : mode,
    ignored,
    label: `sqlite:${file}`,
  };
}

/** Only the forms with slashes, and `file:`, are URLs whose characters may be percent-encoded. */
function pathOf(place: string, isFile: boolean): string {
  if (!place.startsWith("//")) return isFile ? decoded(place) : place;
  // An empty host, or this machine, as in every file URL.
  return decoded(isFile ? place.replace(/^\/\/(?:localhost)?(?=\/)/i, "") : place.slice(2));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function modeOf(text: string | undefined): (typeof MODES)[number] {
  const mode = text === undefined ? "rwc" : MODES.find((known) => known === text.toLowerCase());
  if (mode !== undefined) return mode;
  throw invalid(`The database URL has an unknown "mode"`);
}

function invalid(message: string): DriverError {
  const form =
    "Write sqlite:./app.db, sqlite:///absolute/path/app.db or sqlite::memory:; the one parameter is mode=ro, rw, rwc or memory.";
  return invalidUrl(message, form);
}

/** What migrations switch, and how it is read back. */
const SETTINGS = [
  "foreign_keys",
  "legacy_alter_table",
  "defer_foreign_keys",
  "ignore_check_constraints",
  "recursive_triggers",
  "busy_timeout",
] as const;

/** The session of a handle of `better-sqlite3`; undefined when it is none. */
function borrowSqlite(client: object): BorrowedClient | undefined {
  if (!isHandle(client)) return undefined;
  const label = `sqlite:${client.name}`;
  return {
    label,
    single: true,
    open: async () => {
      if (!client.open) throw unfit("it is closed", "Close it behind the migrations.");
      if (client.inTransaction) throw inTransaction();
      take(client);
      const settings = SETTINGS.map(
        (name) => [name, Number(client.pragma(name, { simple: true }))] as const,
      );
      const putBack = (): void => {
        for (const [name, value] of settings) client.pragma(`${name} = ${value}`);
      };
      return new SqliteConnection(client, {
        label,
        readOnly: client.readonly,
        reopen: (database) => {
          putBack();
          return database;
        },
        close: () => {
          giveBack(client);
          if (client.open) putBack();
        },
      });
    },
  };
}

function isHandle(client: object): client is Database {
  return "prepare" in client && "pragma" in client && "inTransaction" in client;
}
