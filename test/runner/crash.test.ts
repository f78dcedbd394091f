import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { replay } from "../../src/migration/state.js";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../../src/plan/tool-tables.js";
import { Runner } from "../../src/runner/runner.js";
import {
  crashMigrations,
  type DialectName,
  databaseOf,
  dialectNamed,
  dialectNames,
} from "./crash-project.js";
import { filesAtHand } from "./project.js";
import { runChild } from "./run-child.js";

describe("W-3: a process killed at any point", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mm-crash-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** A plain `up`, and what the database is afterwards: catalogue, rows, history. */
  async function finish(name: DialectName, file: string): Promise<unknown> {
    const dialect = dialectNamed(name);
    const database = databaseOf(dialect, file);
    const migrations = crashMigrations();
    // Whatever the killed run has kept is there to be used.
    const runner = new Runner({ migrations, dialect, database, ...filesAtHand(migrations) });
    await runner.up();
    await runner.close();
    const connection = await database.open({ readOnly: true });
    try {
      const { names } = toolTablesOf(DEFAULT_HISTORY_TABLE);
      const schema = await dialect.session.createIntrospector(connection).read({ ignore: names });
      expect(schema).to.deep.equal(
        await dialect.session.expected(connection, replay(crashMigrations())),
      );
      const rows: unknown[] = [];
      for (const table of ["a", "b", "c", "log", "makemigrations_journal"]) {
        rows.push(await connection.query(`SELECT * FROM ${table} ORDER BY 1`));
      }
      rows.push(await connection.query("SELECT name, outcome FROM makemigrations_history"));
      return rows;
    } finally {
      await connection.close();
    }
  }

  async function everyPoint(
    name: DialectName,
    command: "up" | "down",
    how: "remembers" | "forgets",
  ): Promise<number> {
    const undisturbed = join(folder, "undisturbed.db");
    const expected = await finish(name, undisturbed);
    const finished = join(folder, "finished.db");
    copyFileSync(undisturbed, finished);
    const { seen } = await runChild(undisturbed, name, "down", -1, how);
    const events =
      command === "down" ? seen : (await runChild(undisturbed, name, "up", -1, how)).seen;
    const points = Array.from({ length: events }, (_, at) => at);
    const worker = async (): Promise<void> => {
      for (let at = points.pop(); at !== undefined; at = points.pop()) {
        const file = join(folder, `${command}-${at}.db`);
        if (command === "down") copyFileSync(finished, file);
        const { killed } = await runChild(file, name, command, at, how);
        expect(killed, `point ${at}`).to.equal(true);
        expect(await finish(name, file), `killed in ${command} at event ${at}`).to.deep.equal(
          expected,
        );
      }
    };
    await Promise.all([worker(), worker()]);
    return events;
  }

  for (const name of dialectNames) {
    for (const command of ["up", "down"] as const) {
      for (const how of ["forgets", "remembers"] as const) {
        it(`in ${command} on ${name} is finished by the next up, and nothing happens twice, where a run ${how} what migrations came to`, async () => {
          expect(await everyPoint(name, command, how)).to.be.greaterThan(20);
        });
      }
    }
  }
});
