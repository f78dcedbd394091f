import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { MysqlDialect } from "../../../src/dialect/mysql/dialect.js";
import { replay } from "../../../src/migration/state.js";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../../../src/plan/tool-tables.js";
import { Runner } from "../../../src/runner/runner.js";
import { openDatabase } from "../../../src/runner/session/open-database.js";
import { diffSchemas } from "../../../src/schema/diff-schemas.js";
import type { FreshDatabase } from "../../driver/fresh-database.js";
import { freshMysqlDatabase } from "../../driver/mysql-database.js";
import { inOneFile } from "../../one-file.js";
import { crashChain } from "./crash-chain.js";

const CHILD = new URL("./crash-child.js", import.meta.url);
const DDL_CHILD = fileURLToPath(new URL("./slow-ddl-child.js", import.meta.url));
const dialect = new MysqlDialect();

describe("processes on MySQL", function () {
  // Hundreds of processes: a busy machine takes its time.
  this.timeout(1_800_000);
  const open: FreshDatabase[] = [];

  after(async () => {
    for (const database of open) await database.drop();
  });

  async function fresh(): Promise<FreshDatabase> {
    const database = await freshMysqlDatabase();
    open.push(database);
    return database;
  }

  /** Where the child died, `migration#statement`; undefined when it came to its end. */
  async function run(database: FreshDatabase, command: string, moment: string) {
    const words = [await inOneFile(CHILD, "mysql2"), database.url, command, moment];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    const [, signal] = await once(child, "close");
    if (signal === "SIGKILL") return out;
    expect(out, err).to.equal("finished");
    return undefined;
  }

  /** Every statement: killed once before it and once right after it. */
  async function killEverywhere(database: FreshDatabase, command: string): Promise<number> {
    let kills = 0;
    // Rows are written together with their journal entry: a kill right after takes them back. And of a statement it may
    // not be known that it ran, so that it runs again. Each is let through the next time.
    const places: string[] = [];
    for (;;) {
      const place = await run(database, command, `start:${places.join()}`);
      if (place === undefined || (await run(database, command, "end")) === undefined) return kills;
      places.push(place);
      kills += 2;
    }
  }

  async function runner(database: FreshDatabase): Promise<Runner> {
    const opened = await openDatabase(database.url);
    return new Runner({ migrations: crashChain(), dialect: opened.dialect, database: opened });
  }

  /** Catalogue, rows, history and an empty journal. */
  async function outcome(database: FreshDatabase): Promise<unknown> {
    const connection = await database.connect();
    const { names } = toolTablesOf(DEFAULT_HISTORY_TABLE);
    const live = await dialect.session.createIntrospector(connection).read({ ignore: names });
    const wanted = await dialect.session.expected(connection, replay(crashChain()));
    expect(diffSchemas({ ...wanted, defaults: {}, typeMappings: {} }, live)).to.deep.equal([]);
    const rows: unknown[] = [];
    for (const sql of [
      "SELECT what FROM log ORDER BY what",
      "SELECT code FROM shops ORDER BY code",
      "SELECT name, slug, cost FROM goods",
      "SELECT name FROM cheap",
      "SELECT * FROM makemigrations_journal",
      "SELECT name, outcome FROM makemigrations_history ORDER BY name",
    ]) {
      rows.push(await connection.query(sql));
    }
    await connection.close();
    return rows;
  }

  async function everyStatement(command: "up" | "down"): Promise<unknown> {
    const hurt = await fresh();
    if (command === "down") {
      const ready = await runner(hurt);
      await ready.up();
      await ready.close();
    }
    expect(await killEverywhere(hurt, command), "kills").to.be.greaterThan(50);
    if (command === "down") expect(await run(hurt, "up", "never")).to.equal(undefined);
    return await outcome(hurt);
  }

  it("killed at any statement, up or down, are followed by a run that ends as if nothing had been", async () => {
    const calm = await fresh();
    const first = await runner(calm);
    await first.up();
    await first.close();
    const expected = await outcome(calm);
    const ends = await Promise.all([everyStatement("up"), everyStatement("down")]);
    expect(ends).to.deep.equal([expected, expected]);
  });

  it("started twenty at once apply each migration exactly once", async () => {
    const database = await fresh();
    const runs = Array.from({ length: 20 }, () => run(database, "up", "never"));
    expect(await Promise.all(runs)).to.deep.equal(Array(20).fill(undefined));
    const calm = await fresh();
    const first = await runner(calm);
    await first.up();
    await first.close();
    expect(await outcome(database)).to.deep.equal(await outcome(calm));
  });

  it("killed in the middle of a statement leave it running, and the next one waits for that", async () => {
    const database = await fresh();
    const holder = await database.connect();
    await holder.execute("CREATE TABLE held ENGINE=InnoDB AS SELECT 0 AS s");
    await holder.begin();
    await holder.query("SELECT s FROM held FOR UPDATE");
    const child = spawn(process.execPath, [DDL_CHILD, database.url], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    const session = await database.connect();
    const watcher = await database.connect();
    const running = async () =>
      (
        await watcher.query(
          "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'CREATE TABLE slow%'",
        )
      ).length;
    while ((await running()) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill("SIGKILL");
    const waits: (string | undefined)[] = [];
    const lock = await dialect.session.acquireLock(session, {
      name: "history",
      timeout: 600_000,
      work: await database.connect(),
      onWait: (busy) => {
        waits.push(busy);
        void holder.rollback();
      },
    });
    // Who is named depends on whether the server has noticed yet that the client is dead.
    expect(waits).to.have.length(1);
    expect(waits[0]).to.match(/^session \d+|still busy/);
    expect(await running()).to.equal(0);
    expect(await watcher.query("SELECT s FROM slow")).to.deep.equal([{ s: 0 }]);
    await lock.release();
  });
});
