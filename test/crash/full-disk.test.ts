import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { ScriptDatabase } from "../../src/dialect/statement.js";
import { hintText } from "../../src/errors.js";
import { Runner } from "../../src/runner/runner.js";
import { type Database, openDatabase } from "../../src/runner/session/open-database.js";
import { chain, createTable, errorOf } from "../runner/project.js";

describe("a disk that is full", () => {
  let folder: string;
  let database: Database;
  let pages: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "mm-full-"));
    const real = await openDatabase(`sqlite:${join(folder, "app.db")}`);
    database = {
      dialect: real.dialect,
      open: async (options) => {
        const connection = await real.open(options);
        await connection.query(`PRAGMA max_page_count = ${pages}`);
        return connection;
      },
    };
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const fill = async (db: ScriptDatabase) => {
    for (let id = 0; id < 300; id++) {
      await db.execute("INSERT INTO b (id, x) VALUES (?, ?)", [id, "x".repeat(1000)]);
    }
  };

  for (const transaction of [true, false]) {
    const how = transaction ? "in one transaction" : "statement by statement";
    it(`fails a migration that runs ${how} cleanly, and the next run finishes it`, async () => {
      const migrations = chain(
        { name: "0001_a", operations: [createTable("a", "x")] },
        {
          name: "0002_b",
          transaction,
          operations: [createTable("b", "x"), { type: "run_script", up: fill }],
        },
      );
      const runner = new Runner({ migrations, dialect: database.dialect, database });
      pages = 40;
      const error = await errorOf(runner.up());
      await runner.close();
      expect(error.code).to.equal("RUNNER_STATEMENT_FAILED");
      expect(error.message).to.contain("full").and.contain('"0002_b", operation 2 of 2');
      expect(hintText(error.hint)).to.contain('"0001_a" was applied and stays so');
      pages = 10_000;
      const [, second] = (await runner.status()).migrations;
      expect(second?.state).to.equal(transaction ? "pending" : "partial");
      await runner.up();
      await runner.close();
      const connection = await database.open({ readOnly: true });
      expect(await connection.query("SELECT count(*) AS n FROM b")).to.deep.equal([{ n: 300 }]);
      await connection.close();
    });
  }
});
