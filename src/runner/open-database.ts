import { setTimeout as sleep } from "node:timers/promises";
import type { Dialect } from "../dialect/dialect.js";
import { dialectForUrl } from "../dialect/index.js";
import type { Connection } from "../driver/driver.js";
import { DriverError } from "../driver/driver-error.js";
import type { Database } from "./database.js";

const CONNECT_TIMEOUT = 10_000;
/** Milliseconds between two attempts at a server that is coming up. */
const RETRY = 250;

export interface OpenDatabaseOptions {
  /** Milliseconds until one attempt to connect fails; default 10,000. */
  readonly connectTimeout?: number | undefined;
  /** Milliseconds to go on trying while the server cannot be reached; default 0. */
  readonly wait?: number | undefined;
}

/** A database that has an address. */
export interface AddressedDatabase extends Database {
  /** Which database it is, for people: never a password. */
  readonly label: string;
  /** Parameters of its URL that are for the application and mean nothing here. */
  readonly ignored: readonly string[];
}

/**
 * The database behind a URL; loads its dialect, connects to nothing yet.
 *
 * @throws DialectError DIALECT_UNKNOWN when no dialect has the URL's scheme; DriverError
 *   DRIVER_URL_INVALID when it cannot be read.
 */
export async function openDatabase(
  url: string,
  options: OpenDatabaseOptions = {},
): Promise<AddressedDatabase> {
  const dialect = await dialectForUrl(url).load();
  const { connectTimeout = CONNECT_TIMEOUT, wait = 0 } = options;
  const driver = dialect.createDriver();
  const { label, ignored } = await driver.describe(url);
  return {
    dialect,
    label,
    ignored,
    async preload() {
      // What is missing is told by whoever opens.
      await driver.preload().catch(() => undefined);
    },
    async open({ readOnly, cancellable }) {
      const connection = await patiently(wait, () =>
        driver.connect({ url, connectTimeout, readOnly, cancellable }),
      );
      await prepare(dialect, connection);
      return connection;
    },
  };
}

async function prepare(dialect: Dialect, connection: Connection): Promise<void> {
  try {
    await dialect.session.prepare(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function patiently(wait: number, connect: () => Promise<Connection>): Promise<Connection> {
  const deadline = performance.now() + wait;
  for (;;) {
    try {
      return await connect();
    } catch (error) {
      const unreachable = error instanceof DriverError && error.code === "DRIVER_CONNECT_FAILED";
      if (!unreachable || performance.now() + RETRY > deadline) throw error;
      await sleep(RETRY);
    }
  }
}
