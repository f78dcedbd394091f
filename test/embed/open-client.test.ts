import BetterSqlite3 from "better-sqlite3";
import { expect } from "chai";
import mysql from "mysql2";
import pg from "pg";
import { migrate, openDatabase, Runner } from "../../src/api.js";
import { loadRegistry } from "../../src/embed/load-registry.js";
import { describeEachDatabase } from "../databases.js";
import { makeFolder, removeFolders } from "../loader/temp-folder.js";

/** What a migration leaves behind in its session, and numbers that a client may not read exactly. */
const FILES: Readonly<Record<string, string>> = {
  "0001_a.ts": `import * as m from "makemigrations";
m.register({ name: "0001_a", operations: [
  new m.CreateTable({ name: "parents", fields: [{ name: "id", type: "bigint", primaryKey: true }] }),
  new m.CreateTable({ name: "kept", fields: [
    { name: "id", type: "bigint", primaryKey: true },
    { name: "at", type: "timestamp" },
    { name: "sum", type: "decimal", precision: 20, scale: 4 },
    { name: "parent", type: "foreign_key", foreignKey: { table: "parents" } },
  ] }),
] });
`,
  "0002_b.ts": `import * as m from "makemigrations";
m.register({ name: "0002_b", dependencies: ["0001_a"], operations: [
  new m.RunScript({
    up: async (db) => {
      await db.execute("INSERT INTO kept (id, at, sum) VALUES (9007199254740993, '2026-01-02 03:04:05', 1234567890123456.7891)");
      const [row] = await db.query("SELECT id, at FROM kept");
      if (row.id !== 9007199254740993n) throw new Error("id is " + String(row.id));
      if (row.at.toISOString() !== "2026-01-02T03:04:05.000Z") throw new Error("at is " + String(row.at));
    },
    down: async (db) => { await db.execute("DELETE FROM kept"); },
  }),
] });
`,
  "0003_c.ts": `import * as m from "makemigrations";
m.register({ name: "0003_c", dependencies: ["0002_b"], operations: [
  new m.AlterField({ table: "kept", newField: { name: "sum", type: "decimal", precision: 22, scale: 4 } }),
] });
`,
};

const NAMES = ["0001_a", "0002_b", "0003_c"];

async function codeOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return (error as { readonly code?: unknown }).code;
  }
  return undefined;
}

/** Up, and down again by a runner: both with the client, which is open in the end. */
async function upAndDown(client: Parameters<typeof openDatabase>[0], directory: string) {
  const up = await migrate({ database: client, directory });
  expect(up.migrations.map(({ name }) => name)).to.deep.equal(NAMES);
  expect((await migrate({ database: client, directory })).migrations).to.deep.equal([]);
  const { registry, dispose } = await loadRegistry(directory);
  const database = await openDatabase(client);
  const runner = new Runner({ migrations: registry, dialect: database.dialect, database });
  try {
    expect((await runner.status()).migrations.map(({ state }) => state)).to.deep.equal(
      NAMES.map(() => "applied"),
    );
    expect((await runner.down({ steps: 1 })).migrations).to.have.length(1);
    expect((await runner.up()).migrations).to.have.length(1);
  } finally {
    await runner.close();
    await dispose();
  }
}

describe("a client that is open", () => {
  after(removeFolders);

  it("of SQLite is migrated where it is, in memory too, and keeps its settings", async () => {
    const handle = new BetterSqlite3(":memory:");
    handle.pragma("foreign_keys = OFF");
    handle.pragma("recursive_triggers = ON");
    await upAndDown(handle, makeFolder(FILES));
    expect(handle.pragma("foreign_keys", { simple: true })).to.equal(0);
    expect(handle.pragma("recursive_triggers", { simple: true })).to.equal(1);
    const rows = handle.prepare("SELECT id FROM kept").safeIntegers().all();
    expect(rows).to.deep.equal([{ id: 9007199254740993n }]);
    handle.close();
  });

  it("is refused in a transaction, while another run has it, closed, and when it is none", async () => {
    const directory = makeFolder(FILES);
    const database = new BetterSqlite3(":memory:");
    database.exec("BEGIN");
    expect(await codeOf(() => migrate({ database, directory }))).to.equal("DRIVER_CLIENT_UNFIT");
    database.exec("COMMIT");
    const session = await (await openDatabase(database)).open({ readOnly: false });
    expect(await codeOf(() => migrate({ database, directory }))).to.equal("DRIVER_CLIENT_UNFIT");
    await session.close();
    expect((await migrate({ database, directory })).migrations).to.have.length(3);
    database.close();
    expect(await codeOf(() => migrate({ database, directory }))).to.equal("DRIVER_CLIENT_UNFIT");
    const stranger = { query: () => undefined };
    expect(await codeOf(() => openDatabase(stranger))).to.equal("DRIVER_CLIENT_UNKNOWN");
  });

  it("is given back when a migration fails", async () => {
    const database = new BetterSqlite3(":memory:");
    database.pragma("foreign_keys = OFF");
    const directory = makeFolder({
      "0001_a.ts":
        'import * as m from "makemigrations";\nm.register({ name: "0001_a", operations: [new m.RunSQL({ forwardSQL: ["CREATE TABLE a (b)", "SELECT nothing"] })] });',
    });
    expect(await codeOf(() => migrate({ database, directory }))).to.equal(
      "RUNNER_STATEMENT_FAILED",
    );
    expect(database.inTransaction).to.equal(false);
    expect(database.pragma("foreign_keys", { simple: true })).to.equal(0);
    expect(database.prepare("SELECT name FROM sqlite_schema WHERE name = 'a'").all()).to.deep.equal(
      [],
    );
    database.close();
  });
});

/** How many questions the client had to hold at the same time, the one that it asks among them. */
function mostAtOnce(client: pg.Client): () => number {
  const query = client.query.bind(client) as (...words: unknown[]) => unknown;
  let most = 0;
  let open = 0;
  const answered = (): void => {
    open -= 1;
  };
  client.query = ((...words: unknown[]) => {
    most = Math.max(most, ++open);
    const asked = query(...words);
    // Before those who asked hear of it.
    void Promise.resolve(asked).then(answered, answered);
    return asked;
  }) as typeof client.query;
  return () => most;
}

describeEachDatabase("an open client of a server", (server) => {
  if (server.name === "postgresql") {
    it("of pg keeps its settings, its way to read values, and is not closed", async () => {
      const test = await server.create();
      const client = new pg.Client({
        connectionString: test.url,
        types: { getTypeParser: () => (text: string | Buffer) => `text ${text}` },
      });
      await client.connect();
      try {
        await client.query("SET timezone = 'Asia/Tokyo'");
        await client.query("SET lock_timeout = '7s'");
        await client.query("SELECT set_config('app.user', 'me', false)");
        const settings =
          "SELECT name, setting FROM pg_settings WHERE source = 'session' ORDER BY 1";
        const { rows: before } = await client.query(settings);
        const listeners = client.listenerCount("error");
        const most = mostAtOnce(client);
        await upAndDown(client, makeFolder(FILES));
        // Of more, `pg` warns in the application's process.
        expect(most()).to.equal(1);
        expect((await client.query(settings)).rows).to.deep.equal(before);
        expect(client.listenerCount("error")).to.equal(listeners);
        const { rows } = await client.query("SELECT id, sum FROM kept");
        expect(rows).to.deep.equal([
          { id: "text 9007199254740993", sum: "text 1234567890123456.7891" },
        ]);
        await client.query("BEGIN");
        const directory = makeFolder(FILES);
        expect(await codeOf(() => migrate({ database: client, directory }))).to.equal(
          "DRIVER_CLIENT_UNFIT",
        );
        await client.query("ROLLBACK");
      } finally {
        await client.end();
        await test.drop();
      }
    });

    for (const max of [1, 2, 3, 10]) {
      it(`of pg may be a pool of ${max}, whose sessions are the application's afterwards`, async () => {
        const test = await server.create();
        const pool = new pg.Pool({ connectionString: test.url, max });
        try {
          await upAndDown(pool, makeFolder(FILES));
          expect(pool.waitingCount).to.equal(0);
          const { rows } = await pool.query("SHOW bytea_output");
          const { rows: names } = await pool.query("SELECT current_setting('lock_timeout') AS t");
          expect([rows, names]).to.deep.equal([[{ bytea_output: "hex" }], [{ t: "0" }]]);
        } finally {
          await pool.end();
          await test.drop();
        }
      });
    }

    it("of pg does for several replicas that have one client each", async () => {
      const test = await server.create();
      const directory = makeFolder(FILES);
      const clients = await Promise.all(
        Array.from({ length: 5 }, async () => {
          const client = new pg.Client(test.url);
          await client.connect();
          return client;
        }),
      );
      try {
        const ends = await Promise.all(clients.map((database) => migrate({ database, directory })));
        const names = ends.flatMap(({ migrations }) => migrations.map(({ name }) => name));
        expect(names.toSorted()).to.deep.equal(NAMES);
      } finally {
        await Promise.all(clients.map((client) => client.end()));
        await test.drop();
      }
    });
  }

  if (server.name === "mysql") {
    const variables = `SHOW SESSION VARIABLES WHERE Variable_name NOT IN ('timestamp', 'last_insert_id',
      'identity', 'insert_id', 'rand_seed1', 'rand_seed2', 'warning_count', 'error_count', 'last_gtid')`;

    for (const form of ["callbacks", "promises"] as const) {
      it(`of mysql2 with ${form} keeps its settings, its way to read values, and is not closed`, async () => {
        const test = await server.create();
        const raw = mysql.createConnection({
          uri: test.url,
          decimalNumbers: true,
          timezone: "+09:00",
        });
        const client = raw.promise();
        try {
          await client.query("SET SESSION sql_mode = 'ANSI_QUOTES', foreign_key_checks = 0");
          const [before] = await client.query(variables);
          await upAndDown(form === "callbacks" ? raw : client, makeFolder(FILES));
          expect((await client.query(variables))[0]).to.deep.equal(before);
          const [rows] = await client.query("SELECT sum FROM kept");
          expect(rows).to.deep.equal([{ sum: Number("1234567890123456.7891") }]);
          await client.beginTransaction();
          const directory = makeFolder(FILES);
          expect(await codeOf(() => migrate({ database: client, directory }))).to.equal(
            "DRIVER_CLIENT_UNFIT",
          );
          await client.rollback();
        } finally {
          await client.end();
          await test.drop();
        }
      });
    }

    for (const connectionLimit of [1, 5]) {
      it(`of mysql2 may be a pool of ${connectionLimit}`, async () => {
        const test = await server.create();
        const pool = mysql.createPool({ uri: test.url, connectionLimit }).promise();
        try {
          await upAndDown(pool, makeFolder(FILES));
          const [rows] = await pool.query("SELECT COUNT(*) AS n FROM kept");
          expect(rows).to.deep.equal([{ n: 1 }]);
        } finally {
          await pool.end();
          await test.drop();
        }
      });
    }
  }
});
