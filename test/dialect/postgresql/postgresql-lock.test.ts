import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { DialectError } from "../../../src/dialect/dialect-error.js";
import { LockError } from "../../../src/dialect/lock.js";
import { PostgresqlDialect } from "../../../src/dialect/postgresql/dialect.js";
import { lockKey } from "../../../src/dialect/postgresql/lock.js";
import type { Connection } from "../../../src/driver/driver.js";
import type { FreshDatabase } from "../../driver/fresh-database.js";
import { freshDatabase } from "../../driver/postgresql-database.js";

const CHILD = fileURLToPath(new URL("./postgresql-lock-child.js", import.meta.url));

describe("the PostgreSQL lock", () => {
  const dialect = new PostgresqlDialect();
  let database: FreshDatabase;

  before(async () => {
    database = await freshDatabase();
  });

  after(async () => {
    await database.drop();
  });

  const request = (
    timeout: number,
    name = "history",
    onWait: (holder?: string) => void = () => {},
  ) => ({
    name,
    timeout,
    onWait,
  });

  async function refusal<E extends Error>(
    work: Promise<unknown>,
    kind: abstract new (...args: never[]) => E,
  ): Promise<E> {
    try {
      await work;
    } catch (error) {
      if (error instanceof kind) return error;
      throw error;
    }
    throw new Error("it did not fail");
  }

  it("is held by one, names the holder to the other, and is free again afterwards", async () => {
    const [one, two] = [await database.connect(), await database.connect()];
    const lock = await dialect.session.acquireLock(one, request(0));
    const waited: (string | undefined)[] = [];
    const error = await refusal(
      dialect.session.acquireLock(
        two,
        request(300, "history", (holder) => waited.push(holder)),
      ),
      LockError,
    );
    const [row] = await one.query("SELECT pg_backend_pid() AS pid");
    expect(error.holder)
      .to.contain(`pid ${row?.pid}`)
      .and.contain('user "postgres"')
      .and.contain("makemigrations");
    expect(waited).to.deep.equal([error.holder]);
    await lock.release();
    await lock.release();
    await (await dialect.session.acquireLock(two, request(0))).release();
  });

  it("fails at once when no time is given", async () => {
    const [one, two] = [await database.connect(), await database.connect()];
    const lock = await dialect.session.acquireLock(one, request(0));
    await refusal(dialect.session.acquireLock(two, request(0)), LockError);
    await lock.release();
  });

  it("does not keep two histories of one database apart from their work", async () => {
    const [one, two] = [await database.connect(), await database.connect()];
    const locks = [
      await dialect.session.acquireLock(one, request(0, "first")),
      await dialect.session.acquireLock(two, request(0, "second")),
    ];
    for (const lock of locks) await lock.release();
  });

  it("has the name of the database in its key", () => {
    expect(lockKey("a", "history")).not.to.equal(lockKey("b", "history"));
    expect(lockKey("a", "bc")).not.to.equal(lockKey("ab", "c"));
  });

  it("is freed by the server when its holder is killed", async () => {
    const [one, two] = [await database.connect(), await database.connect()];
    await dialect.session.acquireLock(one, request(0));
    const [row] = await one.query("SELECT pg_backend_pid() AS pid");
    const waiting = dialect.session.acquireLock(two, request(600_000));
    await (await database.connect()).query("SELECT pg_terminate_backend($1)", [Number(row?.pid)]);
    await (await waiting).release();
  });

  it("waits without a statement or a transaction, so that a concurrent index build goes on", async () => {
    const [holder, worker, waiter, watcher] = [
      await database.connect(),
      await database.connect(),
      await database.connect(),
      await database.connect(),
    ];
    await worker.execute("CREATE TABLE big AS SELECT generate_series(1, 1000) AS n");
    const lock = await dialect.session.acquireLock(holder, request(0));
    const [row] = await waiter.query("SELECT pg_backend_pid() AS pid");
    const waiting = dialect.session.acquireLock(waiter, request(600_000));
    for (let round = 0; round < 3; round += 1) {
      await worker.execute("CREATE INDEX CONCURRENTLY big_n ON big (n)");
      await worker.execute("DROP INDEX CONCURRENTLY big_n");
    }
    // It may just be asking; one that waited in the server would be asking all the time.
    const idle =
      "SELECT FROM pg_stat_activity WHERE pid = $1 AND state = 'idle' AND xact_start IS NULL";
    while ((await watcher.query(idle, [Number(row?.pid)])).length === 0);
    await lock.release();
    await (await waiting).release();
  });

  it("lets twenty processes through one after the other", async () => {
    const db = await database.connect();
    await db.execute("CREATE TABLE turns (n int)");
    await db.execute("INSERT INTO turns VALUES (0)");
    const children = Array.from({ length: 20 }, () =>
      fork(CHILD, [database.url], { stdio: "inherit" }),
    );
    const ends = await Promise.all(children.map((child) => once(child, "exit")));
    expect(ends.map(([code]) => code)).to.deep.equal(children.map(() => 0));
    // Each reads, waits and writes: only turns that never overlap add up.
    expect(await db.query("SELECT n FROM turns")).to.deep.equal([{ n: 20 }]);
  });

  describe("through a pooler in transaction mode", () => {
    /** Sends every statement to the next session, as such a pooler may. */
    function pooled(sessions: readonly Connection[]): Connection {
      let turn = 0;
      const next = (): Connection => {
        const session = sessions[turn % sessions.length];
        turn += 1;
        if (session === undefined) throw new Error("no session");
        return session;
      };
      return {
        label: "postgresql://pooler/shop",
        sessionId: undefined,
        query: (sql, parameters) => next().query(sql, parameters),
        execute: (sql, parameters) => next().execute(sql, parameters),
        begin: () => next().begin(),
        commit: () => next().commit(),
        rollback: () => next().rollback(),
        renew: async () => {},
        cancel: () => next().cancel(),
        close: async () => {},
      };
    }

    it("is refused when statements reach different sessions, and nothing stays locked", async () => {
      const sessions = [
        await database.connect(),
        await database.connect(),
        await database.connect(),
      ];
      const error = await refusal(
        dialect.session.acquireLock(pooled(sessions), request(0)),
        DialectError,
      );
      expect(error.code).to.equal("DIALECT_POOLER");
      expect(
        await sessions[0]?.query(
          "SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        ),
      ).to.deep.equal([{ n: 0 }]);
    });

    /** Lends the session that was given back last, for a statement or a transaction. */
    function lending(idle: Connection[]): Connection {
      let held: Connection | undefined;
      const give = (session: Connection | undefined): void => {
        if (session !== undefined) idle.unshift(session);
      };
      const once = async <T>(ask: (session: Connection) => Promise<T>): Promise<T> => {
        const session = held ?? idle.shift();
        if (session === undefined) throw new Error("no session");
        const answer = await ask(session);
        if (session !== held) give(session);
        return answer;
      };
      return {
        label: "postgresql://pooler/shop",
        sessionId: undefined,
        query: (sql, parameters) => once((session) => session.query(sql, parameters)),
        execute: (sql, parameters) => once((session) => session.execute(sql, parameters)),
        begin: async () => {
          held = idle.shift();
          await held?.begin();
        },
        commit: async () => undefined,
        rollback: async () => {
          await held?.rollback();
          give(held);
          held = undefined;
        },
        renew: async () => {},
        cancel: async () => {},
        close: async () => {},
      };
    }

    it("is refused although each connection was lent another session when it began", async () => {
      const idle = [await database.connect(), await database.connect(), await database.connect()];
      const [own, work] = [lending(idle), lending(idle)];
      const begins = dialect.session.prepare(own, { forLock: true });
      await Promise.all([begins, dialect.session.prepare(work)]);
      const error = await refusal(
        dialect.session.acquireLock(own, { ...request(0), work }),
        DialectError,
      );
      expect(error.code).to.equal("DIALECT_POOLER");
    });

    it("is refused when two runners share one session: the server would grant it to both", async () => {
      const session = await database.connect();
      const lock = await dialect.session.acquireLock(session, request(0));
      const error = await refusal(
        dialect.session.acquireLock(pooled([session]), request(0)),
        DialectError,
      );
      expect(error.code).to.equal("DIALECT_POOLER");
      await lock.release();
    });
  });
});
