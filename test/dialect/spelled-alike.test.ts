import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import type { Table } from "../../src/schema/table.js";
import { describeEachDatabase } from "../databases.js";
import { makeManyTables } from "../many-tables.js";

const MAKES = /^CREATE /;
const TABLES = 5;

/** The session, and each statement that makes something in it. */
function watched(connection: Connection): { connection: Connection; made: string[] } {
  const made: string[] = [];
  const listening = new Proxy(connection, {
    get: (target, name: keyof Connection) => {
      const value = target[name];
      if (typeof value !== "function") return value;
      return (sql: unknown, ...others: unknown[]) => {
        if (typeof sql === "string" && MAKES.test(sql)) made.push(sql);
        return Reflect.apply(value, target, [sql, ...others]);
      };
    },
  });
  return { connection: listening, made };
}

describeEachDatabase(
  "an expected schema beside what the server has shown",
  (server) => {
    it("asks of those tables only that are spelled another way", async () => {
      const database = await server.create();
      try {
        const db = await database.connect();
        await makeManyTables(db, TABLES);
        const { session } = database.dialect;
        const live = await session.createIntrospector(db).read({ ignore: [] });
        const said = (key: string, expression: string): [string, Table] => {
          const table = live.tables.get(key);
          if (table === undefined) throw new Error(`there is no ${key}`);
          return [key, { ...table, checks: table.checks.map((one) => ({ ...one, expression })) }];
        };
        const asked = watched(db);
        const read = async (...others: [string, Table][]) =>
          await session.expected(
            asked.connection,
            { ...live, tables: new Map([...live.tables, ...others]) },
            { live },
          );
        expect([...(await read()).tables.values()]).to.deep.equal([...live.tables.values()]);
        expect(asked.made).to.deep.equal([]);
        const other = "NOT amount < 1";
        const mixed = await read(said("table_3", other));
        expect(asked.made).to.have.length(1);
        const text = mixed.tables.get("table_3")?.checks[0]?.expression;
        expect(text, "spelled by the server").not.to.equal(other);
        expect(text).not.to.equal(live.tables.get("table_3")?.checks[0]?.expression);
      } finally {
        await database.drop();
      }
    });
  },
  // It keeps expressions as they were written.
  (name) => name !== "sqlite",
);
