import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { LockError } from "../../../src/dialect/lock.js";
import { MysqlDialect } from "../../../src/dialect/mysql/dialect.js";
import { mysqlLockKey } from "../../../src/dialect/mysql/lock.js";
import type { Connection } from "../../../src/driver/driver.js";
import type { FreshDatabase } from "../../driver/fresh-database.js";
import { freshMysqlDatabase } from "../../driver/mysql-database.js";

const CHILD = fileURLToPath(new URL("./lock-child.js", import.meta.url));
const PROCESSES = 12;
const dialect = new MysqlDialect();

describe("the lock on MySQL", () => {
  let database: FreshDatabase;

  before(async () => {
    database = await freshMysqlDatabase();
    const db = await database.connect();
    await db.execute("CREATE TABLE counter (n INT NOT NULL)");
    await db.execute("INSERT INTO counter VALUES (0)");
  });

  after(async () => {
    await database.drop();
  });

  function start(mode: "count" | "hold"): ChildProcess {
    return spawn(process.execPath, [CHILD, database.url, mode], {
      stdio: ["ignore", "pipe", "inherit"],
    });
  }

  const acquire = async (connection: Connection, timeout: number, name = "history") => {
    const waits: (string | undefined)[] = [];
    const onWait = (holder: string | undefined) => waits.push(holder);
    return {
      lock: await dialect.session.acquireLock(connection, { name, timeout, onWait }),
      waits,
    };
  };

  async function refusal(work: Promise<unknown>): Promise<LockError> {
    try {
      await work;
    } catch (error) {
      if (error instanceof LockError) return error;
      throw error;
    }
    throw new Error("it got the lock");
  }

  it("lets one process in at a time, and all of them in the end", async () => {
    const children = Array.from({ length: PROCESSES }, () => start("count"));
    const ends = await Promise.all(children.map((child) => once(child, "exit")));
    expect(ends.map(([code]) => code)).to.deep.equal(Array(PROCESSES).fill(0));
    const [row] = await (await database.connect()).query("SELECT n FROM counter");
    expect(row?.n).to.equal(PROCESSES);
  });

  it("names the holder, and is free as soon as its process is killed", async () => {
    const child = start("hold");
    await once(child.stdout ?? child, "data");
    const session = await database.connect();
    const error = await refusal(acquire(session, 300));
    expect(error.code).to.equal("DIALECT_LOCK_TIMEOUT");
    expect(error.holder).to.match(/^session \d+, user "root" at /);
    const waiting = acquire(session, 600_000);
    child.kill("SIGKILL");
    const { lock, waits } = await waiting;
    expect(waits).to.have.length.at.most(1);
    await lock.release();
  });

  it("is held by a session that is told nothing before, and may be idle for long then", async () => {
    const session = await database.connect();
    const asked: string[] = [];
    const { execute } = session;
    session.execute = (sql, ...more) => {
      asked.push(sql);
      return execute.call(session, sql, ...more);
    };
    await dialect.session.prepare(session, { forLock: true });
    expect(asked).to.deep.equal([]);
    const { lock } = await acquire(session, 0);
    expect(asked).to.have.length(1);
    const told = await session.query("SELECT @@wait_timeout AS seconds");
    expect(told).to.deep.equal([{ seconds: 2147483 }]);
    await lock.release();
  });

  it("runs no statement and opens no transaction while it waits", async () => {
    const [holder, waiter, watcher] = [
      await database.connect(),
      await database.connect(),
      await database.connect(),
    ];
    const { lock } = await acquire(holder, 0);
    const [self] = await waiter.query("SELECT CONNECTION_ID() AS id");
    const asked: string[] = [];
    const { query } = waiter;
    waiter.query = (sql, ...more) => {
      asked.push(sql);
      return query.call(waiter, sql, ...more);
    };
    const waiting = acquire(waiter, 600_000);
    // Between two questions it is asleep; one that waited in the server would keep it busy all the time.
    for (let asleep = 0; asleep < 10; ) {
      const [row] = await watcher.query(
        "SELECT command FROM information_schema.processlist WHERE id = ?",
        [Number(self?.id)],
      );
      if (row?.command === "Sleep" && asked.length > 1) asleep += 1;
      const open = await watcher.query(
        "SELECT 1 FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = ?",
        [Number(self?.id)],
      );
      expect(open).to.deep.equal([]);
    }
    expect(asked.join())
      .to.match(/GET_LOCK\('\w+', 0\)/)
      .and.not.match(/GET_LOCK\('\w+', [^0]/);
    await lock.release();
    await (await waiting).lock.release();
  });

  it("is another one for another database and another history", async () => {
    const other = await freshMysqlDatabase();
    try {
      const here = await acquire(await database.connect(), 0);
      const there = await acquire(await other.connect(), 0);
      const beside = await acquire(await database.connect(), 0, "second");
      for (const { lock } of [here, there, beside]) await lock.release();
    } finally {
      await other.drop();
    }
    expect(mysqlLockKey("a".repeat(64), "b".repeat(64))).to.have.length.at.most(64);
    expect(mysqlLockKey("a", "b,c")).not.to.equal(mysqlLockKey("a,b", "c"));
  });

  it("refuses a session that somebody else shares with it", async () => {
    const shared = await database.connect();
    const { lock } = await acquire(shared, 0);
    try {
      await acquire(shared, 0);
      expect.fail("it was granted twice");
    } catch (error) {
      expect(error).to.have.property("code", "DIALECT_POOLER");
    }
    await lock.release();
  });

  it("is released once, however often it is asked to be", async () => {
    const session = await database.connect();
    const { lock } = await acquire(session, 0);
    await lock.release();
    await lock.release();
    const again = await acquire(await database.connect(), 0);
    await again.lock.release();
  });
});
