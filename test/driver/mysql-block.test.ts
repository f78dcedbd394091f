import { expect } from "chai";
import { MysqlDialect } from "../../src/dialect/mysql/dialect.js";
import type { Connection, OwnStatement } from "../../src/driver/driver.js";
import { emptySchema } from "../../src/schema/schema.js";
import { failure } from "./driver-failure.js";
import type { FreshDatabase } from "./fresh-database.js";
import { freshMysqlDatabase } from "./mysql-database.js";

const dialect = new MysqlDialect();

function noted(n: number): OwnStatement {
  return { sql: "INSERT INTO noted (n) VALUES (?)", parameters: [n] };
}

describe("a statement of MariaDB behind others in one question", () => {
  let database: FreshDatabase;
  let db: Connection;
  let eye: Connection;

  before(async () => {
    database = await freshMysqlDatabase();
    [db, eye] = [await database.connect(), await database.connect()];
    await dialect.session.prepare(db);
    await db.execute("CREATE TABLE noted (n INT PRIMARY KEY)");
    await db.execute("CREATE TABLE t (a INT)");
  });

  after(async () => {
    await database.drop();
  });

  beforeEach(() => db.execute("DELETE FROM noted"));

  /** MySQL has no such question, and is asked none. */
  function onMariadb(name: string, test: () => Promise<void>): void {
    it(name, async () => {
      if (dialect.session.server === "mariadb") return await test();
      const error = await failure(db.execute("DO 0", [], { behind: [noted(1)] }));
      expect(error.serverCode).to.equal("ER_PARSE_ERROR");
      expect(await dialect.session.writeTogether(db, [noted(1)])).to.equal(false);
    });
  }

  async function notes(): Promise<readonly unknown[]> {
    return (await eye.query("SELECT n FROM noted ORDER BY n")).map(({ n }) => n);
  }

  async function columns(): Promise<readonly unknown[]> {
    return (await eye.query("SHOW COLUMNS FROM t")).map(({ Field }) => Field);
  }

  onMariadb("finds them committed, each by itself, before it begins", async () => {
    const other = await database.connect();
    await other.begin();
    await other.query("SELECT * FROM t");
    const altered = db.execute("ALTER TABLE t ADD b INT", [], { behind: [noted(1), noted(2)] });
    const waiting =
      "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND state LIKE '%metadata lock%'";
    while ((await eye.query(waiting)).length === 0);
    expect(await notes()).to.deep.equal([1, 2]);
    expect(await columns()).to.deep.equal(["a"]);
    await other.commit();
    await altered;
    expect(await columns()).to.deep.equal(["a", "b"]);
    await other.close();
  });

  onMariadb("does not run where one of them fails, nor do those behind that one", async () => {
    await db.execute("INSERT INTO noted VALUES (2)");
    const behind = [noted(1), noted(2), noted(3)];
    const error = await failure(db.execute("ALTER TABLE t ADD c INT", [], { behind }));
    expect(error.serverCode).to.equal("ER_DUP_ENTRY");
    expect(await notes()).to.deep.equal([1, 2]);
    expect(await columns()).not.to.include("c");
  });

  onMariadb("is one statement, whatever its text says", async () => {
    for (const sql of [
      "ALTER TABLE t ADD d INT; DROP TABLE t",
      "ALTER TABLE t ADD d INT'; DROP TABLE t; SELECT 'x",
      "ALTER TABLE t ADD d INT; END; DROP TABLE t",
      "ALTER TABLE t ADD d INT COMMENT 'it''s \\\\' -- \n; DROP TABLE t",
    ]) {
      const error = await failure(db.execute(sql, [], { behind: [noted(1)] }));
      expect(error.serverCode, sql).to.equal("ER_PARSE_ERROR");
      expect(await columns()).to.deep.equal(["a", "b"]);
      await db.execute("DELETE FROM noted");
    }
  });

  onMariadb("fails with the error, and at the place, with which it fails alone", async () => {
    for (const sql of ["ALTER TABLE t\n  ADD nothing WHATSOEVER", "ALTER TABLE t DROP nowhere"]) {
      const alone = await failure(db.execute(sql));
      const behind = await failure(db.execute(sql, [], { behind: [noted(1)] }));
      await db.execute("DELETE FROM noted");
      for (const key of ["code", "serverCode", "message", "position"] as const) {
        expect(behind[key], key).to.equal(alone[key]);
      }
    }
  });

  onMariadb("writes rows together or not at all, under any mode of the session", async () => {
    for (const mode of ["", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES"]) {
      const db = await database.connect();
      await db.execute(`SET SESSION sql_mode = '${mode}'`);
      expect(await dialect.session.writeTogether(db, [noted(1), noted(2)])).to.equal(true);
      expect(await notes()).to.deep.equal([1, 2]);
      expect(await dialect.session.writeTogether(db, [noted(3), noted(2)])).to.equal(false);
      expect(await notes()).to.deep.equal([1, 2]);
      // In no transaction any more.
      await db.execute("DELETE FROM noted");
      expect(await notes()).to.deep.equal([]);
      await db.close();
    }
  });

  onMariadb("writes its intent once, however often it waits for a table", async () => {
    const other = await database.connect();
    await other.begin();
    await other.query("SELECT * FROM t");
    const editor = dialect.createSchemaEditor({ horizon: emptySchema, rowsTable: "rows" });
    const statement = editor.statement("ALTER TABLE t ADD later INT");
    expect(dialect.session.takesIntent(statement)).to.equal(true);
    const situation = { afterRows: false, intent: noted(7) };
    const { execute } = db;
    const again = new Promise<void>((resolve) => {
      db.execute = (sql, ...more) => {
        if (sql === statement.sql && more[1]?.behind === undefined) resolve();
        return execute.call(db, sql, ...more);
      };
    });
    const running = dialect.session.run(db, statement, situation);
    await again;
    db.execute = execute;
    await other.commit();
    await running;
    expect(await columns()).to.include("later");
    expect(await notes()).to.deep.equal([7]);
    await other.close();
  });
});
