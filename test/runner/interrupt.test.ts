import { expect } from "chai";
import type { ScriptDatabase } from "../../src/dialect/statement.js";
import { hintText } from "../../src/errors.js";
import type { RunnerEvent } from "../../src/runner/runner-event.js";
import { chain, createTable, errorOf, noop, Project, runSql } from "./project.js";

for (const remembers of [false, true]) {
  describe(`W-14: an abort${remembers ? ", with what migrations came to kept" : ""}`, () => {
    let project: Project;

    beforeEach(async () => {
      project = await Project.make(remembers);
    });

    afterEach(async () => {
      await project.clean();
    });

    const migrations = (transaction = true) =>
      chain(
        { name: "0001_a", operations: [createTable("a", "x")] },
        {
          name: "0002_b",
          transaction,
          operations: [createTable("b", "x"), runSql("INSERT INTO b VALUES (1, 'one')", noop)],
        },
      );

    /** Aborts at the first event that fits. */
    function abortAt(fits: (event: RunnerEvent) => boolean, transaction?: boolean) {
      const controller = new AbortController();
      const runner = project.runner(migrations(transaction), {
        onEvent: (event) => {
          if (fits(event)) controller.abort();
        },
      });
      return errorOf(runner.up({ signal: controller.signal }));
    }

    it("rolls the migration back, releases the lock and says where it stopped", async () => {
      const error = await abortAt(
        (event) => event.kind === "statement-done" && event.migration === "0002_b",
      );
      expect(error.code).to.equal("RUNNER_INTERRUPTED");
      expect(error.message).to.include('"0002_b", operation 1 of 2');
      expect(hintText(error.hint))
        .to.include("nothing of it is left")
        .and.include("`mm migrate up`");
      expect(await project.tables()).to.deep.equal(["a", "makemigrations_history"]);
      const result = await project.runner(migrations()).up({ lockTimeout: 0 });
      expect(result.migrations.map(({ name }) => name)).to.deep.equal(["0002_b"]);
    });

    it("without a transaction keeps the statement that was done, and the next run goes on behind it", async () => {
      const error = await abortAt(
        (event) => event.kind === "operation-start" && event.operation === 1,
        false,
      );
      expect(error.code).to.equal("RUNNER_INTERRUPTED");
      expect(await project.runner(migrations(false)).status()).to.include({ partial: 1 });
      await project.runner(migrations(false)).up();
      expect(await project.query("SELECT x FROM b")).to.deep.equal([{ x: "one" }]);
    });

    it("stops a script at its next query, even when the script swallows errors", async () => {
      const controller = new AbortController();
      const script = async (db: ScriptDatabase) => {
        for (let id = 0; id < 1000; id++) {
          if (id === 3) controller.abort();
          await db.execute("INSERT INTO a VALUES (?, 'x')", [id]).catch(() => {});
        }
      };
      const list = chain(
        { name: "0001_a", operations: [createTable("a", "x")] },
        { name: "0002_script", operations: [{ type: "run_script", up: script }] },
      );
      const error = await errorOf(project.runner(list).up({ signal: controller.signal }));
      expect(error.code).to.equal("RUNNER_INTERRUPTED");
      expect(await project.query("SELECT COUNT(*) AS n FROM a")).to.deep.equal([{ n: 0 }]);
    });

    it("ends the wait for the lock", async () => {
      const session = await project.connect();
      const request = { name: "test", timeout: 0, onWait: () => {} };
      const lock = await project.dialect.session.acquireLock(session, request);
      const controller = new AbortController();
      const runner = project.runner(migrations(), {
        onEvent: (event) => {
          if (event.kind === "lock-waiting") controller.abort();
        },
      });
      const error = await errorOf(runner.up({ signal: controller.signal }));
      expect(error.code).to.equal("RUNNER_INTERRUPTED");
      await lock.release();
    });

    it("that came before the run keeps it from starting", async () => {
      const error = await errorOf(project.runner(migrations()).up({ signal: AbortSignal.abort() }));
      expect(error.code).to.equal("RUNNER_INTERRUPTED");
      expect(await project.tables()).to.deep.equal([]);
    });
  });
}
