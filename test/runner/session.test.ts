import { expect } from "chai";
import type { Migration } from "../../src/migration/migration.js";
import { Runner } from "../../src/runner/runner.js";
import type { RunnerOptions } from "../../src/runner/runner-ground.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { chain, createTable, errorOf, noop, runSql } from "./project.js";

/** What a migration may do to its session, by database: every later one must not feel it. */
const LEAKS: Readonly<Record<string, readonly string[]>> = {
  postgresql: [
    "CREATE SCHEMA app",
    "SET search_path = app",
    "SET session_replication_role = replica",
    "SET client_encoding = 'LATIN1'",
    "CREATE TEMP TABLE child (id INT)",
  ],
  mysql: [
    "SET foreign_key_checks = 0",
    "SET sql_mode = ''",
    "SET NAMES latin1",
    "CREATE TEMPORARY TABLE child (id INT)",
    "USE mysql",
  ],
  sqlite: ["PRAGMA foreign_keys = OFF", "CREATE TEMP TABLE child (id INT)"],
  sqlserver: ["SET DATEFIRST 3", "USE master"],
};

/** What hides the tool's own tables, or takes the right to write them. */
const HIDES: Readonly<Record<string, readonly string[]>> = {
  postgresql: [
    "SELECT pg_catalog.set_config('search_path', '', false)",
    "CREATE TEMP TABLE makemigrations_history (id INT)",
    "SET ROLE pg_monitor",
  ],
  mysql: ["CREATE TEMPORARY TABLE t (id INT)", "USE mysql", "LOCK TABLES mysql.db READ"],
  sqlite: ["CREATE TEMP TABLE makemigrations_history (id INT)"],
  sqlserver: ["USE tempdb"],
};

const parent = { type: "create_table", name: "parent", fields: [key()] };
const child = {
  type: "create_table",
  name: "child",
  fields: [key(), { name: "parent_id", type: "foreign_key", foreignKey: { table: "parent" } }],
};

function key(): object {
  return { name: "id", type: "integer", primaryKey: true };
}

function orphan(): object {
  const rows = [{ id: 1, parent_id: 777 }];
  return { type: "upsert_data", table: "child", conflictKeys: ["id"], rows };
}

describeEachDatabase("the session of a migration", (server) => {
  let database: TestDatabase;
  const runners: Runner[] = [];

  beforeEach(async () => {
    database = await server.create();
  });

  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.close();
    await database.drop();
  });

  async function runner(
    migrations: readonly Migration[],
    options: Partial<RunnerOptions> = {},
  ): Promise<Runner> {
    const opened = await openDatabase(database.url);
    const { dialect } = opened;
    const made = new Runner({ migrations, dialect, database: opened, ...options });
    runners.push(made);
    return made;
  }

  async function count(table: string): Promise<number> {
    const connection = await database.connect();
    const [row] = await connection.query(`SELECT COUNT(*) AS n FROM ${table}`);
    return Number(row?.n);
  }

  for (const transaction of [true, false]) {
    it(`is not the one that the migration before has changed, transaction: ${transaction}`, async () => {
      const leaks = LEAKS[server.name] ?? [];
      const texts = leaks.map((sql) => runSql(sql, noop));
      const migrations = chain(
        { name: "0001_parent", operations: [parent] },
        { name: "0002_leak", operations: texts, transaction },
        { name: "0003_größe", operations: [child] },
        { name: "0004_orphan", operations: [orphan()] },
      );
      const error = await errorOf((await runner(migrations)).up());
      expect(error.message).to.match(/^migration "0004_orphan".*foreign key/is);
      expect(await count("child")).to.equal(0);
      const { migrations: seen } = await (await runner(migrations)).status();
      expect(seen.filter(({ state }) => state === "applied").map(({ name }) => name)).to.deep.equal(
        ["0001_parent", "0002_leak", "0003_größe"],
      );
    });

    it(`cannot hide the history from the runner, transaction: ${transaction}`, async () => {
      const texts = (HIDES[server.name] ?? []).map((sql) => runSql(sql, noop));
      const migrations = chain(
        { name: "0001_hide", operations: texts, transaction },
        { name: "0002_next", operations: [createTable("notes", "text")] },
      );
      await (await runner(migrations)).up();
      expect(await count("notes")).to.equal(0);
      const again = await (await runner(migrations)).up();
      expect(again.migrations).to.deep.equal([]);
      await (await runner(migrations)).down({ to: "zero" });
    });
  }

  it("has the tool's rows of UpsertData at hand wherever RunSQL has led it", async () => {
    const rows = [{ id: 7 }];
    const upsert = { type: "upsert_data", table: "notes", conflictKeys: ["id"], rows };
    const away = server.name === "postgresql" ? "SET search_path = elsewhere, public" : "SELECT 1";
    const schema = server.name === "postgresql" ? "CREATE SCHEMA elsewhere" : "SELECT 1";
    const migrations = chain(
      { name: "0001_notes", operations: [createTable("notes"), runSql(schema, noop)] },
      { name: "0002_rows", operations: [runSql(away, noop), upsert] },
    );
    const one = await runner(migrations);
    await one.up();
    expect(await count("notes")).to.equal(1);
    await one.down({ steps: 1 });
    expect(await count("notes")).to.equal(0);
  });

  it("reads a history table with a dot in one way", async () => {
    if (server.name === "postgresql" || server.name === "sqlserver") {
      await (await database.connect()).execute("CREATE SCHEMA ops");
    }
    const migrations = chain({ name: "0001_a", operations: [createTable("notes")] });
    const historyTable = "ops.mm_history";
    await (await runner(migrations, { historyTable })).up();
    const second = await runner(migrations, { historyTable });
    expect((await second.status()).applied).to.equal(1);
    await second.down({ steps: 1 });
    expect((await (await runner(migrations, { historyTable })).status()).applied).to.equal(0);
  });
});
