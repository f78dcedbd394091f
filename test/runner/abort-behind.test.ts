import { expect } from "chai";
import { Runner } from "../../src/runner/runner.js";
import type { RunnerListener } from "../../src/runner/runner-event.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { addField, chain, createTable, errorOf, noop, runSql } from "./project.js";

const STATEMENTS = 5;

const migrations = chain({
  name: "0001_open",
  transaction: false,
  operations: [
    createTable("a", "x"),
    addField("a", "y"),
    runSql("INSERT INTO a (id, x) VALUES (1, 'one')", noop),
    { type: "add_index", table: "a", index: { name: "idx_x", fields: ["x"], concurrently: true } },
    runSql("CREATE VIEW v AS SELECT x FROM a", "DROP VIEW v"),
  ],
});

// A user who presses Ctrl-C while the server is at work may find that it has finished all the same.
describeEachDatabase("an abort behind a statement that happened", (server) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await server.create();
  });
  afterEach(() => database.drop());

  async function up(onEvent: RunnerListener, signal?: AbortSignal): Promise<void> {
    const { dialect } = database;
    const open = () => database.connect();
    const runner = new Runner({ migrations, dialect, database: { dialect, open }, onEvent });
    try {
      await runner.up({ signal });
    } finally {
      await runner.close();
    }
  }

  for (let at = 1; at <= STATEMENTS; at++) {
    it(`${at} of ${STATEMENTS}: the next run goes on, and nothing happens twice`, async () => {
      const controller = new AbortController();
      const error = await errorOf(
        up((event) => {
          if (event.kind === "statement-done" && event.statement === at) controller.abort();
        }, controller.signal),
      );
      expect(error.code).to.equal("RUNNER_INTERRUPTED");
      await up(() => {});
      const connection = await database.connect();
      expect(await connection.query("SELECT x FROM v")).to.deep.equal([{ x: "one" }]);
    });
  }
});
