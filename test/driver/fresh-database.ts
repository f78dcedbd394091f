import { randomBytes } from "node:crypto";
import type { Connection, Driver } from "../../src/driver/driver.js";

/** A database of the suite's own. */
export interface FreshDatabase {
  readonly name: string;
  readonly url: string;
  connect(): Promise<Connection>;
  /** Closes what `connect` opened and drops the database. */
  drop(): Promise<void>;
}

/** A server on which databases can be made, and how. */
export interface FreshServer {
  readonly driver: Driver;
  readonly url: string;
  create(name: string): string;
  drop(name: string): string;
}

/** What the names of the databases of this run of the suite begin with. */
export function databasePrefix(): string {
  const run = process.env.MM_TEST_RUN;
  return run === undefined ? "mm_test_" : `mm_test_${run}_`;
}

/** Opens a session of the given URL. */
export function connectWith(driver: Driver, url: string): Promise<Connection> {
  return driver.connect({ url, connectTimeout: 30_000, readOnly: false });
}

/** Makes an empty database; the caller drops it. */
export async function freshDatabaseOn(
  server: FreshServer,
  name = `${databasePrefix()}${randomBytes(6).toString("hex")}`,
): Promise<FreshDatabase> {
  const onServer = async (sql: string): Promise<void> => {
    const connection = await connectWith(server.driver, server.url);
    try {
      await connection.execute(sql);
    } finally {
      await connection.close();
    }
  };
  await onServer(server.create(name));
  const own = new URL(server.url);
  own.pathname = `/${encodeURIComponent(name)}`;
  const url = own.href;
  const opened: Connection[] = [];
  return {
    name,
    url,
    connect: async () => {
      const connection = await connectWith(server.driver, url);
      opened.push(connection);
      return connection;
    },
    drop: async () => {
      await Promise.all(opened.map((connection) => connection.close()));
      await onServer(server.drop(name));
    },
  };
}
