import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dialect } from "../src/dialect/dialect.js";
import { type DialectEntry, dialects } from "../src/dialect/index.js";
import type { Connection } from "../src/driver/driver.js";
import { freshDatabaseOn } from "./driver/fresh-database.js";

/** An empty database of the suite's own. */
export interface TestDatabase {
  readonly dialect: Dialect;
  readonly url: string;
  /** A new session, prepared. */
  connect(): Promise<Connection>;
  /** Closes what `connect` opened and removes the database. */
  drop(): Promise<void>;
}

/** A kind of database that the tests can reach. */
export interface TestServer {
  readonly name: string;
  readonly dialect: Dialect;
  create(): Promise<TestDatabase>;
}

/** One dialect of the list: reached, or the reason why not. */
export type TestTarget =
  | { readonly name: string; readonly server: TestServer }
  | { readonly name: string; readonly server: undefined; readonly reason: string };

interface TestPlace {
  readonly variable: string;
  readonly url?: string;
  /**
   * Removes a database of this quoted name although a session of a process that was killed is still
   * in it: the server may not have noticed yet. Not given: DROP DATABASE does that.
   */
  readonly drop?: (name: string) => string;
  /** Asks for the name of every database. */
  readonly list: string;
}

/** Where servers are; a dialect without an entry here has files of its own, like SQLite. */
const SERVERS: Readonly<Record<string, TestPlace>> = {
  postgresql: {
    variable: "MM_TEST_POSTGRESQL_URL",
    url: "postgresql://postgres@127.0.0.1:5432/test",
    drop: (name) => `DROP DATABASE ${name} WITH (FORCE)`,
    list: "SELECT datname AS name FROM pg_database",
  },
  mysql: {
    variable: "MM_TEST_MYSQL_URL",
    url: "mysql://root@127.0.0.1:3306/test",
    list: "SELECT schema_name AS name FROM information_schema.schemata",
  },
  sqlserver: {
    variable: "MM_TEST_SQLSERVER_URL",
    drop: (name) =>
      `ALTER DATABASE ${name} SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE ${name}`,
    list: "SELECT name FROM sys.databases",
  },
};
/** In memory where the system has such a folder: these tests are not about the disk. */
const FOLDER = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
/** Milliseconds until a server counts as not there: many, because a busy machine is slow to answer. */
const PATIENCE = 30_000;

/** Every dialect of the list, looked for once per process. */
export const testTargets: readonly TestTarget[] = await Promise.all(dialects.map(findTarget));

/**
 * `describe` once for each dialect of the list. One that cannot be reached shows as a pending test
 * with the reason, and as a failure when `MM_TEST_REQUIRE=all` and it has a place where it must be.
 */
export function describeEachDatabase(
  title: string,
  suite: (server: TestServer) => void,
  isMeant: (name: string) => boolean = () => true,
): void {
  for (const target of testTargets.filter(({ name }) => isMeant(name))) {
    describe(`${title} on ${target.name}`, () => {
      if (target.server !== undefined) suite(target.server);
      else if (isRequired(target.name)) {
        it("reaches the server", () => {
          throw new Error(`MM_TEST_REQUIRE=all, and ${target.name} is missing: ${target.reason}`);
        });
      } else it(`is left out: ${target.reason}`);
    });
  }
}

/** Removes the databases of every server whose names begin so, and tells which they were. */
export async function dropDatabases(prefix: string): Promise<readonly string[]> {
  const dropped: string[] = [];
  for (const { name, server } of testTargets) {
    const place = SERVERS[name];
    const url = place && (process.env[place.variable] ?? place.url);
    if (server === undefined || place === undefined || url === undefined) continue;
    const connection = await connect(server.dialect, url);
    try {
      const all = (await connection.query(place.list)).map((row) => String(row.name));
      for (const one of all.filter((each) => each.startsWith(prefix))) {
        await connection.execute((place.drop ?? dropPlainly)(server.dialect.quote(one)));
        dropped.push(`${one} on ${name}`);
      }
    } finally {
      await connection.close();
    }
  }
  return dropped;
}

function dropPlainly(name: string): string {
  return `DROP DATABASE ${name}`;
}

function isRequired(name: string): boolean {
  const place = SERVERS[name];
  const configured = place?.url !== undefined || process.env[place?.variable ?? ""] !== undefined;
  return process.env.MM_TEST_REQUIRE === "all" && configured;
}

async function findTarget(entry: DialectEntry): Promise<TestTarget> {
  const { name } = entry;
  const place = SERVERS[name];
  const url = place && (process.env[place.variable] ?? place.url);
  if (place !== undefined && url === undefined) {
    return { name, server: undefined, reason: `${place.variable} is not set` };
  }
  try {
    const dialect = await entry.load();
    if (url === undefined) return { name, server: fileServer(dialect) };
    await (await connect(dialect, url)).close();
    return { name, server: realServer(dialect, url, place?.drop) };
  } catch (error) {
    const reason = `no server at ${place?.variable}: ${error instanceof Error ? error.message : error}`;
    return { name, server: undefined, reason };
  }
}

function fileServer(dialect: Dialect): TestServer {
  return {
    name: dialect.name,
    dialect,
    create: async () => {
      const folder = await mkdtemp(join(FOLDER, "mm-test-"));
      const url = `sqlite:${join(folder, "test.db")}`;
      return database(dialect, url, () => rm(folder, { recursive: true, force: true }));
    },
  };
}

function realServer(
  dialect: Dialect,
  url: string,
  drop: TestPlace["drop"] = dropPlainly,
): TestServer {
  const server = {
    driver: dialect.createDriver(),
    url,
    create: (name: string) => `CREATE DATABASE ${dialect.quote(name)}`,
    drop: (name: string) => drop(dialect.quote(name)),
  };
  return {
    name: dialect.name,
    dialect,
    create: async () => {
      const fresh = await freshDatabaseOn(server);
      return database(dialect, fresh.url, fresh.drop);
    },
  };
}

function database(dialect: Dialect, url: string, remove: () => Promise<void>): TestDatabase {
  const opened: Connection[] = [];
  return {
    dialect,
    url,
    connect: async () => {
      const connection = await connect(dialect, url);
      opened.push(connection);
      await dialect.session.prepare(connection);
      return connection;
    },
    drop: async () => {
      await Promise.allSettled(opened.map((connection) => connection.close()));
      await remove();
    },
  };
}

function connect(dialect: Dialect, url: string): Promise<Connection> {
  return dialect.createDriver().connect({ url, connectTimeout: PATIENCE, readOnly: false });
}
