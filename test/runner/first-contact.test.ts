import { expect } from "chai";
import type { Connection, Parameter } from "../../src/driver/driver.js";
import { Runner } from "../../src/runner/runner.js";
import { type Database, openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { chain, createTable } from "./project.js";

/** What is there already, of others. */
const TABLES = 40;

describeEachDatabase("the first run in a database of many tables", (server) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await server.create();
    const eye = await database.connect();
    for (let n = 0; n < TABLES; n++) {
      if (server.dialect.features.namespaces) await eye.execute(`CREATE SCHEMA s${n}`);
      const where = server.dialect.features.namespaces ? `s${n}.` : "";
      await eye.execute(`CREATE TABLE ${where}other${n} (id INT)`);
    }
  });

  afterEach(async () => {
    await database.drop();
  });

  /** Counts what the sessions read. */
  async function counted(rows: { read: number }): Promise<Database> {
    const opened = await openDatabase(database.url);
    return {
      dialect: opened.dialect,
      open: async (options) => {
        const connection: Connection = await opened.open(options);
        const { query } = connection;
        return Object.assign(connection, {
          query: async (sql: string, parameters?: readonly Parameter[]) => {
            const answer = await query.call(connection, sql, parameters);
            rows.read += answer.length;
            return answer;
          },
        });
      },
    };
  }

  it("asks for its own tables, and reads nothing of the others", async () => {
    const rows = { read: 0 };
    const opened = await counted(rows);
    const migrations = chain({ name: "0001_a", operations: [createTable("a", "x")] });
    const runner = new Runner({ migrations, dialect: opened.dialect, database: opened });
    await runner.up();
    await runner.close();
    expect(rows.read).to.be.lessThan(TABLES / 2);
  });
});
