import { expect } from "chai";
import { MysqlDialect } from "../../../src/dialect/mysql/dialect.js";
import type { Connection } from "../../../src/driver/driver.js";
import { emptySchema } from "../../../src/schema/schema.js";
import type { FreshDatabase } from "../../driver/fresh-database.js";
import {
  connectToMysql,
  freshMysqlDatabase,
  MYSQL_SERVER_URL,
} from "../../driver/mysql-database.js";

const dialect = new MysqlDialect();
const editor = dialect.createSchemaEditor({ horizon: emptySchema, rowsTable: "rows" });

describe("a prepared session of MySQL", () => {
  let database: FreshDatabase;
  let db: Connection;

  before(async () => {
    database = await freshMysqlDatabase();
    db = await database.connect();
    await db.execute("SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'");
    await dialect.session.prepare(db);
    await db.execute(
      "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, n SMALLINT, w VARCHAR(9))",
    );
  });

  after(async () => {
    await database.drop();
  });

  it("reads literals as the dialect writes them, whatever the mode was before", async () => {
    for (const text of ["back\\slash", "\\", "\\'", "it's", "\\n", 'a"b', "%\\_"]) {
      const [row] = await db.query(`SELECT ${dialect.literal(text)} AS text`);
      expect(row?.text).to.equal(text);
    }
  });

  it("makes errors of values that do not fit, and keeps a key of 0", async () => {
    let code: unknown;
    await db.execute("INSERT INTO t (n) VALUES (99999)").catch((error) => {
      code = error.serverCode;
    });
    expect(code).to.equal("ER_WARN_DATA_OUT_OF_RANGE");
    await db.execute("INSERT INTO t (id, w) VALUES (0, 'zero')");
    expect(await db.query("SELECT id FROM t WHERE w = 'zero'")).to.deep.equal([{ id: 0 }]);
  });

  it("waits in turns for a table that another session uses, then goes through", async () => {
    const other = await database.connect();
    await other.begin();
    await other.query("SELECT * FROM t");
    const alter = editor.statement("ALTER TABLE t ADD COLUMN later INT");
    const running = dialect.session.run(db, alter);
    const watcher = await database.connect();
    // Between two turns no session waits, and who is in the way is seen a moment later.
    let told = "";
    while (!/session \d+ waits for a table lock .* session \d+/.test(told)) {
      told = (await dialect.session.blockers(watcher, db)).join("\n");
    }
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await other.commit();
    await running;
    expect(await db.query("SELECT later FROM t WHERE id = 0")).to.deep.equal([{ later: null }]);
  });

  it("sees what others commit, whatever the server makes of a statement that begins no transaction", async () => {
    await db.execute("CREATE TABLE seen (n INT)");
    const one = await database.connect();
    await one.execute("SET SESSION autocommit = 0, completion_type = 'CHAIN'");
    await dialect.session.prepare(one);
    const count = async () => (await one.query("SELECT COUNT(*) AS n FROM seen"))[0]?.n;
    expect(await count()).to.equal(0);
    await db.execute("INSERT INTO seen VALUES (1)");
    expect(await count()).to.equal(1);
    await one.begin();
    await one.commit();
    expect(await count()).to.equal(1);
    await db.execute("INSERT INTO seen VALUES (2)");
    expect(await count()).to.equal(2);
    await one.close();
  });

  it("reads all rows, also where the server gives fewer when it is not told", async () => {
    const one = await database.connect();
    await one.execute("SET SESSION sql_select_limit = 1");
    await dialect.session.prepare(one);
    expect(await one.query("SELECT 1 AS n UNION ALL SELECT 2")).to.deep.equal([{ n: 1 }, { n: 2 }]);
    await one.close();
  });

  it("needs a database in the URL", async () => {
    const bare = await connectToMysql(MYSQL_SERVER_URL.replace(/\/[^/?]*(\?|$)/, "/$1"));
    let code: unknown;
    await dialect.session.prepare(bare).catch((error) => {
      code = error.code;
    });
    expect(code).to.equal("DIALECT_NO_DATABASE");
    await bare.close();
  });

  it("runs scripts with DELIMITER, procedures and triggers, and asks about each statement", async () => {
    const script = `
      -- a comment; with a semicolon
      CREATE TABLE log (text VARCHAR(100)); # another; one
      DELIMITER //
      CREATE TRIGGER t_log AFTER INSERT ON t FOR EACH ROW
      BEGIN
        INSERT INTO log VALUES ('a;b \\'//\\' it''s');
        IF NEW.n > 5 THEN INSERT INTO log VALUES ("c;d"); END IF;
      END//
      CREATE PROCEDURE twice (IN x INT) BEGIN SELECT x * 2 AS y; SELECT 1; END //
      DELIMITER ;
      CREATE VIEW v AS SELECT 1 AS one;
      INSERT INTO t (n) VALUES (7)`;
    const statements = editor.raw(script);
    expect(statements).to.have.length(5);
    for (const statement of statements) {
      const done = async () => {
        if (statement.probe === undefined) return undefined;
        const [row] = await db.query(statement.probe);
        return row?.done;
      };
      const before = await done();
      await dialect.session.run(db, statement);
      const rows = /^INSERT/.test(statement.sql);
      expect([before, await done()]).to.deep.equal(rows ? [undefined, undefined] : [0, 1]);
    }
    expect(await db.query("SELECT text FROM log")).to.deep.equal([
      { text: "a;b '//' it's" },
      { text: "c;d" },
    ]);
    expect(await db.query("CALL twice(4)")).to.deep.equal([{ y: 8 }]);
  });
});
