import { expect } from "chai";
import { addField, chain, createTable, errorOf, noop, Project, runSql } from "./project.js";

for (const remembers of [false, true]) {
  describe(`tolerated failures${remembers ? ", with what migrations came to kept" : ""}`, () => {
    let project: Project;

    beforeEach(async () => {
      project = await Project.make(remembers);
    });

    afterEach(async () => {
      await project.clean();
    });

    const ignored = () =>
      project.events.flatMap((event) => (event.kind === "ignored" ? [event] : []));

    for (const transaction of [true, false]) {
      it(`counts among the statements, ${transaction ? "in" : "without"} a transaction`, async () => {
        const fails = { ...runSql("INSERT INTO ghost VALUES (1)", noop), ignoreErrors: true };
        const operations = [runSql("SELECT 1", noop), fails, runSql("SELECT 2", noop), fails];
        const migrations = chain({ name: "0001_a", transaction, operations });
        await project.runner(migrations).up();
        const counts = project.events.flatMap((event) =>
          event.kind === "statement-start" ? [`${event.statement} of ${event.total}`] : [],
        );
        expect(counts).to.deep.equal(["1 of 4", "2 of 4", "3 of 4", "4 of 4"]);
      });
    }

    describe("W-4: an ignored failure is in the history, and replay agrees with the database", () => {
      it("a drop of a table that nobody knows stops neither this run nor any later one", async () => {
        const migrations = chain(
          { name: "0001_a", operations: [createTable("a", "x")] },
          {
            name: "0002_ghost",
            operations: [{ type: "drop_table", name: "ghost", ignoreErrors: true }],
          },
          { name: "0003_b", operations: [addField("a", "y")] },
        );
        await project.runner(migrations.slice(0, 2)).up();
        expect(ignored()).to.have.length(1);
        expect(ignored()[0]).to.include({
          migration: "0002_ghost",
          operation: 0,
          error: "no such table: ghost",
        });
        await project.runner(migrations).up();
        await project.expectStateOf(migrations);
        const status = await project.runner(migrations).status();
        expect(status.migrations[1]?.ignored).to.have.length(1);
        await project.runner(migrations).down({ to: "zero" });
        expect(await project.tables()).to.deep.equal(["makemigrations_history"]);
      });

      it("an operation that failed is not undone, and the state does not contain it", async () => {
        const migrations = chain(
          {
            name: "0001_a",
            operations: [
              createTable("a", "x"),
              runSql("INSERT INTO a VALUES (1, 'same'), (2, 'same')", noop),
            ],
          },
          {
            name: "0002_index",
            operations: [
              {
                type: "add_index",
                table: "a",
                index: { name: "u", fields: ["x"], unique: true },
                ignoreErrors: true,
              },
              { type: "add_field", table: "a", field: { name: "y", type: "integer" } },
            ],
          },
          {
            name: "0003_alter",
            operations: [
              {
                type: "alter_field",
                table: "a",
                oldField: { name: "y", type: "integer" },
                newField: { name: "y", type: "bigint" },
              },
            ],
          },
        );
        const runner = project.runner(migrations);
        await runner.up();
        expect(ignored()[0]).to.include({ operation: 0, present: false });
        // SQLite alters by making the table anew: an index that only the state had would appear.
        expect(
          await project.query(
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
          ),
        ).to.deep.equal([]);
        await runner.down({ to: "0001_a" });
        expect(await project.query("SELECT x FROM a")).to.have.length(2);
        await runner.down({ steps: 1 });
      });

      it("what was made by hand before counts as there, and down leaves it", async () => {
        await project.query("CREATE TABLE a (id INTEGER PRIMARY KEY, x VARCHAR(50))");
        await project.query("INSERT INTO a VALUES (1, 'mine')");
        const migrations = chain(
          { name: "0001_a", operations: [{ ...createTable("a", "x"), ignoreErrors: true }] },
          { name: "0002_y", operations: [addField("a", "y")] },
        );
        const runner = project.runner(migrations);
        await runner.up();
        expect(ignored()[0]).to.include({ migration: "0001_a", present: true });
        await project.expectStateOf(migrations);
        await runner.down({ to: "zero" });
        expect(await project.query("SELECT x FROM a")).to.deep.equal([{ x: "mine" }]);
      });
    });

    it("W-15: only the ignored operation is taken back, what was before it in the transaction stays", async () => {
      const migrations = chain({
        name: "0001_a",
        operations: [
          createTable("a", "x"),
          runSql("INSERT INTO a VALUES (1, 'one')", noop),
          {
            ...runSql("INSERT INTO a VALUES (2, 'two'); INSERT INTO nowhere VALUES (1)", noop),
            ignoreErrors: true,
          },
          runSql("INSERT INTO a VALUES (3, 'three')", noop),
        ],
      });
      await project.runner(migrations).up();
      expect(await project.query("SELECT x FROM a ORDER BY id")).to.deep.equal([
        { x: "one" },
        { x: "three" },
      ]);
    });

    describe("warnOnMissingDrop", () => {
      const dropping = () =>
        chain(
          { name: "0001_a", operations: [createTable("a", "x"), createTable("b", "x")] },
          {
            name: "0002_drop",
            operations: [{ type: "drop_table", name: "b" }, addField("a", "y")],
          },
        );

      it("lets a drop of something missing pass, records it, and fails without it", async () => {
        await project.runner(dropping()).up({ to: "0001_a" });
        await project.query("DROP TABLE b");
        expect((await errorOf(project.runner(dropping()).up())).code).to.equal(
          "RUNNER_STATEMENT_FAILED",
        );
        await project.runner(dropping()).up({ warnOnMissingDrop: true });
        expect(ignored()[0]).to.include({ migration: "0002_drop", operation: 0, present: true });
        await project.expectStateOf(dropping());
        await project.runner(dropping()).up();
        await project.runner(dropping()).down({ steps: 1 });
        expect(await project.tables()).to.deep.equal(["a", "makemigrations_history"]);
      });

      it("tolerates no other failure of a drop, and no failure of anything else", async () => {
        const migrations = chain(
          { name: "0001_a", operations: [createTable("a", "x")] },
          { name: "0002_sql", operations: [runSql("DROP TABLE nowhere", noop)] },
        );
        const error = await errorOf(project.runner(migrations).up({ warnOnMissingDrop: true }));
        expect(error.code).to.equal("RUNNER_STATEMENT_FAILED");
      });

      it("W-7: down swallows nothing of its own accord, and with the flag only missing objects", async () => {
        const migrations = chain(
          { name: "0001_a", operations: [createTable("a", "x")] },
          { name: "0002_b", operations: [createTable("b", "x")] },
        );
        const runner = project.runner(migrations);
        await runner.up();
        await project.query("DROP TABLE b");
        expect((await errorOf(runner.down({ steps: 1 }))).code).to.equal("RUNNER_STATEMENT_FAILED");
        expect((await runner.status()).applied).to.equal(2);
        await runner.down({ steps: 1, warnOnMissingDrop: true });
        expect((await runner.status()).applied).to.equal(1);
      });

      it("W-7: down fails when what it restores exists already", async () => {
        const runner = project.runner(dropping());
        await runner.up();
        await project.query("CREATE TABLE b (id INTEGER)");
        expect((await errorOf(runner.down({ steps: 1 }))).code).to.equal("RUNNER_STATEMENT_FAILED");
        expect((await errorOf(runner.down({ steps: 1, warnOnMissingDrop: true }))).code).to.equal(
          "RUNNER_STATEMENT_FAILED",
        );
      });
    });
  });
}
