import type { Dialect, SessionUse } from "../../dialect/dialect.js";
import { dialectForUrl } from "../../dialect/index.js";
import type { Connection, UrlDescription } from "../../driver/driver.js";
import { DriverError } from "../../driver/driver-error.js";
import type { OpenClient } from "./borrowed-database.js";
import { patiently } from "./patiently.js";

const CONNECT_TIMEOUT = 10_000;

/** A database to run on: a dialect and a way to new sessions of one and the same database. */
export interface Database {
  readonly dialect: Dialect;
  /**
   * A new session, ready to use; the caller closes it. `readOnly`: nothing is created, not
   * even the file of an embedded database. `mustExist`: at least that is not.
   *
   * @throws DriverError
   */
  open(options: {
    readonly readOnly: boolean;
    readonly mustExist?: boolean | undefined;
    readonly cancellable?: boolean | undefined;
    /** See {@link SessionUse}. */
    readonly forLock?: boolean | undefined;
    /** As {@link SessionUse.ahead}: with it, the default namespace is asked for before anything is relied on. */
    readonly ahead?: boolean | undefined;
  }): Promise<Connection>;
  /**
   * There is one session, the caller's: `open` gives no second one before the first is closed, and the
   * lock is held by the one that works.
   */
  readonly single?: boolean | undefined;
  /** Loads what `open` needs; never throws. For a caller that has to wait for something else first. */
  preload?(): Promise<void>;
}

export interface OpenDatabaseOptions {
  /** Milliseconds until one attempt to connect fails; default 10,000. */
  readonly connectTimeout?: number | undefined;
  /** Milliseconds to go on trying while the server cannot be reached; default 0. */
  readonly wait?: number | undefined;
  /** The process ends when a run is aborted: what stops its statement may be the end of the process. */
  readonly endsProcess?: boolean | undefined;
}

/** A database that has an address. */
export interface AddressedDatabase extends Database {
  /** Which database it is, for people: never a password. */
  readonly label: string;
  /** Parameters of its URL that are for the application and mean nothing here. */
  readonly ignored: readonly string[];
}

/** The database of a URL, there or not. */
export interface UrlDatabase extends AddressedDatabase, UrlDescription {
  /** A session of another database of that server, nothing prepared; the caller closes it. */
  openServer(database: string): Promise<Connection>;
}

/**
 * The database behind a URL, or behind a client that is open; loads its dialect, connects to nothing
 * yet. A client stays its owner's: it is not closed, and after the run its settings are what they were.
 *
 * @throws DialectError DIALECT_UNKNOWN when no dialect has the URL's scheme; DriverError
 *   DRIVER_URL_INVALID when it cannot be read,
 *   DRIVER_CLIENT_UNKNOWN when it is no client that is known.
 */
export async function openDatabase(
  target: string | OpenClient,
  options: OpenDatabaseOptions = {},
): Promise<AddressedDatabase> {
  if (typeof target === "string") return await openUrl(target, options);
  const { borrowedDatabase } = await import("./borrowed-database.js");
  return await borrowedDatabase(target);
}

/** @throws as {@link openDatabase} */
export async function openUrl(url: string, options: OpenDatabaseOptions): Promise<UrlDatabase> {
  const dialect = await dialectForUrl(url).load();
  const { connectTimeout = CONNECT_TIMEOUT, wait = 0, endsProcess } = options;
  const driver = dialect.createDriver();
  return {
    ...(await driver.describe(url)),
    dialect,
    async preload() {
      // What is missing is an error of `open`.
      await driver.preload().catch(() => undefined);
    },
    async open({ readOnly, mustExist, cancellable, forLock, ahead }) {
      const connection = await patiently({ wait, isPassing: isUnreachable }, () =>
        driver.connect({ url, connectTimeout, readOnly, mustExist, cancellable, endsProcess }),
      );
      await prepare(dialect, connection, { forLock, ahead });
      return connection;
    },
    openServer: (database) =>
      patiently({ wait, isPassing: isUnreachable }, () =>
        driver.connect({ url, connectTimeout, readOnly: false, database }),
      ),
  };
}

async function prepare(dialect: Dialect, connection: Connection, use: SessionUse): Promise<void> {
  try {
    await dialect.session.prepare(connection, use);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function isUnreachable(error: unknown): boolean {
  return error instanceof DriverError && error.code === "DRIVER_CONNECT_FAILED";
}
