// One run of a tool beside which ours is measured. Usage: node peer.js <tool> <folder>
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { bareClient } from "./bare-client.js";

const [, , tool = "", folder = "."] = process.argv;
const url = process.env.DATABASE_URL ?? "";
const [kind = ""] = url.split(":");
const file = url.slice("sqlite:".length);
// Their packages, and the types of none of them.
const load = createRequire(process.env.MM_BENCH_PEERS ?? import.meta.url);

const TOOLS: Readonly<Record<string, () => Promise<void>>> = { drizzle, knex, umzug };
await TOOLS[tool]?.();

/** Its clients by kind of database, with the name that the parts of its package have. */
async function drizzle(): Promise<void> {
  const migrationsFolder = join(folder, "drizzle");
  if (kind === "sqlite") {
    const client = new (load("better-sqlite3"))(file);
    const database = load("drizzle-orm/better-sqlite3").drizzle(client);
    load("drizzle-orm/better-sqlite3/migrator").migrate(database, { migrationsFolder });
    client.close();
    return;
  }
  const part = kind === "mysql" ? "mysql2" : "node-postgres";
  const client =
    kind === "mysql"
      ? await load("mysql2/promise").createConnection(url)
      : new (load("pg").Client)(url);
  if (kind !== "mysql") await client.connect();
  const database = load(`drizzle-orm/${part}`).drizzle(client);
  await load(`drizzle-orm/${part}/migrator`).migrate(database, { migrationsFolder });
  await client.end();
}

async function knex(): Promise<void> {
  const client = { sqlite: "better-sqlite3", mysql: "mysql2" }[kind] ?? "pg";
  const connection = kind === "sqlite" ? { filename: file } : url;
  const database = load("knex")({ client, connection, useNullAsDefault: true });
  await database.migrate.latest({ directory: join(folder, "knex") });
  await database.destroy();
}

/** It has neither a client nor a history: those are the raw loop's. */
async function umzug(): Promise<void> {
  const { Umzug } = load("umzug");
  const client = await bareClient(url);
  const directory = join(folder, "sql");
  const runner = new Umzug({
    migrations: readdirSync(directory)
      .sort()
      .map((name) => ({
        name,
        up: () => client.script(readFileSync(join(directory, basename(name)), "utf8")),
      })),
    storage: {
      executed: async () => [...(await client.applied())],
      logMigration: ({ name }: { readonly name: string }) => client.record(name),
      unlogMigration: async () => undefined,
    },
    logger: undefined,
  });
  await runner.up();
  await client.close();
}
