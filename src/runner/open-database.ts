import { setTimeout as sleep } from "node:timers/promises";
import type { Dialect } from "../dialect/dialect.js";
import { dialects } from "../dialect/index.js";
import type { Connection, ConnectOptions } from "../driver/driver.js";
import { DriverError } from "../driver/driver-error.js";
import { suggestion } from "../schema/nearest-name.js";
import type { Database } from "./database.js";
import { RunnerError } from "./runner-error.js";

const CONNECT_TIMEOUT = 10_000;
/** Milliseconds between two attempts at a server that is coming up. */
const RETRY = 250;

export interface OpenDatabaseOptions {
  /** Milliseconds until one attempt to connect fails; default 10,000. */
  readonly connectTimeout?: number | undefined;
  /** Milliseconds to go on trying while the server cannot be reached; default 0. */
  readonly wait?: number | undefined;
}

/**
 * The database behind a URL. Connects to nothing yet.
 *
 * @throws RunnerError RUNNER_DATABASE_UNKNOWN when no dialect has the URL's scheme.
 */
export function openDatabase(url: string, options: OpenDatabaseOptions = {}): Database {
  const dialect = dialectOf(url);
  const { connectTimeout = CONNECT_TIMEOUT, wait = 0 } = options;
  const driver = dialect.createDriver();
  return {
    dialect,
    async open({ readOnly }) {
      const connection = await patiently(wait, () =>
        driver.connect({ url, connectTimeout, readOnly } satisfies ConnectOptions),
      );
      await prepare(dialect, connection);
      return connection;
    },
  };
}

/** The dialect whose scheme the URL has. The error never shows the URL: it may hold a password. */
export function dialectOf(url: string): Dialect {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? "";
  const found = dialects.find(({ schemes }) => schemes.includes(scheme));
  if (found !== undefined) return found;
  const known = dialects.flatMap(({ schemes }) => schemes);
  throw new RunnerError({
    code: "RUNNER_DATABASE_UNKNOWN",
    message: `no database has URLs that start with "${scheme}:"`,
    hint: suggestion(scheme, known, `Known are ${known.map((one) => `${one}:`).join(", ")}.`),
  });
}

async function prepare(dialect: Dialect, connection: Connection): Promise<void> {
  try {
    await dialect.prepare(connection);
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
