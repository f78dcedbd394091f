import { expect } from "chai";
import { hintText } from "../../src/errors.js";
import { Runner } from "../../src/runner/runner.js";
import { openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { chain, errorOf, noop, runSql } from "./project.js";

interface Sample {
  /** Statements of one migration; `later` is not there when it runs first. */
  readonly statements: readonly string[];
  /** Makes what the first run lacked. */
  readonly repair: string;
  /** undefined: refused with RUNNER_SESSION_LOST. */
  readonly expected?: string;
}

const SAMPLES: Readonly<Record<string, Readonly<Record<string, Sample>>>> = {
  postgresql: {
    search_path: {
      statements: [
        "CREATE SCHEMA app",
        "CREATE TABLE app.a (v INT)",
        "SET search_path = app, public",
        "CREATE INDEX CONCURRENTLY ia ON a (v)",
        "INSERT INTO later VALUES (1)",
        "INSERT INTO public.result VALUES (current_schema())",
      ],
      repair: "CREATE TABLE app.later (id INT)",
      expected: "app",
    },
    "a temporary table": {
      statements: [
        "CREATE TEMP TABLE kept AS SELECT 'x' AS v",
        "INSERT INTO result VALUES ('first')",
        "INSERT INTO later VALUES (1)",
        "INSERT INTO result SELECT v FROM kept",
      ],
      repair: "CREATE TABLE later (id INT)",
    },
  },
  mysql: {
    variables: {
      statements: [
        "CREATE TABLE a (id INT)",
        "SET @v = 5",
        "INSERT INTO later VALUES (1)",
        "INSERT INTO result VALUES (@v)",
      ],
      repair: "CREATE TABLE later (id INT)",
      expected: "5",
    },
    "another database": {
      statements: [
        "CREATE TABLE a (id INT)",
        "USE mysql",
        "INSERT INTO {here}.later VALUES (1)",
        "INSERT INTO {here}.result VALUES (DATABASE())",
      ],
      repair: "CREATE TABLE later (id INT)",
      expected: "mysql",
    },
    "a value that was worked out": {
      statements: [
        "SET @v = (SELECT COUNT(*) FROM result)",
        "INSERT INTO result VALUES ('first')",
        "INSERT INTO later VALUES (@v)",
      ],
      repair: "CREATE TABLE later (id INT)",
    },
    "table locks": {
      statements: [
        "LOCK TABLES result WRITE",
        "ALTER TABLE result ADD COLUMN w INT",
        "INSERT INTO later VALUES (1)",
      ],
      repair: "CREATE TABLE later (id INT)",
    },
    "table locks that were given back": {
      statements: [
        "LOCK TABLES result WRITE",
        "ALTER TABLE result COMMENT 'x'",
        "UNLOCK TABLES",
        "INSERT INTO later VALUES (1)",
        "INSERT INTO result VALUES ('free')",
      ],
      repair: "CREATE TABLE later (id INT)",
      expected: "free",
    },
    "the last number": {
      statements: [
        "CREATE TABLE parent (id INT AUTO_INCREMENT PRIMARY KEY)",
        "INSERT INTO parent VALUES (NULL)",
        "INSERT INTO later VALUES (LAST_INSERT_ID())",
      ],
      repair: "CREATE TABLE later (id INT)",
    },
  },
  sqlite: {
    "attached files": {
      statements: [
        "CREATE TABLE a (id INT)",
        "ATTACH ':memory:' AS other",
        "CREATE TABLE other.b (id INT)",
        "INSERT INTO later VALUES (1)",
        "INSERT INTO result SELECT name FROM pragma_database_list WHERE name = 'other'",
      ],
      repair: "CREATE TABLE later (id INT)",
      expected: "other",
    },
    "a temporary table": {
      statements: [
        "CREATE TEMP TABLE kept AS SELECT 'x' AS v",
        "INSERT INTO result VALUES ('first')",
        "INSERT INTO later VALUES (1)",
        "INSERT INTO result SELECT v FROM kept",
      ],
      repair: "CREATE TABLE later (id INT)",
    },
  },
  sqlserver: {},
};

describeEachDatabase("a run that goes on", (server) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await server.create();
  });

  afterEach(async () => {
    await database.drop();
  });

  /** One operation for each statement, so that none is in a transaction with another. */
  async function up(statements: readonly string[]): Promise<unknown> {
    const opened = await openDatabase(database.url);
    const here = /[^/]+$/.exec(database.url)?.[0] ?? "";
    const operations = statements.map((sql) => runSql(sql.replaceAll("{here}", here), noop));
    const migrations = chain({ name: "0001_a", operations, transaction: false });
    const runner = new Runner({ migrations, dialect: opened.dialect, database: opened });
    try {
      return await runner.up();
    } finally {
      await runner.close();
    }
  }

  for (const [what, { statements, repair, expected }] of Object.entries(
    SAMPLES[server.name] ?? {},
  )) {
    const ends = expected === undefined ? "refuses to do without" : "has again";
    it(`${ends} ${what}`, async () => {
      const connection = await database.connect();
      await connection.execute("CREATE TABLE result (v VARCHAR(50))");
      const first = await errorOf(up(statements));
      expect(first.message).to.match(/later/);
      await connection.execute(repair);
      if (expected === undefined) {
        const second = await errorOf(up(statements));
        expect(second.code).to.equal("RUNNER_SESSION_LOST");
        expect(hintText(second.hint)).to.include("mm migrate fake 0001_a");
        return;
      }
      await up(statements);
      const rows = await connection.query("SELECT v FROM result");
      expect(rows.map(({ v }) => v)).to.deep.equal([expected]);
    });
  }
});
