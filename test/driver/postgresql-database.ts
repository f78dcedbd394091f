import { randomBytes } from "node:crypto";
import type { Connection } from "../../src/driver/driver.js";
import { PostgresqlDriver } from "../../src/driver/postgresql-driver.js";

/** Where the tests find a server whose user may create databases. */
export const SERVER_URL =
  process.env.MM_TEST_POSTGRESQL_URL ?? "postgresql://postgres@127.0.0.1:5432/postgres";

/** A database of the suite's own. */
export interface FreshDatabase {
  readonly name: string;
  readonly url: string;
  connect(): Promise<Connection>;
  /** Closes what `connect` opened and drops the database. */
  drop(): Promise<void>;
}

/** Opens a session of the given URL. */
export function connectTo(url: string): Promise<Connection> {
  return new PostgresqlDriver().connect({ url, connectTimeout: 5000, readOnly: false });
}

/** Makes an empty database; the caller drops it. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const name = `mm_test_${randomBytes(6).toString("hex")}`;
  await onServer(
    `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`,
  );
  const url = SERVER_URL.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
  const opened: Connection[] = [];
  return {
    name,
    url,
    connect: async () => {
      const connection = await connectTo(url);
      opened.push(connection);
      return connection;
    },
    drop: async () => {
      await Promise.all(opened.map((connection) => connection.close()));
      await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(sql: string): Promise<void> {
  const connection = await connectTo(SERVER_URL);
  try {
    await connection.execute(sql);
  } finally {
    await connection.close();
  }
}
