import { expect } from "chai";
import type { Migration } from "../../src/migration/migration.js";
import type { DownOptions } from "../../src/runner/run-options.js";
import type { Runner } from "../../src/runner/runner.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { addField, chain, createTable, errorOf, noop, runSql, withRunner } from "./project.js";

const never = runSql("INSERT INTO nowhere VALUES (1)");

/** A migration that stops at its last operation, which can never succeed and has no way back. */
function halfOf(...operations: readonly object[]): readonly Migration[] {
  return chain(
    { name: "0001_a", operations: [createTable("a", "x"), createTable("p")] },
    { name: "0002_half", transaction: false, operations: [...operations, never] },
  );
}

describeEachDatabase("down on a half-applied migration", (server) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await server.create();
  });

  afterEach(async () => {
    await database.drop();
  });

  const using = <T>(migrations: readonly Migration[], work: (runner: Runner) => Promise<T>) =>
    withRunner(database.url, migrations, work);

  const up = (migrations: readonly Migration[]) => using(migrations, (runner) => runner.up());
  const down = (migrations: readonly Migration[], options: DownOptions = { steps: 1 }) =>
    using(migrations, (runner) => runner.down(options));
  const look = async (): Promise<unknown> => {
    const connection = await database.connect();
    const ignore = ["makemigrations_history", "makemigrations_journal", "makemigrations_rows"];
    return await server.dialect.session.createIntrospector(connection).read({ ignore });
  };
  const query = async (sql: string) => await (await database.connect()).query(sql);

  const operations = [
    createTable("b", "x"),
    runSql("INSERT INTO b (id, x) VALUES (1, 'one')", "DELETE FROM b"),
    addField("a", "y"),
    { type: "add_index", table: "a", index: { name: "ix_a_y", fields: ["y"] } },
  ];

  it("undoes what happened, in reverse, and says what never did", async () => {
    const migrations = halfOf(...operations);
    await up(migrations.slice(0, 1));
    const before = await look();
    await errorOf(up(migrations));
    const shown = await using(migrations, (runner) => runner.down({ steps: 1, dryRun: true }));
    expect(shown.planned.map(({ migration }) => migration.name)).to.deep.equal(["0002_half"]);
    expect(
      shown.planned[0]?.operations.map(({ index, steps }) => [index, steps.length > 0]),
    ).to.deep.equal([
      [4, false],
      [3, true],
      [2, true],
      [1, true],
      [0, true],
    ]);
    const { migrations: done } = await down(migrations);
    expect(done.map(({ name, outcome, ignored }) => [name, outcome, ignored])).to.deep.equal([
      ["0002_half", "reverted", []],
    ]);
    expect(done[0]?.undone?.map(({ operation }) => operation)).to.deep.equal([3, 2, 1, 0]);
    expect(done[0]?.neverHappened).to.deep.equal([
      { operation: 4, description: "Run SQL: INSERT INTO nowhere VALUES (1)" },
    ]);
    expect(await look()).to.deep.equal(before);
    expect(await query("SELECT name FROM makemigrations_history")).to.deep.equal([
      { name: "0001_a" },
    ]);
    expect(await query("SELECT * FROM makemigrations_journal")).to.deep.equal([]);
    await query("CREATE TABLE nowhere (id INT)");
    await up(migrations);
    expect(await query("SELECT x FROM b")).to.deep.equal([{ x: "one" }]);
  });

  it("counts it as one of the steps, and `to` undoes it besides", async () => {
    const migrations = halfOf(...operations);
    await errorOf(up(migrations));
    const names = async (options: DownOptions) =>
      (await down(migrations, options)).migrations.map(({ name }) => name);
    expect(await names({ steps: 2 })).to.deep.equal(["0002_half", "0001_a"]);
    await errorOf(up(migrations));
    expect(await names({ to: "zero" })).to.deep.equal(["0002_half", "0001_a"]);
  });

  // Elsewhere all statements of an operation are one transaction.
  if (server.name === "postgresql" || !server.dialect.features.transactionalDdl) {
    it("refuses SQL by hand that happened in part, unless there is nothing to undo", async () => {
      // Both in one operation, and outside of a transaction with each other.
      const first =
        server.name === "postgresql"
          ? "CREATE INDEX CONCURRENTLY ix ON a (x)"
          : "CREATE INDEX ix ON a (x)";
      const half = (back: string | object) => [
        { ...runSql("", back), forwardSQL: [first, "VACUUM nowhere_at_all"] },
      ];
      const migrations = halfOf(...half("DROP INDEX ix"));
      await errorOf(up(migrations));
      const error = await errorOf(down(migrations));
      expect(error.code).to.equal("RUNNER_CUT_OPERATION");
      expect(error.message).to.include("behind 1 of its 2 statements");
      const shown = using(migrations, (runner) => runner.down({ steps: 1, dryRun: true }));
      expect((await errorOf(shown)).code).to.equal("RUNNER_CUT_OPERATION");
      const { migrations: done } = await down(halfOf(...half(noop)));
      expect(done[0]?.undone?.map(({ operation }) => operation)).to.deep.equal([0]);
      expect(done[0]?.neverHappened?.map(({ operation }) => operation)).to.deep.equal([1]);
    });
  }

  it("refuses an operation that did happen and has no way back, before anything is undone", async () => {
    const migrations = halfOf(...operations, runSql("INSERT INTO b (id) VALUES (2)"));
    await errorOf(up(migrations));
    const before = await look();
    expect((await errorOf(down(migrations))).code).to.equal("RUNNER_IRREVERSIBLE");
    expect(await look()).to.deep.equal(before);
    const status = await using(migrations, (runner) => runner.status());
    expect(status.migrations[1]?.progress?.direction).to.equal("up");
  });
});
