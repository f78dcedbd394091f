import { existsSync } from "node:fs";
import { expect } from "chai";
import type { Connection, SqlValue } from "../../src/driver/driver.js";
import { failure } from "./driver-failure.js";
import type { FreshDatabase } from "./fresh-database.js";
import { connectToMysql, freshMysqlDatabase, MYSQL_SERVER_URL } from "./mysql-database.js";

const SOCKET = "/run/mysqld/mysqld.sock";

describe("the MySQL driver", () => {
  let database: FreshDatabase;
  let db: Connection;

  before(async () => {
    database = await freshMysqlDatabase();
    db = await database.connect();
  });

  after(async () => {
    await database.drop();
  });

  /** Through a column of the type: written as a parameter, read with and without parameters. */
  async function roundTrip(type: string, value: SqlValue): Promise<unknown> {
    await db.execute("DROP TABLE IF EXISTS trip");
    await db.execute(`CREATE TABLE trip (value ${type})`);
    await db.execute("INSERT INTO trip VALUES (?)", [value]);
    const [text] = await db.query("SELECT value FROM trip");
    const [binary] = await db.query("SELECT value FROM trip WHERE ? = 1", [1]);
    expect(binary?.value, "both protocols agree").to.deep.equal(text?.value);
    return text?.value;
  }

  describe("values", () => {
    it("carries integers to the ends of their ranges, as bigint beyond what a number holds", async () => {
      for (const value of [2n ** 63n - 1n, -(2n ** 63n), 9007199254740993n]) {
        expect(await roundTrip("BIGINT", value)).to.equal(value);
      }
      expect(await roundTrip("BIGINT UNSIGNED", 2n ** 64n - 1n)).to.equal(2n ** 64n - 1n);
      expect(await roundTrip("BIGINT", 42n)).to.equal(42);
      expect(await roundTrip("INT", -2147483648)).to.equal(-2147483648);
      expect(await roundTrip("BIT(8)", 129)).to.equal(129);
      expect(await roundTrip("YEAR", 1999)).to.equal(1999);
    });

    it("gives TINYINT(1) as a boolean and a wider TINYINT as a number", async () => {
      expect(await roundTrip("TINYINT(1)", true)).to.equal(true);
      expect(await roundTrip("TINYINT(1)", false)).to.equal(false);
      expect(await roundTrip("TINYINT(1)", 5)).to.equal(5);
      expect(await roundTrip("TINYINT", 1)).to.equal(1);
    });

    it("keeps floats and every digit of a decimal", async () => {
      expect(await roundTrip("DOUBLE", 1.7976931348623157e308)).to.equal(1.7976931348623157e308);
      expect(await roundTrip("DOUBLE", 5e-324)).to.equal(5e-324);
      expect(await roundTrip("DOUBLE", 0.1)).to.equal(0.1);
      expect(await roundTrip("FLOAT", 0.1)).to.equal(0.1);
      const digits = "12345678901234567890123456789012345.012345678901234567890123456789";
      expect(await roundTrip("DECIMAL(65,30)", digits)).to.equal(digits);
    });

    it("reads moments as UTC and keeps microseconds as text", async () => {
      const moment = new Date("2026-11-24T23:59:59.123Z");
      expect(await roundTrip("DATETIME(3)", moment)).to.deep.equal(moment);
      expect(await roundTrip("TIMESTAMP(3) NULL", moment)).to.deep.equal(moment);
      expect(await roundTrip("DATETIME", new Date(0))).to.deep.equal(new Date(0));
      const last = new Date("9999-12-31T23:59:59.999Z");
      expect(await roundTrip("DATETIME(3)", last)).to.deep.equal(last);
      const exact = "2026-11-24 23:59:59.123456";
      expect(await roundTrip("DATETIME(6)", exact)).to.equal(exact);
      const [row] = await db.query("SELECT @@session.time_zone AS zone");
      expect(row?.zone).to.equal("+00:00");
    });

    it("gives days and times of day as text", async () => {
      expect(await roundTrip("DATE", "0001-01-01")).to.equal("0001-01-01");
      expect(await roundTrip("DATE", "9999-12-31")).to.equal("9999-12-31");
      expect(await roundTrip("TIME", "-838:59:59")).to.equal("-838:59:59");
      expect(await roundTrip("TIME(6)", "23:59:59.999999")).to.equal("23:59:59.999999");
    });

    it("carries every byte", async () => {
      const all = Uint8Array.from({ length: 256 }, (_, index) => index);
      expect(await roundTrip("LONGBLOB", all)).to.deep.equal(all);
      expect(await roundTrip("VARBINARY(256)", all)).to.deep.equal(all);
      expect(await roundTrip("LONGBLOB", new Uint8Array())).to.deep.equal(new Uint8Array());
    });

    it("carries every kind of text", async () => {
      const hostile = 'it\'s "a" `b` \\ \\n %_ \u0000 \u001b[31m 日本語 😀 \r\n';
      expect(await roundTrip("LONGTEXT", hostile)).to.equal(hostile);
      expect(await roundTrip("VARCHAR(10)", "")).to.equal("");
    });

    it("parses JSON, unless a number in it would lose digits", async () => {
      expect(await roundTrip("JSON", '{"a":[1,"x",null,1.5]}')).to.deep.equal({
        a: [1, "x", null, 1.5],
      });
      const big = '{"id":9007199254740993}';
      // MySQL has a space behind the colon.
      expect(String(await roundTrip("JSON", big)).replace(": ", ":")).to.equal(big);
      expect(await roundTrip("JSON", '{"card":"4111111111111111"}')).to.deep.equal({
        card: "4111111111111111",
      });
      expect(await roundTrip("JSON", null)).to.equal(null);
    });

    it("stores the same under NO_BACKSLASH_ESCAPES", async () => {
      const other = await database.connect();
      await other.execute("SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES'");
      const [row] = await other.query("SELECT ? AS value", ["a\\b' OR 1=1 -- "]);
      expect(row?.value).to.equal("a\\b' OR 1=1 -- ");
    });

    it("refuses what the server would change in silence", async () => {
      const wrong = [Number.NaN, Number.POSITIVE_INFINITY, new Date(Number.NaN), 2n ** 64n];
      for (const value of wrong) {
        const error = await failure(db.query("SELECT ? AS value", [value]));
        expect(error.code).to.equal("DRIVER_VALUE_REFUSED");
      }
    });

    it("counts the rows that a statement found", async () => {
      await db.execute("DROP TABLE IF EXISTS counted");
      await db.execute("CREATE TABLE counted (id INT)");
      expect(await db.execute("INSERT INTO counted VALUES (1), (2), (3)")).to.deep.equal({
        rowsAffected: 3,
      });
      const same = await db.execute("UPDATE counted SET id = id WHERE id < ?", [3]);
      expect(same.rowsAffected).to.equal(2);
    });
  });

  describe("errors", () => {
    it("give the server's code, the position and a hint", async () => {
      const sql = "SELECT 1,\n  FROM x\n  WHERE y";
      const error = await failure(db.query(sql));
      expect(error.code).to.equal("DRIVER_STATEMENT_FAILED");
      expect(error.serverCode).to.equal("ER_PARSE_ERROR");
      expect(sql.slice((error.position ?? 0) - 1)).to.match(/^FROM x/);
      expect(error.detail).to.contain("1064");
      expect(error.hint).to.be.a("string");
    });

    it("name a failed check of MariaDB and of MySQL", async () => {
      await db.execute("CREATE TABLE checked (n INT, CONSTRAINT positive CHECK (n > 0))");
      const error = await failure(db.execute("INSERT INTO checked VALUES (-1)"));
      expect(error.serverCode).to.match(/^ER_(CONSTRAINT_FAILED|CHECK_CONSTRAINT_VIOLATED)$/);
      expect(error.hint).to.contain("check");
    });

    it("say what a session that may only read, and a user without the right, can do", async () => {
      await db.execute("CREATE TABLE guarded (n INT)");
      await db.execute("START TRANSACTION READ ONLY");
      const first = await failure(db.execute("INSERT INTO guarded VALUES (1)"));
      await db.rollback();
      expect(first.hint).to.contain("transaction_read_only");
      const denied = await failure(db.execute("UPDATE information_schema.tables SET engine = ''"));
      expect(denied.hint).to.contain("Grant");
    });

    it("refuse several statements in one text", async () => {
      const error = await failure(db.execute("SELECT 1; SELECT 2"));
      expect(error.serverCode).to.equal("ER_PARSE_ERROR");
    });

    it("never show the password, not even of a wrong URL", async () => {
      const attempts = [
        "mysql://nobody:s3cret%21@127.0.0.1:3306/x",
        "mysql://nobody:s3cret%21@127.0.0.1:1/x",
        "mysql://root:s3cret%21@127.0.0.1:3306/x?ssl-mode=sometimes",
        "mysql://root:s3cret%zz@127.0.0.1:3306/x",
        "postgresql://root:s3cret%21@127.0.0.1/x",
        "mysql://root:s3cret%21@:x:y",
      ];
      for (const url of attempts) {
        const error = await failure(connectToMysql(url));
        expect(error.code).to.be.oneOf(["DRIVER_CONNECT_FAILED", "DRIVER_URL_INVALID"]);
        expect(
          JSON.stringify({ ...error, text: error.message, stack: error.stack }),
        ).not.to.contain("s3cret");
      }
      expect(db.label).to.match(/^mysql:\/\/[^@]+\/mm_test_/);
    });

    it("say what is wrong when connecting", async () => {
      const closed = await failure(connectToMysql("mysql://root@127.0.0.1:1/x"));
      expect(closed.serverCode).to.equal("ECONNREFUSED");
      expect(closed.hint).to.contain("--wait");
      const missing = await failure(connectToMysql(`${MYSQL_SERVER_URL}mm_not_there`));
      expect(missing.serverCode).to.equal("ER_BAD_DB_ERROR");
      const noTls = await failure(connectToMysql(`${database.url}?ssl-mode=verify-identity`));
      expect(noTls.code).to.equal("DRIVER_CONNECT_FAILED");
    });

    it("end connecting to a silent server after the timeout", async () => {
      const { createServer } = await import("node:net");
      const server = createServer(() => undefined).listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      const { MysqlDriver } = await import("../../src/driver/mysql-driver.js");
      const url = `mysql://root@127.0.0.1:${port}/x`;
      const error = await failure(
        new MysqlDriver().connect({ url, connectTimeout: 200, readOnly: false }),
      );
      expect(error.serverCode).to.equal("ETIMEDOUT");
      server.close();
    });
  });

  describe("the session", () => {
    it("stops the running statement when asked", async () => {
      const other = await database.connect();
      // A single SLEEP would end without an error on MySQL.
      const slow = failure(other.query("SELECT SUM(SLEEP(0.1)) FROM information_schema.columns"));
      await waitUntil(async () => (await sleepers()) > 0);
      await other.cancel();
      expect((await slow).serverCode).to.equal("ER_QUERY_INTERRUPTED");
      const [row] = await other.query("SELECT 1 AS alive");
      expect(row?.alive).to.equal(1);
    });

    it("tells clearly that it is gone after the server ended it", async () => {
      const other = await database.connect();
      const [row] = await other.query("SELECT CONNECTION_ID() AS id");
      const slow = failure(other.query("SELECT SLEEP(600)"));
      await waitUntil(async () => (await sleepers()) > 0);
      await db.execute(`KILL CONNECTION ${row?.id}`);
      for (const error of [await slow, await failure(other.query("SELECT 1"))]) {
        expect(error.code).to.equal("DRIVER_CONNECTION_LOST");
        expect(error.connectionLost).to.equal(true);
        expect(error.hint).to.contain("Run again");
      }
      await other.close();
    });

    it("refuses work after it was closed, and closing twice is fine", async () => {
      const other = await connectToMysql(database.url);
      await other.close();
      await other.close();
      expect((await failure(other.query("SELECT 1"))).code).to.equal("DRIVER_CONNECTION_LOST");
    });

    it("rolls back what a transaction wrote", async () => {
      await db.execute("CREATE TABLE ledger (id INT) ENGINE=InnoDB");
      await db.begin();
      await db.execute("INSERT INTO ledger VALUES (1)");
      await db.rollback();
      await db.begin();
      await db.execute("INSERT INTO ledger VALUES (2)");
      await db.commit();
      expect(await db.query("SELECT id FROM ledger")).to.deep.equal([{ id: 2 }]);
    });

    async function sleepers(): Promise<number> {
      const [row] = await db.query(
        "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE db = ? AND state LIKE 'User sleep'",
        [database.name],
      );
      return Number(row?.n);
    }
  });

  describe("the URL", () => {
    it("reaches a database whose name is hostile", async () => {
      const hostile = await freshMysqlDatabase("mm_test_it's `a\" \\ %20 ü/?#");
      try {
        const [row] = await (await hostile.connect()).query("SELECT DATABASE() AS name");
        expect(row?.name).to.equal(hostile.name);
      } finally {
        await hostile.drop();
      }
    });

    if (existsSync(SOCKET) && MYSQL_SERVER_URL.includes("127.0.0.1")) {
      it("reaches the server by its socket", async () => {
        const connection = await connectToMysql(`mariadb://root@localhost/mysql?socket=${SOCKET}`);
        const [row] = await connection.query("SELECT 1 AS one");
        expect(row?.one).to.equal(1);
        expect(connection.label).to.equal(`mariadb://localhost(${SOCKET})/mysql`);
        await connection.close();
      });
    }
  });
});

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
