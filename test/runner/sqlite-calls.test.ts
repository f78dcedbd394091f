import { expect } from "chai";
import { Runner } from "../../src/runner/runner.js";
import { type Database, openDatabase } from "../../src/runner/session/open-database.js";
import { chain, createTable } from "./project.js";

const CALLS = ["query", "execute", "begin", "commit", "rollback", "renew"] as const;

/** Notes what is asked of its sessions: where a session is in a thread, each is a message. */
function noting(database: Database, asked: string[]): Database {
  return {
    dialect: database.dialect,
    open: async (options) => {
      const connection = await database.open(options);
      for (const name of CALLS) {
        const call: (...parameters: never[]) => unknown = connection[name];
        Object.assign(connection, {
          [name]: (...parameters: never[]) => {
            asked.push(name);
            return call.apply(connection, parameters);
          },
        });
      }
      return connection;
    },
  };
}

describe("a migration on SQLite", () => {
  it("asks its session for nothing but its transaction, its statements and its row", async () => {
    const asked: string[] = [];
    const database = noting(await openDatabase("sqlite::memory:"), asked);
    const counts: (readonly string[])[] = [];
    const runner = new Runner({
      migrations: chain(
        { name: "0001_a", operations: [createTable("a", "x")] },
        { name: "0002_b", operations: [createTable("b", "x"), createTable("c", "x")] },
        { name: "0003_d", operations: [createTable("d", "x")] },
      ),
      dialect: database.dialect,
      database,
      onEvent: ({ kind }) => {
        if (kind === "migration-done") counts.push(asked.splice(0));
      },
    });
    await runner.up();
    await runner.close();
    expect(counts.slice(1)).to.deep.equal([
      ["begin", "execute", "execute", "execute", "commit"],
      ["begin", "execute", "execute", "commit"],
    ]);
  });
});
