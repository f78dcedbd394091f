import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { toDriverError } from "../../src/driver/client-error.js";
import type { Connection, SqlValue } from "../../src/driver/driver.js";
import { DriverError } from "../../src/driver/driver-error.js";
import { parseSqliteUrl, SqliteDriver } from "../../src/driver/sqlite-driver.js";
import { sqliteErrors } from "../../src/driver/sqlite-error.js";
import { failure } from "./driver-failure.js";

describe("the SQLite driver", () => {
  let folder: string;
  const opened: Connection[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mm-sqlite-"));
  });
  afterEach(async () => {
    for (const connection of opened.splice(0)) await connection.close();
    await rm(folder, { recursive: true });
  });

  async function open(url: string, readOnly = false): Promise<Connection> {
    const connection = await new SqliteDriver().connect({ url, connectTimeout: 0, readOnly });
    opened.push(connection);
    return connection;
  }

  const exists = (path: string): Promise<boolean> =>
    stat(path).then(
      () => true,
      () => false,
    );

  it("reads the path from every form of URL", () => {
    const sqliteFile = (url: string): string => parseSqliteUrl(url).file;
    expect(sqliteFile("sqlite:./a b.db")).to.equal("./a b.db");
    expect(sqliteFile("sqlite:///x/a%20b.db")).to.equal("/x/a b.db");
    expect(sqliteFile("sqlite:/x/a%20b.db")).to.equal("/x/a%20b.db");
    expect(sqliteFile("sqlite::memory:")).to.equal(":memory:");
    expect(() => sqliteFile("sqlite:")).to.throw(DriverError, "names no SQLite file");
  });

  it("makes no file when it only reads", async () => {
    const path = join(folder, "missing.db");
    const error = await failure(open(`sqlite:${path}`, true));
    expect(error.code).to.equal("DRIVER_FILE_MISSING");
    expect(await exists(path)).to.equal(false);
  });

  it("writes nothing through a connection that only reads", async () => {
    const url = `sqlite:${join(folder, "a.db")}`;
    await (await open(url)).execute("CREATE TABLE t (a)");
    const reader = await open(url, true);
    const error = await failure(reader.execute("INSERT INTO t VALUES (1)"));
    expect(error.serverCode).to.equal("SQLITE_READONLY");
    await reader.begin();
    expect(await reader.query("SELECT * FROM t")).to.deep.equal([]);
    await reader.rollback();
  });

  it("reads what another session has made of a table since, also with a statement that is kept", async () => {
    const url = `sqlite:${join(folder, "a.db")}`;
    const [one, other] = [await open(url), await open(url)];
    await one.execute("CREATE TABLE t (a INTEGER)");
    await one.execute("INSERT INTO t VALUES (1)");
    const read = async () => [
      ...(await other.query("SELECT * FROM t")),
      ...(await other.query("SELECT * FROM t WHERE a = ?", [1])),
    ];
    expect(await read()).to.deep.equal([{ a: 1 }, { a: 1 }]);
    await one.execute("ALTER TABLE t ADD COLUMN made TIMESTAMP");
    await one.execute("UPDATE t SET made = '2026-11-30 10:00:00'");
    const made = new Date("2026-11-30T10:00:00Z");
    expect(await read()).to.deep.equal([
      { a: 1, made },
      { a: 1, made },
    ]);
    await one.execute("ALTER TABLE t DROP COLUMN made");
    await one.execute("ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x'");
    expect(await read()).to.deep.equal([
      { a: 1, b: "x" },
      { a: 1, b: "x" },
    ]);
  });

  it("says that a folder is no database", async () => {
    for (const readOnly of [false, true]) {
      const error = await failure(open(`sqlite:${folder}`, readOnly));
      expect(error.code).to.equal("DRIVER_CONNECT_FAILED");
      expect(error.message).to.include("it is a folder");
    }
  });

  it("says which folder is missing", async () => {
    const error = await failure(open(`sqlite:${join(folder, "no", "a.db")}`));
    expect(error.code).to.equal("DRIVER_CONNECT_FAILED");
    expect(error.message).to.include(`the folder "${join(folder, "no")}" does not exist`);
  });

  it("says what to do when its native part is another Node's", async () => {
    const broken = join(folder, "broken.node");
    await writeFile(broken, "built elsewhere");
    const thrown = thrownBy(() => createRequire(import.meta.url)(broken));
    const missing = [
      new Error("Could not locate the bindings file. Tried:\n → a\n → b"),
      new Error("Cannot find module '/app/build/Release/better_sqlite3.node'\nRequire stack:"),
    ];
    for (const error of [thrown, ...missing]) {
      const told = toDriverError(error, sqliteErrors, { label: "sqlite:app.db", file: "app.db" });
      expect(told.code).to.equal("DRIVER_CONNECT_FAILED");
      expect(told.message).to.contain(process.version).and.not.contain("\n");
      expect(told.hint).to.contain("npm rebuild better-sqlite3");
    }
  });

  it("knows a file that is no database before anything runs", async () => {
    const path = join(folder, "text.db");
    await writeFile(path, "this is not a database, but it is long enough to look at ".repeat(20));
    const error = await failure(open(`sqlite:${path}`));
    expect([error.code, error.serverCode]).to.deep.equal([
      "DRIVER_CONNECT_FAILED",
      "SQLITE_NOTADB",
    ]);
    expect(error.hint).to.include("not an SQLite database");
  });

  it("says that a file cannot be written to", async () => {
    const path = join(folder, "a.db");
    await (await open(`sqlite:${path}`)).execute("CREATE TABLE t (a)");
    await chmod(path, 0o444);
    if (process.getuid?.() === 0) return;
    const error = await failure((await open(`sqlite:${path}`)).execute("INSERT INTO t VALUES (1)"));
    expect(error.serverCode).to.match(/^SQLITE_READONLY/);
  });

  it("says that another program is writing", async () => {
    const url = `sqlite:${join(folder, "a.db")}`;
    const [one, two] = [await open(url), await open(url)];
    await two.execute("PRAGMA busy_timeout = 0");
    await one.begin();
    const error = await failure(two.begin());
    expect(error.serverCode).to.equal("SQLITE_BUSY");
    expect(error.hint).to.include("Another program is writing");
    await one.rollback();
  });

  it("says that the disk is full", async () => {
    const connection = await open(`sqlite:${join(folder, "a.db")}`);
    await connection.execute("CREATE TABLE t (a)");
    await connection.execute("PRAGMA max_page_count = 3");
    const error = await failure(connection.execute("INSERT INTO t VALUES (zeroblob(1000000))"));
    expect(error.serverCode).to.equal("SQLITE_FULL");
    expect(error.hint).to.include("disk is full");
  });

  it("points at the place of a mistake when there is only one", async () => {
    const connection = await open("sqlite::memory:");
    const wrong = await failure(connection.query("SELECT 1 FORM t"));
    expect([wrong.message, wrong.position]).to.deep.equal(['near "t": syntax error', 15]);
    const twice = await failure(connection.query("SELECT a, a"));
    expect([twice.message, twice.position]).to.deep.equal(["no such column: a", undefined]);
  });

  it("takes exactly one statement, and none for a comment", async () => {
    const connection = await open("sqlite::memory:");
    const error = await failure(connection.execute("SELECT 1; SELECT 2"));
    expect(error.hint).to.equal("One call takes exactly one statement; split them.");
    expect(await connection.execute("-- nothing")).to.deep.equal({ rowsAffected: 0 });
    expect(await connection.query("/* nothing */")).to.deep.equal([]);
  });

  it("lets others have their turn while statements follow each other", async () => {
    const connection = await open(`sqlite:${join(folder, "a.db")}`);
    let heard = false;
    setImmediate(() => {
      heard = true;
    });
    for (let left = 1_000_000; !heard && left > 0; left -= 1) await connection.execute("SELECT 1");
    expect(heard).to.equal(true);
  });

  it("keeps integers integers, however large", async () => {
    const connection = await open("sqlite::memory:");
    const given: SqlValue[] = [0, -1, 2 ** 31, 2 ** 53 - 1, -(2n ** 63n), 2n ** 63n - 1n];
    for (const value of given) {
      const [row] = await connection.query("SELECT typeof(v) AS t, v FROM (SELECT ? AS v)", [
        value,
      ]);
      expect(row).to.deep.equal({ t: "integer", v: value });
    }
    for (const value of [2n ** 63n, Number.NaN, Number.NEGATIVE_INFINITY, new Date(Number.NaN)]) {
      const error = await failure(connection.query("SELECT ?", [value]));
      expect(error.code).to.equal("DRIVER_VALUE_REFUSED");
    }
  });

  it("writes a moment as UTC text that sorts like CURRENT_TIMESTAMP, and reads it back", async () => {
    const connection = await open("sqlite::memory:");
    await connection.execute("CREATE TABLE t (at TIMESTAMP, free TEXT)");
    const at = new Date("2026-11-24T18:44:56.789Z");
    await connection.execute("INSERT INTO t VALUES (?, ?)", [at, at]);
    expect(await connection.query("SELECT at, free FROM t")).to.deep.equal([
      { at, free: "2026-11-24 18:44:56.789" },
    ]);
    await connection.execute("UPDATE t SET at = 'yesterday'");
    expect(await connection.query("SELECT at FROM t")).to.deep.equal([{ at: "yesterday" }]);
  });

  it("tells by a version of the data that something was written, by itself or by another", async () => {
    const url = `sqlite:${join(folder, "version.db")}`;
    const [one, other] = [await open(url), await open(url)];
    await other.execute("CREATE TABLE t (a)");
    const changes = async (work: () => Promise<unknown>): Promise<boolean> => {
      const before = await one.dataVersion?.();
      await work();
      return before !== (await one.dataVersion?.());
    };
    expect(await changes(() => one.query("SELECT a FROM t"))).to.equal(false);
    expect(await changes(() => one.execute("PRAGMA foreign_keys = ON"))).to.equal(false);
    expect(await changes(() => other.query("SELECT a FROM t"))).to.equal(false);
    expect(await changes(() => other.execute("INSERT INTO t VALUES (1)"))).to.equal(true);
    expect(await changes(() => other.execute("CREATE TABLE u (a)"))).to.equal(true);
    expect(await changes(() => one.execute("INSERT INTO t VALUES (2)"))).to.equal(true);
    expect(await changes(() => one.execute("DROP TABLE u"))).to.equal(true);
    expect(await changes(() => one.query("DELETE FROM t WHERE a = 1 RETURNING a"))).to.equal(true);
    expect(await changes(() => one.begin())).to.equal(false);
    expect(await changes(() => one.query("ROLLBACK"))).to.equal(true);
    expect(await changes(() => one.begin({ atOnce: true }))).to.equal(false);
    expect(await changes(() => one.rollback())).to.equal(false);
    await one.begin();
    expect(await changes(() => one.execute("INSERT INTO t VALUES (3)"))).to.equal(true);
    expect(await changes(() => one.rollback())).to.equal(true);
    expect(await changes(() => one.renew())).to.equal(true);
  });

  it("does not tell a version of data that another writes by way of the same handle", async () => {
    const Database = createRequire(import.meta.url)("better-sqlite3");
    const client = new Database(":memory:");
    const borrowed = await new SqliteDriver().borrow(client);
    const connection = await borrowed?.open({ readOnly: false });
    expect(await connection?.dataVersion?.()).to.equal(undefined);
    await connection?.close();
    client.close();
  });

  it("counts the rows that RETURNING gives as changed", async () => {
    const connection = await open("sqlite::memory:");
    await connection.execute("CREATE TABLE t (a)");
    const result = await connection.execute("INSERT INTO t VALUES (1), (2) RETURNING a");
    expect(result).to.deep.equal({ rowsAffected: 2 });
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
