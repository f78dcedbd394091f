import { expect } from "chai";
import { hintText } from "../../../src/errors.js";
import type { Migration } from "../../../src/migration/migration.js";
import { MigrationFailedError } from "../../../src/runner/run/migration-failure.js";
import { addField, chain, createTable, errorOf, noop, Project, runSql } from "../project.js";

describe("migrations without a transaction", () => {
  let project: Project;

  beforeEach(async () => {
    project = await Project.make();
  });

  afterEach(async () => {
    await project.clean();
  });

  const broken = (
    second: string,
    first = "INSERT INTO a VALUES (1, 'one')",
  ): readonly Migration[] =>
    chain(
      { name: "0001_a", operations: [createTable("a", "x")] },
      {
        name: "0002_open",
        transaction: false,
        operations: [runSql(first, noop), addField("a", "y"), runSql(second, noop)],
      },
    );

  const journal = async () =>
    await project.query(
      "SELECT operation, outcome FROM makemigrations_journal ORDER BY operation, statement",
    );

  it("W-13: run statements that the database refuses inside a transaction", async () => {
    const vacuum = (transaction: boolean) =>
      chain({ name: "0001_vacuum", transaction, operations: [runSql("-- tidy\nVACUUM", noop)] });
    const error = await errorOf(project.runner(vacuum(true)).up());
    expect(error.code).to.equal("RUNNER_NEEDS_NO_TRANSACTION");
    expect(hintText(error.hint)).to.include("transaction: false");
    await project.runner(vacuum(false)).up();
    expect(await journal()).to.deep.equal([]);
  });

  it("W-13: the refusal comes before anything runs, also in showSql", async () => {
    const migrations = chain({
      name: "0001_a",
      operations: [createTable("a", "x"), runSql("VACUUM", noop)],
    });
    const runner = project.runner(migrations);
    expect((await errorOf(runner.showSql())).code).to.equal("RUNNER_NEEDS_NO_TRANSACTION");
    expect((await errorOf(runner.up())).code).to.equal("RUNNER_NEEDS_NO_TRANSACTION");
    expect(await project.tables()).to.deep.equal([]);
  });

  const shown = async (
    migrations: readonly Migration[],
    direction: "up" | "down",
  ): Promise<unknown> => {
    const [plan, ...more] = await project.runner(migrations).showSql({ direction, left: true });
    expect(more).to.deep.equal([]);
    const sql = plan?.operations.map(({ steps }) =>
      steps.map((step) => (step.kind === "sql" ? step.sql : step.comment)),
    );
    return { done: plan?.alreadyDone, sql };
  };

  it("that are half applied show what is left, on the way up", async () => {
    const migrations = chain(
      { name: "0001_a", operations: [createTable("a", "x")] },
      {
        name: "0002_open",
        transaction: false,
        operations: [
          addField("a", "y"),
          { ...runSql("INSERT INTO gone VALUES (1)", noop), ignoreErrors: true },
          runSql("INSERT INTO nowhere VALUES (1)", noop),
        ],
      },
    );
    await errorOf(project.runner(migrations).up());
    expect(await shown(migrations, "up")).to.deep.equal({
      done: 1,
      sql: [[], [], ["INSERT INTO nowhere VALUES (1)"]],
    });
    // What an approved plan is compared with stays whole.
    const [whole] = await project.runner(migrations).showSql();
    expect(whole?.operations.map(({ steps }) => steps.length)).to.deep.equal([1, 1, 1]);
  });

  it("that are half undone show what is left, on the way down", async () => {
    const migrations = chain(
      { name: "0001_a", operations: [createTable("a", "x")] },
      {
        name: "0002_open",
        transaction: false,
        operations: [runSql("SELECT 1", "INSERT INTO nowhere VALUES (1)"), addField("a", "y")],
      },
    );
    await project.runner(migrations).up();
    await errorOf(project.runner(migrations).down({ steps: 1 }));
    expect(await shown(migrations, "down")).to.deep.equal({
      done: 1,
      sql: [[], ["INSERT INTO nowhere VALUES (1)"]],
    });
  });

  it("W-3: that fail half-way are partial, and the next run goes on where they stopped", async () => {
    const error = await errorOf(project.runner(broken("INSERT INTO nowhere VALUES (1)")).up());
    if (!(error instanceof MigrationFailedError)) throw error;
    expect(error.failure).to.include({
      rolledBack: false,
      operation: 2,
      statement: 3,
      statements: 3,
    });
    expect(hintText(error.hint)).to.match(/journal.*goes on with this statement/);
    expect(await journal()).to.deep.equal([
      { operation: 0, outcome: "done" },
      { operation: 1, outcome: "done" },
    ]);
    const fixed = broken("INSERT INTO a VALUES (2, 'two', NULL)");
    const status = await project.runner(fixed).status();
    expect(status).to.include({ partial: 1, pending: 0, applied: 1 });
    expect(status.migrations[1]?.progress).to.deep.equal({
      direction: "up",
      done: 2,
      open: undefined,
    });
    const result = await project.runner(fixed).up();
    expect(result.migrations.map(({ name }) => name)).to.deep.equal(["0002_open"]);
    expect(
      project.events.filter(
        (event) => event.kind === "statement-done" && event.outcome === "skipped",
      ),
    ).to.have.length(2);
    expect(await project.query("SELECT x FROM a ORDER BY id")).to.deep.equal([
      { x: "one" },
      { x: "two" },
    ]);
    expect(await journal()).to.deep.equal([]);
  });

  for (const sql of ["DROP TABLE nowhere", "VACUUM INTO '/nowhere/at/all'"]) {
    it(`leave no trace when already their first statement fails, and say so: ${sql}`, async () => {
      const migrations = chain({
        name: "0001_a",
        transaction: false,
        operations: [runSql(sql, noop)],
      });
      const error = await errorOf(project.runner(migrations).up());
      expect(await project.runner(migrations).status()).to.include({ partial: 0, pending: 1 });
      if (!(error instanceof MigrationFailedError)) throw error;
      expect(error.failure.rolledBack).to.equal(true);
      expect(hintText(error.hint)).to.include("Nothing of the migration is done.");
    });
  }

  it("refuse to go on when a statement that ran has changed since", async () => {
    await errorOf(project.runner(broken("INSERT INTO nowhere VALUES (1)")).up());
    const changed = broken("SELECT 1", "INSERT INTO a VALUES (7, 'seven')");
    const error = await errorOf(project.runner(changed).up());
    expect(error.code).to.equal("RUNNER_DRIFT");
    expect(error.message).to.include("half applied");
    await project.runner(changed).up({ allowChanged: true });
    expect(await project.query("SELECT id FROM a")).to.deep.equal([{ id: 1 }]);
  });

  it("are undone by down as far as they went", async () => {
    const migrations = broken("INSERT INTO nowhere VALUES (1)");
    await errorOf(project.runner(migrations).up());
    const result = await project.runner(migrations).down({ steps: 1 });
    expect(result.migrations.map(({ name, outcome }) => `${name} ${outcome}`)).to.deep.equal([
      "0002_open reverted",
    ]);
    await project.expectStateOf(migrations.slice(0, 1));
  });

  it("can be settled by hand with fake and unfake", async () => {
    const migrations = broken("INSERT INTO nowhere VALUES (1)");
    await errorOf(project.runner(migrations).up());
    await project.runner(migrations).unfake("0002_open");
    expect(await project.runner(migrations).status()).to.include({ partial: 0, pending: 1 });
    await project.query("ALTER TABLE a DROP COLUMN y");
    await project.query("DELETE FROM a");
    await errorOf(project.runner(migrations).up());
    await project.runner(migrations).fake("0002_open");
    expect(await project.runner(migrations).status()).to.include({ partial: 0, pending: 0 });
  });

  it("keep the record of an ignored failure over an interruption", async () => {
    const migrations = (last: string) =>
      chain({
        name: "0001_a",
        transaction: false,
        operations: [
          createTable("a", "x"),
          { ...runSql("INSERT INTO nowhere VALUES (1)", noop), ignoreErrors: true },
          runSql(last, noop),
        ],
      });
    await errorOf(project.runner(migrations("INSERT INTO nothing VALUES (1)")).up());
    const runner = project.runner(migrations("INSERT INTO a VALUES (1, 'one')"));
    await runner.up();
    expect((await runner.status()).migrations[0]?.ignored).to.deep.equal([
      { operation: 1, error: "no such table: nowhere", present: false },
    ]);
  });

  describe("cut off during a statement that nothing is known about", () => {
    const withLast = (last: string, tidy = "VACUUM") =>
      chain({
        name: "0001_a",
        transaction: false,
        operations: [createTable("a", "x"), runSql(tidy, noop), runSql(last, noop)],
      });
    const migrations = () => withLast("INSERT INTO a VALUES (1, 'one')");

    /** What a kill right after the VACUUM leaves. */
    beforeEach(async () => {
      await errorOf(project.runner(withLast("INSERT INTO nowhere VALUES (1)")).up());
      await project.query(
        "UPDATE makemigrations_journal SET outcome = 'started' WHERE operation = 1",
      );
      project.events.length = 0;
    });

    it("is an error that quotes the statement and both ways on", async () => {
      const error = await errorOf(project.runner(migrations()).up());
      expect(error.code).to.equal("RUNNER_HALF_APPLIED");
      expect(error.message).to.include('"0001_a"').and.include("VACUUM");
      expect(hintText(error.hint))
        .to.include("mm migrate up --settle done")
        .and.include("mm migrate up --settle undone");
      const { migrations: lines } = await project.runner(migrations()).status();
      expect(lines[0]?.progress).to.deep.equal({ direction: "up", done: 1, open: "VACUUM" });
    });

    it("is no other statement when that one has changed since, unless it did not happen", async () => {
      const changed = withLast("INSERT INTO a VALUES (1, 'one')", "VACUUM main");
      for (const settle of [undefined, "done"] as const) {
        const error = await errorOf(project.runner(changed).up({ settle }));
        expect(error.code).to.equal("RUNNER_DRIFT");
        expect(error.message).to.match(/cut off during .*"Run SQL: VACUUM main".* it was: VACUUM$/);
        expect(hintText(error.hint)).to.include("--settle undone");
      }
      await project.runner(changed).up({ settle: "undone" });
      expect(await project.query("SELECT x FROM a")).to.deep.equal([{ x: "one" }]);
    });

    for (const [settle, outcome] of [
      ["done", "skipped"],
      ["undone", "done"],
    ] as const) {
      it(`goes on when the operator says that it was ${settle}`, async () => {
        await project.runner(migrations()).up({ settle });
        const outcomes = project.events.flatMap((event) =>
          event.kind === "statement-done" ? [event.outcome] : [],
        );
        expect(outcomes).to.deep.equal(["skipped", outcome, "done"]);
        expect(await project.query("SELECT x FROM a")).to.deep.equal([{ x: "one" }]);
      });
    }
  });
});
