import { expect } from "chai";
import { openDatabase } from "../../src/runner/open-database.js";
import { Runner } from "../../src/runner/runner.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { addField, chain, createTable, errorOf } from "../runner/project.js";

describeEachDatabase("a table that another session is reading", ({ name, create }) => {
  // SQLite has one writer and waits for readers by itself.
  if (name === "sqlite") return;
  let test: TestDatabase;
  let runner: Runner;
  const told: string[] = [];

  beforeEach(async () => {
    told.length = 0;
    test = await create();
  });

  afterEach(async () => {
    await runner.close();
    await test.drop();
  });

  it("holds DDL up: who blocks is told, and the migration goes on when it is let go", async function () {
    this.timeout(60_000);
    const migrations = chain(
      { name: "0001_a", operations: [createTable("a", "x")] },
      { name: "0002_b", operations: [addField("a", "y")] },
    );
    const reader = await test.connect();
    const database = await openDatabase(test.url);
    let done: Promise<void> | undefined;
    runner = new Runner({
      migrations,
      dialect: database.dialect,
      database,
      onEvent: (event) => {
        if (event.kind !== "blocked") return;
        told.push(...event.by);
        done ??= reader.commit();
      },
    });
    await runner.up({ to: "0001_a" });
    await reader.begin();
    await reader.query("SELECT * FROM a");
    await runner.up();
    await done;
    expect(told[0]).to.match(/waits for/);
    expect(await reader.query("SELECT y FROM a")).to.deep.equal([]);
  });

  if (name !== "postgresql") return;

  it("for ever ends in an error that says who blocks, and nothing is left of the migration", async function () {
    this.timeout(60_000);
    const migrations = chain(
      { name: "0001_a", operations: [createTable("a", "x")] },
      { name: "0002_b", operations: [createTable("b"), addField("a", "y")] },
    );
    const reader = await test.connect();
    // The operator's own timeout counts, so there is one attempt and no ladder.
    const database = await openDatabase(`${test.url}?options=-c%20lock_timeout%3D1500`);
    runner = new Runner({ migrations, dialect: database.dialect, database });
    await runner.up({ to: "0001_a" });
    await reader.begin();
    await reader.query("SELECT * FROM a");
    const [self] = await reader.query("SELECT pg_backend_pid() AS pid");
    const error = await errorOf(runner.up());
    expect(error.code).to.equal("RUNNER_STATEMENT_FAILED");
    expect(error.hint).to.contain(`waits for pid ${self?.pid}`).and.contain("rolled back");
    await reader.rollback();
    expect(await reader.query("SELECT to_regclass('b') AS b")).to.deep.equal([{ b: null }]);
  });
});
