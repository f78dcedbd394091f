import { postgresqlSql } from "../../src/dialect/postgresql/sql-rules.js";
import type { Connection } from "../../src/driver/driver.js";
import { PostgresqlDriver } from "../../src/driver/postgresql-driver.js";
import { connectWith, type FreshDatabase, freshDatabaseOn } from "./fresh-database.js";

/** Where the tests find a server whose user may create databases. */
export const SERVER_URL =
  process.env.MM_TEST_POSTGRESQL_URL ?? "postgresql://postgres@127.0.0.1:5432/postgres";

const driver = new PostgresqlDriver(postgresqlSql);

/** Opens a session of the given URL. */
export function connectTo(url: string): Promise<Connection> {
  return connectWith(driver, url);
}

/** Makes an empty database; the caller drops it. */
export function freshDatabase(): Promise<FreshDatabase> {
  return freshDatabaseOn({
    driver,
    url: SERVER_URL,
    create: (name) =>
      `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`,
    drop: (name) => `DROP DATABASE ${name} WITH (FORCE)`,
  });
}
