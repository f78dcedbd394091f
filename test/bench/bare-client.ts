import { createRequire } from "node:module";

/** The driver of a database as a bare script uses it: the raw loop, and umzug, which has none. */
export interface BareClient {
  begin(): Promise<void>;
  /** Several statements, each on a line of its own. */
  script(sql: string): Promise<void>;
  /** The names of the history, whose table is made when it is not there. */
  applied(): Promise<ReadonlySet<string>>;
  record(name: string): Promise<void>;
  commit(): Promise<void>;
  close(): Promise<void>;
}

const TABLE = "CREATE TABLE IF NOT EXISTS history (name VARCHAR(200) PRIMARY KEY)";
const NAMES = "SELECT name FROM history";
// The clients of the tool itself, each loaded when it is wanted, and none by a loader of ES modules.
const load = createRequire(import.meta.url);

export async function bareClient(url: string): Promise<BareClient> {
  if (url.startsWith("sqlite:")) return sqlite(url.slice("sqlite:".length));
  return url.startsWith("mysql:") ? await mysql(url) : await postgresql(url);
}

function sqlite(file: string): BareClient {
  const Database: typeof import("better-sqlite3") = load("better-sqlite3");
  const database = new Database(file);
  database.exec(TABLE);
  const record = database.prepare("INSERT INTO history (name) VALUES (?)");
  return {
    begin: async () => void database.exec("BEGIN"),
    script: async (sql) => void database.exec(sql),
    applied: async () => new Set(database.prepare(NAMES).pluck().all().map(String)),
    record: async (name) => void record.run(name),
    commit: async () => void database.exec("COMMIT"),
    close: async () => void database.close(),
  };
}

async function postgresql(url: string): Promise<BareClient> {
  const { Client }: typeof import("pg") = load("pg");
  const client = new Client(url);
  await client.connect();
  return {
    begin: async () => void (await client.query("BEGIN")),
    script: async (sql) => void (await client.query(sql)),
    applied: async () => {
      await client.query(TABLE);
      const { rows } = await client.query<{ name: string }>(NAMES);
      return new Set(rows.map(({ name }) => name));
    },
    record: async (name) => void (await client.query("INSERT INTO history VALUES ($1)", [name])),
    commit: async () => void (await client.query("COMMIT")),
    close: () => client.end(),
  };
}

async function mysql(url: string): Promise<BareClient> {
  const { createConnection }: typeof import("mysql2/promise") = load("mysql2/promise");
  const client = await createConnection(url);
  return {
    begin: async () => void (await client.query("BEGIN")),
    script: async (sql) => {
      for (const one of sql.split("\n")) if (one !== "") await client.query(one);
    },
    applied: async () => {
      await client.query(TABLE);
      const [rows] = await client.query(NAMES);
      return new Set((rows as { readonly name: string }[]).map(({ name }) => name));
    },
    record: async (name) => void (await client.query("INSERT INTO history VALUES (?)", [name])),
    commit: async () => void (await client.query("COMMIT")),
    close: () => client.end(),
  };
}
