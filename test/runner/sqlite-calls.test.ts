import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Runner } from "../../src/runner/runner.js";
import { type Database, openDatabase } from "../../src/runner/session/open-database.js";
import { chain, createTable, filesAtHand, type MigrationText, noop, runSql } from "./project.js";

const CALLS = ["query", "execute", "begin", "commit", "rollback", "renew"] as const;

/** Notes what is asked of its sessions: where a session is in a thread, each is a message. */
function noting(database: Database, asked: string[]): Database {
  return {
    dialect: database.dialect,
    open: async (options) => {
      const connection = await database.open(options);
      for (const name of CALLS) {
        const call: (...parameters: never[]) => unknown = connection[name];
        Object.assign(connection, {
          [name]: (...parameters: never[]) => {
            asked.push(name);
            return call.apply(connection, parameters);
          },
        });
      }
      return connection;
    },
  };
}

describe("a migration on SQLite", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mm-calls-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it("asks its session for nothing but its transaction, its statements and its row", async () => {
    const asked: string[] = [];
    const database = noting(await openDatabase("sqlite::memory:"), asked);
    const counts: (readonly string[])[] = [];
    const runner = new Runner({
      migrations: chain(
        { name: "0001_a", operations: [createTable("a", "x")] },
        { name: "0002_b", operations: [createTable("b", "x"), createTable("c", "x")] },
        { name: "0003_d", operations: [createTable("d", "x")] },
      ),
      dialect: database.dialect,
      database,
      onEvent: ({ kind }) => {
        if (kind === "migration-done") counts.push(asked.splice(0));
      },
    });
    await runner.up();
    await runner.close();
    expect(counts.slice(1)).to.deep.equal([
      ["begin", "execute", "execute", "execute", "commit"],
      ["begin", "execute", "execute", "commit"],
    ]);
  });

  for (const [what, operations, elsewhere] of [
    ["its statements are all short, in this thread", [createTable("a", "x")], false],
    ["a statement may take long, elsewhere", [createTable("a", "x"), runSql("SELECT 1")], true],
    ["code of the author's may take long, elsewhere", [runSql("SELECT 1")], true],
  ] as const) {
    it(`is run where it can be stopped only if that is needed: ${what}`, async () => {
      const url = `sqlite:${join(folder, "a.db")}`;
      const database = await openDatabase(url);
      const opened: boolean[] = [];
      const runner = new Runner({
        migrations: chain({ name: "0001_a", operations }),
        dialect: database.dialect,
        database: {
          dialect: database.dialect,
          open: async (options) => {
            const connection = await database.open(options);
            if (!options.readOnly) opened.push(options.cancellable === true);
            return connection;
          },
        },
        files: () => undefined,
      });
      const { migrations } = await runner.up({ signal: new AbortController().signal });
      await runner.close();
      expect(migrations).to.have.lengthOf(1);
      expect(opened).to.deep.equal([elsewhere]);
    });
  }

  it("is read about and run in one session, unless a statement may take long", async () => {
    const database = await openDatabase(`sqlite:${join(folder, "once.db")}`);
    const opened: string[] = [];
    const asked: string[] = [];
    const up = async (...texts: readonly MigrationText[]): Promise<void> => {
      const migrations = chain(...texts);
      const runner = new Runner({
        dialect: database.dialect,
        database: {
          dialect: database.dialect,
          open: async (options) => {
            opened.push(options.cancellable === true ? "elsewhere" : "here");
            const connection = await database.open(options);
            const query = connection.query.bind(connection);
            const noted: typeof query = (sql, ...more) => {
              if (sql.includes('"makemigrations_history" ORDER BY')) asked.push("history");
              return query(sql, ...more);
            };
            return Object.assign(connection, { query: noted });
          },
        },
        migrations,
        ...filesAtHand(migrations),
      });
      await runner.up({ signal: new AbortController().signal });
      await runner.close();
    };
    const a = { name: "0001_a", operations: [createTable("a", "x")] };
    const b = { name: "0002_b", operations: [createTable("b", "x")] };
    const c = { name: "0003_c", operations: [runSql("SELECT 1")] };
    await up(a);
    opened.length = 0;
    asked.length = 0;
    await up(a, b);
    expect(opened).to.deep.equal(["here"]);
    expect(asked, "under the lock it is known to be the same").to.deep.equal(["history"]);
    await up(a, b);
    expect(opened.splice(0)).to.deep.equal(["here", "here"]);
    await up(a, b, c);
    expect(opened).to.deep.equal(["here", "elsewhere"]);
  });

  it("runs where an abort can stop it, also behind a run that needed no such session", async () => {
    const database = await openDatabase(`sqlite:${join(folder, "app.db")}`);
    const opened: (boolean | undefined)[] = [];
    const runner = new Runner({
      migrations: chain(
        { name: "0001_a", operations: [createTable("a", "x")] },
        { name: "0002_b", operations: [runSql("INSERT INTO a VALUES (1, 'one')", noop)] },
      ),
      dialect: database.dialect,
      database: {
        dialect: database.dialect,
        open: async (options) => {
          const connection = await database.open(options);
          if (!options.readOnly) opened.push(options.cancellable);
          return connection;
        },
      },
      files: () => undefined,
    });
    const { signal } = new AbortController();
    try {
      await runner.up({ signal, to: "0001_a" });
      expect(opened.splice(0)).to.deep.equal([false]);
      await runner.up({ signal });
      expect(opened.at(-1)).to.equal(true);
    } finally {
      await runner.close();
    }
  });
});
