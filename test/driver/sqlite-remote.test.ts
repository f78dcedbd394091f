import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Connection, TransactionOptions } from "../../src/driver/driver.js";
import { DriverError } from "../../src/driver/driver-error.js";
import { SqliteDriver } from "../../src/driver/sqlite-driver.js";
import { SqliteRemote } from "../../src/driver/sqlite-remote.js";
import { startStation } from "../../src/driver/sqlite-station.js";
import { Runner } from "../../src/runner/runner.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { chain, createTable, errorOf, noop, runSql } from "../runner/project.js";
import { failure } from "./driver-failure.js";

/** Never ends by itself. */
const ENDLESS =
  "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c WHERE n < 0";

describe("a session of SQLite whose statements can be stopped", () => {
  let folder: string;
  let url: string;
  const opened: Connection[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mm-remote-"));
    url = `sqlite:${join(folder, "a.db")}`;
  });
  afterEach(async () => {
    for (const connection of opened.splice(0)) await connection.close();
    await rm(folder, { recursive: true });
  });

  async function open(cancellable = true, endsProcess = false): Promise<Connection> {
    const options = { url, connectTimeout: 0, readOnly: false, cancellable, endsProcess };
    const connection = await new SqliteDriver().connect(options);
    opened.push(connection);
    return connection;
  }

  for (const cancellable of [false, true]) {
    it(`gives up the wait for a writer behind an abort, ${cancellable ? "elsewhere" : "in this thread"}`, async () => {
      const writer = await open(false);
      await writer.begin();
      const { dialect, open: openOne } = await openDatabase(url);
      const controller = new AbortController();
      let tries = 0;
      const database = {
        dialect,
        open: async ({ readOnly }: { readonly readOnly: boolean }) => {
          const connection = await openOne({ readOnly, cancellable: cancellable && !readOnly });
          const { begin } = connection;
          return Object.assign(connection, {
            begin: async (options?: TransactionOptions) => {
              tries += 1;
              await begin.call(connection, options).catch((error: unknown) => {
                controller.abort();
                throw error;
              });
            },
          });
        },
      };
      const migrations = chain({ name: "0001_a", operations: [createTable("a")] });
      const runner = new Runner({ migrations, dialect, database });
      const error = await errorOf(runner.up({ signal: controller.signal }));
      expect(error.code).to.equal("RUNNER_INTERRUPTED");
      expect(tries).to.equal(2);
      await writer.rollback();
      const { migrations: applied } = await runner.up();
      expect(applied.map(({ name }) => name)).to.deep.equal(["0001_a"]);
      await runner.close();
    });
  }

  it("passes the command in a hint on as data", async () => {
    const options = { url, connectTimeout: 0, readOnly: true, cancellable: false };
    const { hint } = await errorOf(SqliteRemote.connect(options, "a", startStation({})));
    expect(hint).to.deep.equal([
      "Check the path; ",
      { command: "migrate up", args: [] },
      " makes the file.",
    ]);
  });

  for (const [place, endsProcess] of [
    ["process", false],
    ["thread", true],
  ] as const) {
    it(`takes and gives the same values as any other, in a ${place}`, async () => {
      const connection = await open(true, endsProcess);
      await connection.execute("CREATE TABLE t (a, b TIMESTAMP, c)");
      const values = [2n ** 60n, new Date("2024-02-29T12:00:00.123Z"), new Uint8Array([0, 255])];
      expect(await connection.execute("INSERT INTO t VALUES (?, ?, ?)", values)).to.deep.equal({
        rowsAffected: 1,
      });
      const [row] = await connection.query("SELECT * FROM t");
      expect(Object.values(row ?? {})).to.deep.equal(values);
      expect(await failure(connection.query("SELECT nothing"))).to.include({
        code: "DRIVER_STATEMENT_FAILED",
        serverCode: "SQLITE_ERROR",
        position: 8,
      });
    });
  }

  it("ends with the statement that is cancelled, and leaves nothing of its transaction", async () => {
    const connection = await open();
    await connection.execute("CREATE TABLE t (a)");
    await connection.begin();
    await connection.execute("INSERT INTO t VALUES (1)");
    const endless = failure(connection.query(ENDLESS));
    await connection.cancel();
    expect(await endless).to.include({ code: "DRIVER_CONNECTION_LOST", connectionLost: true });
    const other = await open(false);
    await other.execute("INSERT INTO t VALUES (2)");
    expect(await other.query("SELECT a FROM t")).to.deep.equal([{ a: 2 }]);
  });

  it("ends with the process that it belongs to, also in the midst of a statement", async () => {
    const driver = new URL("../../src/driver/sqlite-driver.js", import.meta.url).href;
    const code = `
      const { SqliteDriver } = await import(${JSON.stringify(driver)});
      const options = { url: process.argv[1], connectTimeout: 0, readOnly: false, cancellable: true };
      const connection = await new SqliteDriver().connect(options);
      await connection.begin();
      const endless = connection.query(${JSON.stringify(ENDLESS)});
      console.log("runs");
      await endless;`;
    const words = ["--input-type=module", "-e", code, "--", url];
    const owner = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    await once(owner.stdout, "data");
    owner.kill("SIGKILL");
    const other = await open(false);
    // The transaction of the endless statement kept every writer out.
    while ((await begins(other)) === false) await new Promise((resolve) => setTimeout(resolve, 50));
    await other.rollback();
  });

  /** false while another keeps writers out. */
  const begins = (connection: Connection): Promise<boolean> =>
    connection.begin().then(
      () => true,
      (error: unknown) => {
        if (error instanceof DriverError && error.serverCode === "SQLITE_BUSY") return false;
        throw error;
      },
    );

  it("lets an abort stop a run in the midst of a statement, and the run says where", async () => {
    const database = await openDatabase(url);
    const migrations = (sql: string) =>
      chain(
        { name: "0001_a", operations: [createTable("a", "x")] },
        { name: "0002_b", operations: [createTable("b", "x"), runSql(sql, noop)] },
      );
    const runnerOf = (sql: string, controller?: AbortController) =>
      new Runner({
        migrations: migrations(sql),
        dialect: database.dialect,
        database,
        onEvent: (event) => {
          // The statement is sent right behind the event.
          if (event.kind === "statement-start" && event.sql === sql) {
            setImmediate(() => controller?.abort());
          }
        },
      });
    const controller = new AbortController();
    const runner = runnerOf(
      `INSERT INTO b ${ENDLESS.replace("SELECT n FROM", "SELECT n, n FROM")}`,
      controller,
    );
    const error = await errorOf(runner.up({ signal: controller.signal }));
    await runner.close();
    expect(error.code).to.equal("RUNNER_INTERRUPTED");
    expect(error.message).to.include('"0002_b", operation 2 of 2').and.include("statement 2 of 2");
    const next = runnerOf("INSERT INTO b VALUES (1, 'x')");
    const { migrations: applied } = await next.up({ lockTimeout: 0 });
    await next.close();
    expect(applied.map(({ name }) => name)).to.deep.equal(["0002_b"]);
  });
});
