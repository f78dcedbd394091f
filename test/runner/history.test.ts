import { expect } from "chai";
import { hintText } from "../../src/errors.js";
import type { Migration } from "../../src/migration/migration.js";
import { chain, createTable, errorOf, Project } from "./project.js";

for (const remembers of [false, true]) {
  describe(`history${remembers ? ", with what migrations came to kept" : ""}`, () => {
    let project: Project;

    beforeEach(async () => {
      project = await Project.make(remembers);
    });

    afterEach(async () => {
      await project.clean();
    });

    const two = (checksum = "one") =>
      chain(
        { name: "0001_a", operations: [createTable("a", "x")], checksum },
        { name: "0002_b", operations: [createTable("b", "x")] },
      );

    const states = async (migrations: Iterable<Migration>) =>
      (await project.runner(migrations).status()).migrations.map(
        ({ name, state }) => `${name} ${state}`,
      );

    describe("W-12, W-60: history and files are compared", () => {
      it("W-60: a changed file is reported by status and refused by up and down", async () => {
        await project.runner(two()).up({ to: "0001_a" });
        const runner = project.runner(two("another"));
        const { problems } = await runner.status();
        expect(problems.map(({ kind, migration }) => [kind, migration])).to.deep.equal([
          ["changed", "0001_a"],
        ]);
        for (const run of [runner.up(), runner.down({ steps: 1 })]) {
          const error = await errorOf(run);
          expect(error.code).to.equal("RUNNER_DRIFT");
          expect(error.message).to.include('"0001_a" was changed');
        }
        const result = await runner.up({ allowChanged: true });
        expect(result.migrations.map(({ name }) => name)).to.deep.equal(["0002_b"]);
      });

      it("W-12: an applied migration without a file is reported and refused", async () => {
        await project.runner(two()).up();
        const [first] = two();
        const runner = project.runner(first === undefined ? [] : [first]);
        const { problems, migrations } = await runner.status();
        expect(problems.map(({ kind, migration }) => [kind, migration])).to.deep.equal([
          ["unknown", "0002_b"],
        ]);
        expect(migrations.map(({ name }) => name)).to.deep.equal(["0001_a", "0002_b"]);
        expect((await errorOf(runner.up())).code).to.equal("RUNNER_DRIFT");
        await runner.unfake("0002_b");
        expect((await runner.up()).migrations).to.deep.equal([]);
      });

      it("W-12: an applied child of a parent that is not applied is reported and refused", async () => {
        await project.runner(two()).up();
        await project.query("DELETE FROM makemigrations_history WHERE name = '0001_a'");
        const runner = project.runner(two());
        const { problems } = await runner.status();
        expect(problems).to.have.length(1);
        expect(problems[0]).to.include({
          kind: "inconsistent",
          migration: "0002_b",
          parent: "0001_a",
        });
        const error = await errorOf(runner.up());
        expect(error.code).to.equal("RUNNER_DRIFT");
        expect(hintText(error.hint)).to.include("mm migrate fake");
      });
    });

    describe("fake and unfake", () => {
      it("record and forget without running anything, and are idempotent", async () => {
        const runner = project.runner(two());
        expect((await runner.fake("0001_a")).migrations).to.have.length(1);
        expect((await runner.fake("0001_a")).migrations).to.have.length(0);
        expect(await project.tables()).to.deep.equal(["makemigrations_history"]);
        expect((await runner.status()).migrations[0]).to.include({
          state: "applied",
          outcome: "faked",
        });
        expect((await runner.unfake("0001_a")).migrations).to.have.length(1);
        expect((await runner.unfake("0001_a")).migrations).to.have.length(0);
        expect(await states(two())).to.deep.equal(["0001_a pending", "0002_b pending"]);
      });

      it("W-12: fake asks for what the migration depends on, unfake for what depends on it", async () => {
        const runner = project.runner(two());
        const error = await errorOf(runner.fake("0002_b"));
        expect(error.code).to.equal("RUNNER_FAKE_DEPENDENCY");
        expect(hintText(error.hint)).to.include("mm migrate up --fake --to 0002_b");
        await runner.up();
        expect((await errorOf(runner.unfake("0001_a"))).code).to.equal("RUNNER_FAKE_DEPENDENCY");
      });

      it("take only whole names", async () => {
        const runner = project.runner(two());
        for (const name of ["0001", "0003_c", ""]) {
          expect((await errorOf(runner.fake(name))).code).to.equal("GRAPH_UNKNOWN_TARGET");
          expect((await errorOf(runner.unfake(name))).code).to.equal("GRAPH_UNKNOWN_TARGET");
        }
      });

      it("up with fake records everything up to the target", async () => {
        const runner = project.runner(two());
        const result = await runner.up({ fake: true });
        expect(result.migrations.map(({ outcome }) => outcome)).to.deep.equal(["faked", "faked"]);
        expect(await project.tables()).to.deep.equal(["makemigrations_history"]);
        expect((await runner.up()).migrations).to.deep.equal([]);
      });
    });

    describe("W-17: the history table", () => {
      it("of the predecessor is upgraded in place and keeps its rows", async () => {
        await project.query(
          "CREATE TABLE makemigrations_history (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, applied_at TEXT DEFAULT CURRENT_TIMESTAMP)",
        );
        await project.query(
          "INSERT INTO makemigrations_history (name, applied_at) VALUES ('0001_a', '2024-05-06 07:08:09')",
        );
        await project.query("CREATE TABLE a (id INTEGER PRIMARY KEY, x VARCHAR(50))");
        const runner = project.runner(two());
        const before = await runner.status();
        expect(before.migrations[0]?.appliedAt?.toISOString()).to.equal("2024-05-06T07:08:09.000Z");
        expect(before.problems).to.deep.equal([]);
        expect(
          await project.query(
            "SELECT COUNT(*) AS n FROM pragma_table_info('makemigrations_history')",
          ),
        ).to.deep.equal([{ n: 3 }]);
        await runner.up();
        const rows = await project.query(
          "SELECT name, checksum, outcome FROM makemigrations_history ORDER BY id",
        );
        expect(rows).to.deep.equal([
          { name: "0001_a", checksum: null, outcome: null },
          { name: "0002_b", checksum: "0002_b", outcome: "applied" },
        ]);
        await runner.down({ steps: 2 });
        expect(await project.tables()).to.deep.equal(["makemigrations_history"]);
      });

      it("may have another name, and two histories in one database do not see each other", async () => {
        await project.runner(two(), { historyTable: "my_history" }).up();
        expect(await project.tables()).to.deep.equal(["a", "b", "my_history"]);
        const other = chain({ name: "0001_other", operations: [createTable("other", "x")] });
        await project.runner(other).up();
        expect(await project.tables()).to.deep.equal([
          "a",
          "b",
          "makemigrations_history",
          "my_history",
          "other",
        ]);
      });

      it("refuses a second row for one migration", async () => {
        await project.runner(two()).up();
        let failed = false;
        try {
          await project.query("INSERT INTO makemigrations_history (name) VALUES ('0001_a')");
        } catch {
          failed = true;
        }
        expect(failed).to.equal(true);
      });
    });

    describe("W-61: squashes", () => {
      const squash = () =>
        chain({
          name: "0002_squashed",
          replaces: ["0001_a", "0002_b"],
          operations: [createTable("a", "x"), createTable("b", "x")],
        });
      const child = () =>
        chain({ name: "0003_c", dependencies: ["0002_b"], operations: [createTable("c", "x")] });

      it("run instead of what they replace on an empty database", async () => {
        const result = await project.runner([...two(), ...squash(), ...child()]).up();
        expect(result.migrations.map(({ name }) => name)).to.deep.equal([
          "0002_squashed",
          "0003_c",
        ]);
      });

      it("are recorded by the very run that applies the last of what they replace", async () => {
        await project.runner(two()).up({ to: "0001_a" });
        await project.runner([...two(), ...squash()]).up();
        const rows = await project.query("SELECT name FROM makemigrations_history ORDER BY id");
        expect(rows.map(({ name }) => name)).to.deep.equal(["0001_a", "0002_b", "0002_squashed"]);
      });

      it("are recorded as applied when all they replace is applied", async () => {
        await project.runner([...two(), ...child()]).up();
        const all = [...two(), ...squash(), ...child()];
        expect((await project.runner(all).up()).migrations).to.deep.equal([]);
        expect(await states(all)).to.deep.equal([
          "0002_squashed applied",
          "0003_c applied",
          "0001_a replaced",
          "0002_b replaced",
        ]);
        const rows = await project.query(
          "SELECT outcome FROM makemigrations_history WHERE name = '0002_squashed'",
        );
        expect(rows).to.deep.equal([{ outcome: "squashed" }]);
        const without = [...squash(), ...child()];
        expect((await project.runner(without).status()).problems).to.deep.equal([]);
      });

      it("wait while only some of what they replace is applied", async () => {
        await project.runner(two()).up({ to: "0001_a" });
        const all = [...two(), ...squash(), ...child()];
        const result = await project.runner(all).up();
        expect(result.migrations.map(({ name }) => name)).to.deep.equal(["0002_b", "0003_c"]);
      });

      it("take over the rows that those upserted which they replace, at any depth", async () => {
        const upsert = (id: number) => ({
          type: "upsert_data",
          table: "a",
          conflictKeys: ["id"],
          rows: [{ id, x: "made" }],
        });
        const long = chain(
          { name: "0001_a", operations: [createTable("a", "x")] },
          { name: "0002_b", operations: [upsert(1)] },
          { name: "0003_c", operations: [createTable("c", "x"), upsert(2)] },
          { name: "0004_d", operations: [upsert(3)] },
        );
        const short = (name: string, replaces: readonly string[], ids: readonly number[]) =>
          chain({
            name,
            dependencies: ["0001_a"],
            replaces,
            operations: [createTable("c", "x"), ...ids.map(upsert)],
          });
        await project.runner(long.slice(0, 1)).up();
        await project.query("INSERT INTO a VALUES (2, 'mine')");
        await project.runner(long).up();
        const inner = short("0005_inner", ["0002_b", "0003_c"], [1, 2]);
        const outer = short("0006_outer", ["0005_inner", "0004_d"], [1, 2, 3]);
        const { migrations } = await project
          .runner([...long, ...inner, ...outer])
          .down({ to: "0001_a" });
        expect(migrations.map(({ name }) => name)).to.deep.equal(["0006_outer"]);
        expect(await project.query("SELECT id FROM a")).to.deep.equal([{ id: 2 }]);
        expect(await project.query("SELECT * FROM makemigrations_rows")).to.deep.equal([]);
      });

      it("go on standing for what nothing names any more, and take it with them", async () => {
        const inner = chain({
          name: "0003_inner",
          replaces: ["0001_a", "0002_b"],
          operations: [createTable("a", "x"), createTable("b", "x")],
        });
        const outer = chain({
          name: "0004_outer",
          replaces: ["0003_inner"],
          operations: [createTable("a", "x"), createTable("b", "x")],
        });
        await project.runner(two()).up();
        await project.runner([...two(), ...inner]).up();
        await project.runner([...two(), ...inner, ...outer]).up();
        // The files of the originals are gone, and that of the inner squash, which named them.
        expect(await states(outer)).to.deep.equal([
          "0004_outer applied",
          "0001_a replaced",
          "0002_b replaced",
          "0003_inner replaced",
        ]);
        expect((await project.runner(outer).up()).migrations).to.deep.equal([]);
        await project.runner(outer).down({ steps: 1 });
        expect(await project.query("SELECT name FROM makemigrations_history")).to.deep.equal([]);
      });

      it("are undone as a whole, with the rows of what they replaced", async () => {
        await project.runner([...two(), ...child()]).up();
        const runner = project.runner([...two(), ...squash(), ...child()]);
        const result = await runner.down({ to: "zero" });
        expect(result.migrations.map(({ name }) => name)).to.deep.equal([
          "0003_c",
          "0002_squashed",
        ]);
        expect(await project.tables()).to.deep.equal(["makemigrations_history"]);
        expect(await project.query("SELECT name FROM makemigrations_history")).to.deep.equal([]);
      });
    });
  });
}
