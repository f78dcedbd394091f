import { expect } from "chai";
import type { Migration } from "../../src/migration/migration.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { chain, createTable, errorOf, runSql, withRunner } from "./project.js";

const half = (second: string): readonly Migration[] =>
  chain({
    name: "0001_half",
    operations: [
      createTable("a", "x"),
      createTable(second, "x"),
      runSql("INSERT INTO nowhere VALUES (1)"),
    ],
  });

// The question whether the statement of today happened says nothing of the one that was cut off.
describeEachDatabase(
  "a file that is changed behind a run that was cut off in the statement that changed",
  (server) => {
    let database: TestDatabase;

    beforeEach(async () => {
      database = await server.create();
      await errorOf(withRunner(database.url, half("b"), (runner) => runner.up()));
      const connection = await database.connect();
      // What a kill leaves between that statement and the next.
      await connection.execute(
        "UPDATE makemigrations_journal SET outcome = 'started' WHERE operation = 1",
      );
    });
    afterEach(() => database.drop());

    for (const direction of ["up", "down"] as const) {
      it(`${direction}: is told, and what happened is not forgotten`, async () => {
        const error = await errorOf(
          withRunner(database.url, half("c"), (runner) =>
            direction === "up" ? runner.up() : runner.down({ steps: 1 }),
          ),
        );
        expect(error.code).to.equal("RUNNER_DRIFT");
        expect(error.message).to.match(/cut off during .* it was: CREATE TABLE `b`/);
        const connection = await database.connect();
        const rows = await connection.query(
          "SELECT operation, outcome FROM makemigrations_journal ORDER BY operation DESC LIMIT 1",
        );
        expect(rows).to.deep.equal([{ operation: 1, outcome: "started" }]);
        await withRunner(database.url, half("b"), (runner) => runner.down({ steps: 1 }));
        const left = await connection.query("SHOW TABLES LIKE '_'");
        expect(left).to.deep.equal([]);
      });
    }
  },
  (name) => name === "mysql",
);
