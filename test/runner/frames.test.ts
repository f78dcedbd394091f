import { expect } from "chai";
import type { Connection, ExecuteOptions, SqlValue } from "../../src/driver/driver.js";
import { Runner } from "../../src/runner/runner.js";
import { type Database, openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { addField, chain, createTable, noop, runSql } from "./project.js";

/** Frames of ours from `Runner.up` to the call of `Connection.execute`, both ends counted. */
const MOST = 15;

/** A statement on its way to the database, and who sent it. */
interface Sent {
  readonly sql: string;
  readonly frames: readonly string[];
}

/** The same database, which writes down the stack at every statement, awaiting callers included. */
function watched(database: Database, sent: Sent[]): Database {
  return {
    dialect: database.dialect,
    open: async (options) => {
      const connection: Connection = await database.open(options);
      const { execute } = connection;
      return Object.assign(connection, {
        execute: (sql: string, parameters?: readonly SqlValue[], options?: ExecuteOptions) => {
          sent.push({ sql, frames: ownFrames() });
          return execute.call(connection, sql, parameters, options);
        },
      });
    },
  };
}

function ownFrames(): readonly string[] {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 500;
  const { stack = "" } = new Error("here");
  Error.stackTraceLimit = limit;
  return stack.split("\n").filter((line) => line.includes("/dist/src/"));
}

describeEachDatabase("from `up` to a statement", (server) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await server.create();
  });

  afterEach(async () => {
    await database.drop();
  });

  for (const transaction of [true, false]) {
    it(`there are at most ${MOST} of our own frames, ${transaction ? "in" : "without"} a transaction`, async () => {
      const sent: Sent[] = [];
      const opened = watched(await openDatabase(database.url), sent);
      const operations = [
        createTable("a", "x"),
        addField("a", "y"),
        runSql("INSERT INTO a (id) VALUES (1)", noop),
      ];
      const migrations = chain({ name: "0001_a", transaction, operations });
      const runner = new Runner({ migrations, dialect: opened.dialect, database: opened });
      await runner.up();
      await runner.close();
      const own = sent.filter(({ sql }) => /\ba\b/.test(sql) && !/makemigrations/.test(sql));
      expect(own.length).to.be.at.least(3);
      for (const { sql, frames } of own) {
        // Else the stack was cut off, and its length says nothing.
        expect(frames.at(-1), sql).to.match(/Runner\.up\b/);
        expect(frames.length, [sql, ...frames].join("\n")).to.be.at.most(MOST);
      }
    });
  }
});
