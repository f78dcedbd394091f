import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Runner } from "../../src/runner/runner.js";
import { type Database, openDatabase } from "../../src/runner/session/open-database.js";
import {
  addField,
  chain,
  createIndex,
  createTable,
  filesAtHand,
  type MigrationText,
  noop,
  runSql,
} from "./project.js";

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

  /** What is asked of the session for each migration behind the first. */
  async function askedFor(...texts: readonly MigrationText[]) {
    const asked: string[] = [];
    const database = noting(await openDatabase("sqlite::memory:"), asked);
    const counts: (readonly string[])[] = [];
    const runner = new Runner({
      migrations: chain(...texts),
      dialect: database.dialect,
      database,
      onEvent: ({ kind }) => {
        if (kind === "migration-done") counts.push(asked.splice(0));
      },
    });
    await runner.up();
    await runner.close();
    return counts.slice(1);
  }

  it("asks its session for nothing but its transaction, its statements and its row", async () => {
    const asked = await askedFor(
      { name: "0001_a", operations: [createTable("a", "x")] },
      { name: "0002_index", operations: [createIndex("a", "x"), createTable("b")] },
      { name: "0003_c", operations: [createTable("c", "x")] },
      { name: "0004_index", operations: [createIndex("c", "x")] },
    );
    expect(asked).to.deep.equal([
      ["begin", "execute", "execute", "execute", "commit"],
      ["begin", "execute", "execute", "commit"],
      ["begin", "execute", "execute", "commit"],
    ]);
  });

  it("asks for one transaction where several are short", async () => {
    const asked = await askedFor(
      { name: "0001_a", operations: [createTable("a", "x")] },
      { name: "0002_index", operations: [createIndex("a", "x")] },
      { name: "0003_c", operations: [createTable("c", "x")] },
      { name: "0004_d", operations: [createTable("d", "x"), addField("a", "y")] },
      { name: "0005_e", operations: [createTable("e", "x")] },
    );
    const [index, ...shared] = asked;
    expect(index).to.deep.equal(["begin", "execute", "execute", "commit"]);
    const statements = Array.from({ length: 7 }, () => "execute");
    expect(shared, "all are told behind their COMMIT").to.deep.equal([
      ["begin", ...statements, "commit"],
      [],
      [],
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
