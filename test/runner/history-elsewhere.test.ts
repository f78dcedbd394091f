import { expect } from "chai";
import { Runner } from "../../src/runner/runner.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase } from "../databases.js";
import { chain, createTable, errorOf, noop, runSql } from "./project.js";

describeEachDatabase("a history in another schema of the search path", (server) => {
  if (server.name !== "postgresql") return;

  it("is not taken for that of the schema in which the session begins, wherever that is set", async () => {
    const database = await server.create();
    const eye = await database.connect();
    const { pathname } = new URL(database.url);
    const using = async (name: string, work: "up" | "status") => {
      const opened = await openDatabase(database.url);
      const migrations = chain({ name, operations: [createTable(name)] });
      const runner = new Runner({ migrations, dialect: opened.dialect, database: opened });
      try {
        return await runner[work]();
      } finally {
        await runner.close();
      }
    };
    try {
      await using("0001_public", "up");
      await eye.execute("CREATE SCHEMA app");
      await eye.execute(
        "CREATE TABLE app.makemigrations_history (LIKE makemigrations_history INCLUDING ALL)",
      );
      await eye.execute(`ALTER DATABASE "${pathname.slice(1)}" SET search_path = app, public`);
      expect(await using("0001_app", "status")).to.include({ applied: 0, pending: 1 });
      await using("0001_app", "up");
      expect(await using("0001_app", "status")).to.include({ applied: 1, pending: 0 });
      const rows = await eye.query(
        "SELECT p.name AS public, a.name AS app FROM public.makemigrations_history p, app.makemigrations_history a",
      );
      expect(rows).to.deep.equal([{ public: "0001_public", app: "0001_app" }]);
    } finally {
      await database.drop();
    }
  });

  it("is named and no second one begun; with its full name the run goes on", async () => {
    const database = await server.create();
    const url = `${database.url}?options=-c%20search_path%3Dapp,public`;
    const migrations = chain({
      name: "0001_a",
      operations: [createTable("a"), runSql("CREATE SCHEMA app", noop)],
    });
    const opened = await openDatabase(url);
    const using = async <T>(historyTable: string | undefined, work: (r: Runner) => Promise<T>) => {
      const options = { migrations, dialect: opened.dialect, database: opened, historyTable };
      const runner = new Runner(options);
      try {
        return await work(runner);
      } finally {
        await runner.close();
      }
    };
    try {
      await using(undefined, (runner) => runner.up());
      for (const work of ["up", "status"] as const) {
        const error = await errorOf(using<unknown>(undefined, (runner) => runner[work]()));
        expect(error.code).to.equal("RUNNER_HISTORY_ELSEWHERE");
        expect(error.hint).to.include('"public.makemigrations_history"');
      }
      const known = await using("public.makemigrations_history", (runner) => runner.status());
      expect(known).to.include({ applied: 1, pending: 0 });
      const own = await using("app.makemigrations_history", (runner) => runner.status());
      expect(own).to.include({ applied: 0, pending: 1 });
    } finally {
      await database.drop();
    }
  });

  it("is not seen where another runner makes the history of this very schema meanwhile", async () => {
    const database = await server.create();
    const opened = await openDatabase(database.url);
    const migrations = chain({ name: "0001_a", operations: [createTable("a")] });
    const other = new Runner({ migrations, dialect: opened.dialect, database: opened });
    let looks = 0;
    const runner = new Runner({
      migrations,
      dialect: opened.dialect,
      database: {
        dialect: opened.dialect,
        open: async (options) => {
          const connection = await opened.open(options);
          const query = connection.query.bind(connection);
          const late: typeof query = async (sql, ...more) => {
            const isLook = sql.includes('COUNT(*) FROM "makemigrations_history"');
            if (isLook && looks++ === 0) await other.up();
            return await query(sql, ...more);
          };
          return Object.assign(connection, { query: late });
        },
      },
    });
    try {
      expect((await runner.up()).migrations).to.deep.equal([]);
      expect(looks).to.be.greaterThan(0);
      expect(await other.status()).to.include({ applied: 1, pending: 0 });
    } finally {
      await runner.close();
      await other.close();
      await database.drop();
    }
  });
});
