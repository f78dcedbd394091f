import { expect } from "chai";
import type { Connection } from "../../../src/driver/driver.js";
import { inFolder, mm, tableMigration } from "../../cli/run-cli.js";
import type { FreshDatabase } from "../../driver/fresh-database.js";
import { connectTo, freshDatabase } from "../../driver/postgresql-database.js";
import { PGBOUNCER, Pooler } from "./pooler.js";

const FILES = { "migrations/0001_a.ts": tableMigration("0001_a", "a") };

describe("behind a real PgBouncer", () => {
  if (PGBOUNCER === undefined) {
    it("is left out: there is no program pgbouncer");
    return;
  }
  let database: FreshDatabase;
  let db: Connection;
  let pooler: Pooler | undefined;

  beforeEach(async () => {
    database = await freshDatabase();
    db = await database.connect();
  });

  afterEach(async () => {
    await pooler?.stop();
    pooler = undefined;
    await database.drop();
  });

  const tables = async () =>
    (await db.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).map(
      ({ tablename }) => tablename,
    );

  async function run(command: string): Promise<{ exit: number | null; text: string }> {
    return await inFolder(FILES, async (folder) => {
      const words = ["migrate", command, "--database-url", pooler?.url ?? ""];
      const { exit, stdout, stderr } = await mm(words, folder);
      return { exit, text: stdout + stderr };
    });
  }

  /** Other clients of the pooler, which it has sessions for: all of them are at work at the same time. */
  async function clients(count: number): Promise<readonly Connection[]> {
    const url = pooler?.url ?? "";
    const made = Array.from({ length: count }, () => connectTo(url));
    const connections = await Promise.all(made);
    await db.query("SELECT pg_advisory_lock(1)");
    const working = connections.map((each) => each.query("SELECT pg_advisory_xact_lock_shared(1)"));
    const waiting =
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'";
    while ((await db.query(waiting)).length < count);
    await db.query("SELECT pg_advisory_unlock(1)");
    await Promise.all(working);
    return connections;
  }

  for (const [mode, others] of [
    ["transaction", 0],
    ["transaction", 3],
    ["statement", 0],
    ["statement", 3],
  ] as const) {
    it(`in ${mode} mode, with ${others} other clients, up is refused and does nothing`, async () => {
      pooler = await Pooler.start(database.url, mode);
      const connections = await clients(others);
      const { exit, text } = await run("up");
      expect(text).to.contain("DIALECT_POOLER").and.contain("address of the database itself");
      expect(exit).to.equal(1);
      expect(await tables()).to.deep.equal([]);
      const reading = await run("status");
      expect(reading.exit, reading.text).to.equal(0);
      expect(await locks()).to.equal(0);
      for (const each of connections) await each.close();
    });
  }

  const locks = async () =>
    (
      await db.query(
        "SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
      )
    ).length;

  it("in session mode up works, and leaves no lock", async () => {
    pooler = await Pooler.start(database.url, "session");
    const { exit, text } = await run("up");
    expect(exit, text).to.equal(0);
    const own = ["makemigrations_history", "makemigrations_snapshot"];
    expect(await tables()).to.deep.equal(["a", ...own]);
    expect(await locks()).to.equal(0);
  });
});
