import { existsSync } from "node:fs";
import { expect } from "chai";
import { command, hintText } from "../../src/errors.js";
import type { Migration } from "../../src/migration/migration.js";
import { MigrationFailedError } from "../../src/runner/run/migration-failure.js";
import type { DownOptions, RunResult } from "../../src/runner/run-options.js";
import { addField, chain, createTable, errorOf, noop, Project, runSql } from "./project.js";

describe("Runner", () => {
  let project: Project;

  beforeEach(async () => {
    project = await Project.make();
  });

  afterEach(async () => {
    await project.clean();
  });

  const names = (result: RunResult) => result.migrations.map(({ name }) => name);

  const three = () =>
    chain(
      { name: "0001_a", operations: [createTable("a", "x")] },
      { name: "0002_b", operations: [createTable("b", "x")] },
      { name: "0003_c", operations: [createTable("c", "x")] },
    );

  const applied = async (migrations: readonly Migration[]) =>
    (await project.runner(migrations).status()).migrations
      .filter(({ state }) => state === "applied")
      .map(({ name }) => name);

  describe("up and down", () => {
    it("applies everything in order and records it", async () => {
      const runner = project.runner(three());
      expect(names(await runner.up())).to.deep.equal(["0001_a", "0002_b", "0003_c"]);
      expect(await project.tables()).to.deep.equal(["a", "b", "c", "makemigrations_history"]);
      const [first] = (await runner.status()).migrations;
      expect(Math.abs(Date.now() - Number(first?.appliedAt))).to.be.lessThan(60_000);
      expect(first).to.include({ toolVersion: "1.2.3", outcome: "applied", state: "applied" });
      expect(first?.duration).to.be.at.least(0);
    });

    it("does nothing the second time, also with an empty list", async () => {
      await project.runner(three()).up();
      expect(names(await project.runner(three()).up())).to.deep.equal([]);
      expect(names(await project.runner([]).up({ allowChanged: true }))).to.deep.equal([]);
    });

    it("runs nothing of a migration that would end its own transaction", async () => {
      for (const sql of ["COMMIT", "ROLLBACK"]) {
        const operations = [createTable("a", "x"), runSql(sql, noop), runSql("no sql", noop)];
        const migrations = chain({ name: "0001_a", operations });
        const error = await errorOf(project.runner(migrations).up());
        expect(error.code).to.equal("RUNNER_OWN_TRANSACTION");
        expect(await applied(migrations)).to.deep.equal([]);
        expect(await project.tables()).not.to.include("a");
      }
    });

    it("takes a time in proportion to the operations of a migration", async () => {
      const operations = Array.from({ length: 20_000 }, () => runSql("SELECT 1", noop));
      const [many] = chain({ name: "0001_a", operations });
      if (many === undefined) throw new Error("no migration");
      // About a second; with work that grows with the square of their number, a minute.
      expect(names(await project.runner([many]).up())).to.deep.equal(["0001_a"]);
      expect(names(await project.runner([many]).down({ to: "zero" }))).to.deep.equal(["0001_a"]);
    });

    it("rolls back the last migration, several, or all, and goes up again", async () => {
      const runner = project.runner(three());
      await runner.up();
      expect(names(await runner.down({ steps: 1 }))).to.deep.equal(["0003_c"]);
      expect(names(await runner.down({ steps: 5 }))).to.deep.equal(["0002_b", "0001_a"]);
      expect(await project.tables()).to.deep.equal(["makemigrations_history"]);
      await runner.up();
      await runner.down({ to: "zero" });
      expect(await project.tables()).to.deep.equal(["makemigrations_history"]);
    });

    it("runs SQL both ways", async () => {
      const runner = project.runner(
        chain(
          { name: "0001_a", operations: [createTable("a", "x")] },
          {
            name: "0002_rows",
            operations: [
              runSql(
                "INSERT INTO a VALUES (1, 'one'); INSERT INTO a VALUES (2, 'two')",
                "DELETE FROM a",
              ),
            ],
          },
        ),
      );
      await runner.up();
      expect(await project.query("SELECT x FROM a ORDER BY id")).to.deep.equal([
        { x: "one" },
        { x: "two" },
      ]);
      await runner.down({ steps: 1 });
      expect(await project.query("SELECT x FROM a")).to.deep.equal([]);
    });

    it("goes on with what depends on each other when a branch is applied later", async () => {
      const root = chain({ name: "0001_root", operations: [createTable("a", "x")] });
      const left = chain({
        name: "0002_left",
        dependencies: ["0001_root"],
        operations: [addField("a", "l")],
      });
      const right = chain({
        name: "0002_right",
        dependencies: ["0001_root"],
        operations: [addField("a", "r")],
      });
      await project.runner([...root, ...right]).up();
      const branches = project.runner([...root, ...left, ...right]);
      expect((await errorOf(branches.up())).code).to.equal("GRAPH_SEVERAL_LEAVES");
      expect(names(await branches.up({ allowBranches: true }))).to.deep.equal(["0002_left"]);
      await project.expectStateOf([...root, ...right, ...left]);
      const both = project.runner([...root, ...left, ...right]);
      expect(names(await both.down({ steps: 1 }))).to.deep.equal(["0002_left"]);
      expect(names(await both.down({ to: "0001_root" }))).to.deep.equal(["0002_right"]);
    });

    it("applies only what the target needs, not unrelated branches that sort before it", async () => {
      const migrations = [
        ...chain({ name: "0001_root", operations: [createTable("a", "x")] }),
        ...chain({
          name: "0002_left",
          dependencies: ["0001_root"],
          operations: [addField("a", "l")],
        }),
        ...chain({
          name: "0002_right",
          dependencies: ["0001_root"],
          operations: [addField("a", "r")],
        }),
      ];
      const result = await project.runner(migrations).up({ to: "0002_right", allowBranches: true });
      expect(names(result)).to.deep.equal(["0001_root", "0002_right"]);
    });

    it("resolves a default that an earlier operation set, also on the way down", async () => {
      const runner = project.runner(
        chain(
          {
            name: "0001_defaults",
            operations: [{ type: "set_defaults", sqlite: { unpaid: "'unpaid'" } }],
          },
          {
            name: "0002_a",
            operations: [
              createTable("a"),
              {
                type: "add_field",
                table: "a",
                field: {
                  name: "s",
                  type: "varchar",
                  length: 9,
                  nullable: false,
                  default: "unpaid",
                },
              },
            ],
          },
          { name: "0003_drop", operations: [{ type: "drop_field", table: "a", field: "s" }] },
        ),
      );
      await runner.up();
      await project.query("INSERT INTO a (id) VALUES (1)");
      await runner.down({ steps: 1 });
      expect(await project.query("SELECT s FROM a")).to.deep.equal([{ s: "unpaid" }]);
    });

    it("tells in dry run what it would do, and does nothing", async () => {
      const runner = project.runner(three());
      const result = await runner.up({ dryRun: true, to: "0002_b" });
      expect(result.migrations).to.deep.equal([]);
      expect(result.planned.map(({ migration }) => migration.name)).to.deep.equal([
        "0001_a",
        "0002_b",
      ]);
      expect(existsSync(project.file)).to.equal(false);
      await runner.up();
      const back = await runner.down({ steps: 2, dryRun: true });
      expect(back.planned.map(({ migration }) => migration.name)).to.deep.equal([
        "0003_c",
        "0002_b",
      ]);
      expect(await applied(three())).to.have.length(3);
    });

    it("emits every step in order", async () => {
      await project.runner(chain({ name: "0001_a", operations: [createTable("a", "x")] })).up();
      expect(project.events.map(({ kind }) => kind)).to.deep.equal([
        "lock-acquired",
        "run-start",
        "migration-start",
        "operation-start",
        "statement-start",
        "statement-done",
        "migration-done",
      ]);
    });
  });

  describe("failures", () => {
    const failing = () =>
      chain(
        { name: "0001_a", operations: [createTable("a", "x")] },
        {
          name: "0002_bad",
          operations: [createTable("b", "x"), runSql("INSERT INTO nowhere VALUES (1)", noop)],
        },
        { name: "0003_c", operations: [createTable("c", "x")] },
      );

    it("leave nothing of the failed migration and keep those before", async () => {
      const runner = project.runner(failing());
      const error = await errorOf(runner.up());
      expect(error).to.be.instanceOf(MigrationFailedError);
      expect(error.code).to.equal("RUNNER_STATEMENT_FAILED");
      expect(await project.tables()).to.deep.equal(["a", "makemigrations_history"]);
      expect(await applied(failing())).to.deep.equal(["0001_a"]);
    });

    it("say which migration, operation and statement, what stays and how to go on", async () => {
      const error = await errorOf(project.runner(failing()).up());
      if (!(error instanceof MigrationFailedError)) throw error;
      expect(error.migration).to.equal("0002_bad");
      expect(error.failure).to.deep.equal({
        direction: "up",
        operation: 1,
        operations: 2,
        description: "Run SQL: INSERT INTO nowhere VALUES (1)",
        statement: 2,
        statements: 2,
        sql: "INSERT INTO nowhere VALUES (1)",
        serverCode: "SQLITE_ERROR",
        position: 13,
        detail: undefined,
        committed: ["0001_a"],
        rolledBack: true,
        recovery: command("migrate up"),
      });
      expect(error.message).to.match(
        /^migration "0002_bad", operation 2 of 2 .*, statement 2 of 2 failed: no such table: nowhere$/,
      );
      expect(hintText(error.hint)).to.match(
        /rolled back.*"0001_a" was applied and stays so.*`mm migrate up`/,
      );
    });

    it("of down leave the migration applied and its objects in place", async () => {
      const migrations = chain(
        { name: "0001_a", operations: [createTable("a", "x")] },
        {
          name: "0002_b",
          operations: [runSql("SELECT 1", "DROP TABLE nowhere"), createTable("b", "x")],
        },
      );
      const runner = project.runner(migrations);
      await runner.up();
      expect((await errorOf(runner.down({ steps: 1 }))).code).to.equal("RUNNER_STATEMENT_FAILED");
      expect(await applied(migrations)).to.deep.equal(["0001_a", "0002_b"]);
      expect(await project.tables()).to.include("b");
    });

    it("of the plan name the migration and its operation", async () => {
      const error = await errorOf(
        project.runner(chain({ name: "0001_a", operations: [addField("ghost", "x")] })).up(),
      );
      expect(error.code).to.equal("MIGRATION_STATE");
      expect(error.message).to.match(/^migration "0001_a", operation 1\/1/);
    });

    it("of a migration that cannot be undone are known before anything runs", async () => {
      const migrations = chain(
        {
          name: "0001_a",
          operations: [createTable("a", "x"), runSql("INSERT INTO a VALUES (1, 'x')")],
        },
        { name: "0002_b", operations: [createTable("b", "x")] },
      );
      const runner = project.runner(migrations);
      await runner.up();
      const error = await errorOf(runner.down({ to: "zero" }));
      expect(error.code).to.equal("RUNNER_IRREVERSIBLE");
      expect(error.message).to.include('"0001_a"').and.include("operation 2 of 2");
      expect(await applied(migrations)).to.deep.equal(["0001_a", "0002_b"]);
    });
  });

  describe("W-1: targets", () => {
    it("(a) `down --to` alone rolls back everything behind the target, not one migration", async () => {
      const runner = project.runner(three());
      await runner.up();
      expect(names(await runner.down({ to: "0001_a" }))).to.deep.equal(["0003_c", "0002_b"]);
      expect(await applied(three())).to.deep.equal(["0001_a"]);
    });

    it("(b) a name that does not exist is an error with the nearest one, and nothing runs", async () => {
      const runner = project.runner(three());
      const up = await errorOf(runner.up({ to: "0002_bb" }));
      expect(up.code).to.equal("GRAPH_UNKNOWN_TARGET");
      expect(up.hint).to.include('"0002_b"');
      expect(await applied(three())).to.deep.equal([]);
      await runner.up();
      const down = await errorOf(runner.down({ to: "typo" }));
      expect(down.code).to.equal("GRAPH_UNKNOWN_TARGET");
      expect(await applied(three())).to.have.length(3);
    });

    it("(c) `up --to` something applied does nothing", async () => {
      await project.runner(three()).up({ to: "0002_b" });
      expect(names(await project.runner(three()).up({ to: "0001_a" }))).to.deep.equal([]);
      expect(await applied(three())).to.deep.equal(["0001_a", "0002_b"]);
    });

    it("(d) a negative number of steps, none, and half a step are refused", async () => {
      const runner = project.runner(three());
      await runner.up();
      for (const steps of [-1, 0, 1.5, Number.NaN]) {
        expect((await errorOf(runner.down({ steps }))).code).to.equal("GRAPH_BAD_STEPS");
      }
      expect(await applied(three())).to.have.length(3);
    });

    it("steps and target together, or neither, are refused", async () => {
      const runner = project.runner(three());
      const wrong = [{ steps: 1, to: "0001_a" }, {}] as unknown as DownOptions[];
      for (const options of wrong) {
        expect((await errorOf(runner.down(options))).code).to.equal("RUNNER_DOWN_TARGET");
      }
    });

    it("`down --to` something that is not applied is an error", async () => {
      const runner = project.runner(three());
      await runner.up({ to: "0001_a" });
      expect((await errorOf(runner.down({ to: "0003_c" }))).code).to.equal(
        "GRAPH_TARGET_NOT_APPLIED",
      );
    });
  });

  describe("W-11: reading commands write nothing", () => {
    it("status and showSql make neither the history table nor the file", async () => {
      const runner = project.runner(three());
      expect((await runner.status()).pending).to.equal(3);
      expect(await runner.showSql()).to.have.length(3);
      expect(existsSync(project.file)).to.equal(false);
      await project.query("CREATE TABLE mine (id INTEGER)");
      expect((await runner.status()).pending).to.equal(3);
      expect(await project.tables()).to.deep.equal(["mine"]);
    });

    it("showSql needs no database at all", async () => {
      const runner = project.runner(three(), { database: undefined });
      const plans = await runner.showSql({ all: true });
      expect(plans.map(({ migration }) => migration.name)).to.deep.equal([
        "0001_a",
        "0002_b",
        "0003_c",
      ]);
      const back = await runner.showSql({ direction: "down", all: true });
      expect(back.map(({ migration }) => migration.name)).to.deep.equal([
        "0003_c",
        "0002_b",
        "0001_a",
      ]);
      expect(back[0]?.operations[0]?.steps[0]).to.include({ sql: 'DROP TABLE "c"' });
      expect((await errorOf(runner.up())).code).to.equal("RUNNER_NO_DATABASE");
    });

    it("showSql shows what is pending, with `all` everything, with `down` the way back", async () => {
      const runner = project.runner(three());
      await runner.up({ to: "0002_b" });
      const shown = async (options: Parameters<typeof runner.showSql>[0]) =>
        (await runner.showSql(options)).map(({ migration }) => migration.name);
      expect(await shown({})).to.deep.equal(["0003_c"]);
      expect(await shown({ all: true })).to.have.length(3);
      expect(await shown({ direction: "down" })).to.deep.equal(["0002_b"]);
      expect(await shown({ direction: "down", steps: 2 })).to.deep.equal(["0002_b", "0001_a"]);
      expect(await shown({ direction: "down", to: "0001_a" })).to.deep.equal(["0002_b"]);
    });
  });
});
