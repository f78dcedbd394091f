import { expect } from "chai";
import type {
  Connection,
  ExecuteOptions,
  ExecuteResult,
  SqlValue,
} from "../../../src/driver/driver.js";
import { findToolTables } from "../../../src/runner/records/tool-tables.js";
import { Runner } from "../../../src/runner/runner.js";
import { type Database, openDatabase } from "../../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";
import { addField, chain, createTable, errorOf, noop, runSql } from "../project.js";

interface Written {
  readonly operation: number;
  readonly outcome: string;
}

/** What another session finds in the journal as a statement of a migration is about to be sent. */
interface Sight {
  readonly sql: string;
  readonly journal: readonly Written[];
}

/** Databases that cannot take DDL back; there every statement has an entry. */
describeEachDatabase(
  "the journal, as each statement is sent",
  (server) => {
    let database: TestDatabase;
    let eye: Connection;

    beforeEach(async () => {
      database = await server.create();
      eye = await database.connect();
    });

    afterEach(async () => {
      await database.drop();
    });

    /** As a run that comes behind a crash would read it. */
    async function journal(): Promise<readonly Written[]> {
      const { tables } = await findToolTables({
        dialect: server.dialect,
        connection: eye,
        historyTable: "makemigrations_history",
        toolVersion: "0",
      });
      const entries = (await tables.journal.read(eye)).get("0001_a") ?? [];
      return entries
        .map(({ operation, outcome }) => ({ operation, outcome }))
        .sort((one, other) => one.operation - other.operation);
    }

    async function watched(sights: Sight[], writes: string[]): Promise<Database> {
      const opened = await openDatabase(database.url);
      return {
        dialect: opened.dialect,
        open: async (options) => {
          const connection: Connection = await opened.open(options);
          const { execute } = connection;
          return Object.assign(connection, {
            execute: async (
              sql: string,
              parameters?: readonly SqlValue[],
              options: ExecuteOptions = {},
            ): Promise<ExecuteResult> => {
              // What comes in one question, one after the other, as the server takes it.
              for (const own of options.behind ?? []) {
                await connection.execute(own.sql, own.parameters, { own: true });
              }
              if (/^\w+ (?:INTO |FROM )?\S*makemigrations_journal/.test(sql)) writes.push(sql);
              if (/^(?:CREATE|ALTER) TABLE `[ab]`/.test(sql)) {
                sights.push({ sql, journal: await journal() });
              }
              return execute.call(connection, sql, parameters, { own: options.own });
            },
          });
        },
      };
    }

    async function run(...more: readonly ReturnType<typeof runSql>[]) {
      const sights: Sight[] = [];
      const writes: string[] = [];
      const opened = await watched(sights, writes);
      const operations = [createTable("a", "x"), addField("a", "y"), createTable("b", "x")];
      const migrations = chain({ name: "0001_a", operations: [...operations, ...more] });
      const runner = new Runner({ migrations, dialect: opened.dialect, database: opened });
      return { sights, writes, runner };
    }

    it("has its intent, and of those before that they are done: in one write each", async () => {
      const { sights, writes, runner } = await run();
      await runner.up();
      await runner.close();
      const expected = [0, 1, 2].map((last) =>
        Array.from({ length: last + 1 }, (_, operation) => ({
          operation,
          outcome: operation === last ? "started" : "done",
        })),
      );
      expect(sights.map((one) => one.journal)).to.deep.equal(expected);
      expect(writes.filter((sql) => sql.startsWith("INSERT"))).to.have.length(3);
      // The rest goes with the row of the history.
      expect(writes.filter((sql) => sql.startsWith("UPDATE"))).to.deep.equal([]);
      expect(await journal()).to.deep.equal([]);
    });

    it("keeps that the one before is done when a statement fails", async () => {
      const { runner } = await run(runSql("ALTER TABLE nowhere ADD x INT", noop));
      await errorOf(runner.up());
      await runner.close();
      expect(await journal()).to.deep.equal(
        [0, 1, 2].map((operation) => ({ operation, outcome: "done" })),
      );
      const rows = await eye.query("SELECT outcome FROM makemigrations_journal");
      expect(rows.filter(({ outcome }) => outcome === "done")).to.have.length(1);
    });

    it("waits for nothing behind SQL that was written by hand", async () => {
      const { writes, runner } = await run(runSql("ALTER TABLE a ADD z INT", noop));
      await runner.up();
      await runner.close();
      expect(writes.filter((sql) => sql.startsWith("UPDATE"))).to.have.length(1);
    });
  },
  (name) => name === "mysql",
);
