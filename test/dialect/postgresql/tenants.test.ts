import { expect } from "chai";
import { Runner } from "../../../src/runner/runner.js";
import type { RunnerEvent } from "../../../src/runner/runner-event.js";
import { openDatabase } from "../../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";
import { chain, createTable } from "../../runner/project.js";

const TENANTS = 100;
const AT_ONCE = 8;

describeEachDatabase("tenants by schema in one database", (server) => {
  if (server.name !== "postgresql") return;
  let database: TestDatabase;

  beforeEach(async () => {
    database = await server.create();
  });

  afterEach(async () => {
    await database.drop();
  });

  const migrations = chain({ name: "0001_a", operations: [createTable("notes", "text")] });

  async function up(schema: string, options: { readonly historyTable?: string } = {}) {
    const url = `${database.url}?options=${encodeURIComponent(`-c search_path=${schema}`)}`;
    const opened = await openDatabase(url);
    const events: RunnerEvent[] = [];
    const onEvent = (event: RunnerEvent): void => void events.push(event);
    const { dialect } = opened;
    const runner = new Runner({ migrations, dialect, database: opened, onEvent, ...options });
    try {
      const { migrations: done } = await runner.up({ lockTimeout: 0 });
      return { done, waits: events.filter(({ kind }) => kind === "lock-waiting").length };
    } finally {
      await runner.close();
    }
  }

  it("do not wait for each other, each with a history of its own", async () => {
    const connection = await database.connect();
    const names = Array.from({ length: TENANTS }, (_, at) => `tenant_${at}`);
    for (const name of names) await connection.execute(`CREATE SCHEMA ${name}`);
    const left = [...names];
    let waits = 0;
    const lane = async (): Promise<void> => {
      for (let name = left.pop(); name !== undefined; name = left.pop()) {
        const run = await up(`${name},public`);
        expect(run.done).to.have.length(1);
        waits += run.waits;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    expect(waits).to.equal(0);
    const [row] = await connection.query(
      "SELECT count(DISTINCT schemaname)::int AS n FROM pg_tables WHERE tablename = 'makemigrations_history'",
    );
    expect(row?.n).to.equal(TENANTS);
  });

  it("take over the predecessor's history where its name is written with the current schema", async () => {
    const connection = await database.connect();
    await connection.execute(
      "CREATE TABLE old_history (id SERIAL PRIMARY KEY, name VARCHAR(255), applied_at TIMESTAMP)",
    );
    await connection.execute("INSERT INTO old_history (name) VALUES ('0001_a')");
    const { done } = await up("public", { historyTable: "public.old_history" });
    expect(done).to.deep.equal([]);
    const { done: bare } = await up("public", { historyTable: "old_history" });
    expect(bare).to.deep.equal([]);
  });
});
