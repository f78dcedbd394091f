import { existsSync } from "node:fs";
import { expect } from "chai";
import { postgresqlSql } from "../../src/dialect/postgresql/sql-rules.js";
import type { Connection, Parameter } from "../../src/driver/driver.js";
import { DriverError } from "../../src/driver/driver-error.js";
import { hintText } from "../../src/errors.js";
import { failure } from "./driver-failure.js";
import type { FreshDatabase } from "./fresh-database.js";
import { connectTo, freshDatabase, SERVER_URL } from "./postgresql-database.js";

describe("the PostgreSQL driver", () => {
  let database: FreshDatabase;
  let db: Connection;

  before(async () => {
    database = await freshDatabase();
    db = await database.connect();
  });

  after(async () => {
    await database.drop();
  });

  async function roundTrip(type: string, value: Parameter): Promise<unknown> {
    const [row] = await db.query(`SELECT $1::${type} AS value`, [value]);
    return row?.value;
  }

  async function same(type: string, text: string): Promise<void> {
    const [first] = await db.query(`SELECT '${text}'::${type} AS value`);
    const value = first?.value as Parameter;
    const [second] = await db.query(`SELECT $1::${type} = '${text}'::${type} AS same`, [value]);
    expect(second?.same, `${type} ${text} came as ${String(value)}`).to.equal(true);
  }

  it("refuses to wait for rows that nobody sends", async () => {
    await db.execute("CREATE TABLE copied (a text)");
    for (const sql of [
      "COPY copied FROM STDIN",
      "-- a dump\n/* of */ copy copied (a)\nfrom stdin with (format csv);",
      "/* a /* comment */ in one */ COPY copied FROM /* here */ STDIN",
      "COPY copied -- it's\n FROM STDIN",
    ]) {
      const error = await failure(db.execute(sql));
      expect(error.message).to.contain("COPY FROM STDIN");
    }
    await db.execute("COPY (SELECT 'from stdin') TO STDOUT");
    await db.execute("COPY (SELECT $$from stdin$$, E'\\' from stdin') TO STDOUT");
    await db.execute("CREATE TABLE stdin (a text)");
    await db.execute("COPY (SELECT a FROM stdin) TO STDOUT");
    expect(await db.query("SELECT 1 AS n")).to.deep.equal([{ n: 1 }]);
  });

  describe("values", () => {
    it("carries bigints to the ends of their range", async () => {
      for (const value of [2n ** 63n - 1n, -(2n ** 63n), 0n, 9007199254740993n]) {
        expect(await roundTrip("bigint", value)).to.equal(value);
      }
    });

    it("gives small integers and floats as numbers", async () => {
      expect(await roundTrip("integer", -2147483648)).to.equal(-2147483648);
      expect(await roundTrip("smallint", 32767)).to.equal(32767);
      expect(await roundTrip("float8", Number.MAX_VALUE)).to.equal(Number.MAX_VALUE);
      expect(await roundTrip("float8", 5e-324)).to.equal(5e-324);
      expect(await roundTrip("float8", 0.1)).to.equal(0.1);
    });

    it("keeps every digit of a decimal by giving it as text", async () => {
      const digits = "12345678901234567890123456789.0123456789000";
      expect(await roundTrip("numeric", digits)).to.equal(digits);
      expect(await roundTrip("numeric", "NaN")).to.equal("NaN");
      for (const text of ["NaN", "Infinity", "-Infinity"]) {
        expect(await roundTrip("float8", text)).to.equal(text);
        expect(await roundTrip("float4", text)).to.equal(text);
      }
    });

    it("carries booleans and nulls", async () => {
      expect(await roundTrip("boolean", true)).to.equal(true);
      expect(await roundTrip("boolean", false)).to.equal(false);
      expect(await roundTrip("text", null)).to.equal(null);
    });

    it("carries text with quotes, backslashes and unicode", async () => {
      const text = `it's "so" \\n \\' \u{1f600} \u00e4 \r\n\t $1 ; --`;
      expect(await roundTrip("text", text)).to.equal(text);
      expect(await roundTrip("text", "")).to.equal("");
    });

    it("carries bytes, all 256 of them", async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
      expect(await roundTrip("bytea", bytes)).to.deep.equal(bytes);
      expect(await roundTrip("bytea", new Uint8Array(0))).to.deep.equal(new Uint8Array(0));
      expect(await roundTrip("bytea", bytes.subarray(10, 20))).to.deep.equal(bytes.slice(10, 20));
    });

    it("takes a Date as UTC for each of the three kinds of column", async () => {
      const moment = new Date("2024-02-29T23:30:15.123Z");
      expect(await roundTrip("timestamptz", moment)).to.deep.equal(moment);
      expect(await roundTrip("timestamp", moment)).to.deep.equal(moment);
      expect(await roundTrip("date", moment)).to.equal("2024-02-29");
    });

    it("carries moments before 1970, before year 100 and after year 9999", async () => {
      for (const text of [
        "0001-01-01T00:00:00.000Z",
        "1969-12-31T23:59:59.999Z",
        "+012345-06-07T08:09:10.000Z",
      ]) {
        expect(await roundTrip("timestamptz", new Date(text))).to.deep.equal(new Date(text));
      }
      const [row] = await db.query("SELECT $1::timestamptz::text AS value", [
        new Date("-000043-03-15T00:00:00Z"),
      ]);
      expect(row?.value).to.equal("0044-03-15 00:00:00+00 BC");
    });

    it("gives a moment that a Date cannot hold exactly as text that means the same", async () => {
      expect(await roundTrip("timestamptz", "2024-01-02 03:04:05.678901+02")).to.equal(
        "2024-01-02T01:04:05.678901Z",
      );
      for (const text of [
        "2024-01-02 03:04:05.678901",
        "infinity",
        "-infinity",
        "0044-03-15 00:00:00 BC",
      ]) {
        await same("timestamptz", text);
        await same("timestamp", text);
      }
    });

    it("gives dates, times and intervals as the text they are", async () => {
      expect(await roundTrip("date", "2024-12-31")).to.equal("2024-12-31");
      expect(await roundTrip("time", "23:59:59.123456")).to.equal("23:59:59.123456");
      expect(await roundTrip("interval", "1 year 2 days 03:04:05")).to.equal(
        "1 year 2 days 03:04:05",
      );
    });

    it("parses JSON, but never rounds a number in it", async () => {
      expect(await roundTrip("jsonb", '{"a":[1,2.50,null,"1234567890123456789"]}')).to.deep.equal({
        a: [1, 2.5, null, "1234567890123456789"],
      });
      expect(await roundTrip("jsonb", '{"id": 12345678901234567890}')).to.equal(
        '{"id": 12345678901234567890}',
      );
      expect(await roundTrip("json", '"text \\" 99999999999999999999"')).to.equal(
        '"text \\" 99999999999999999999"',
      );
      for (const text of ["null", "true", '"5"', "[1e400]", "[1e-400]"]) {
        expect(await roundTrip("json", text)).to.equal(text);
      }
    });

    it("gives arrays as arrays", async () => {
      expect(await roundTrip("text[]", `{a,"b, c",NULL,"NULL","q\\"x\\\\","{}"}`)).to.deep.equal([
        "a",
        "b, c",
        null,
        "NULL",
        'q"x\\',
        "{}",
      ]);
      expect(await roundTrip("bigint[]", "{{1,2},{3,9007199254740993}}")).to.deep.equal([
        [1n, 2n],
        [3n, 9007199254740993n],
      ]);
      expect(await roundTrip("integer[]", "{}")).to.deep.equal([]);
      expect(await roundTrip("timestamptz[]", `{"2024-01-01 00:00:00+00"}`)).to.deep.equal([
        new Date("2024-01-01T00:00:00Z"),
      ]);
    });

    it("refuses an invalid Date before the server sees it", async () => {
      const error = await failure(db.query("SELECT $1::timestamptz", [new Date(Number.NaN)]));
      expect(error.code).to.equal("DRIVER_VALUE_REFUSED");
    });
  });

  describe("statements", () => {
    it("tells how many rows were touched", async () => {
      await db.execute("CREATE TABLE counted (id integer)");
      const inserted = await db.execute("INSERT INTO counted SELECT generate_series(1, 5)");
      expect(inserted.rowsAffected).to.equal(5);
      expect((await db.execute("DELETE FROM counted WHERE id > $1", [3])).rowsAffected).to.equal(2);
    });

    it("refuses two statements in one text and runs neither", async () => {
      const error = await failure(
        db.execute("CREATE TABLE one (id int); CREATE TABLE two (id int)"),
      );
      expect(error.serverCode).to.equal("42601");
      expect(await db.query("SELECT to_regclass('one') AS one")).to.deep.equal([{ one: null }]);
    });

    it("keeps the order of calls that were not awaited", async () => {
      await db.execute("CREATE TABLE ordered (id int)");
      const [, , rows] = await Promise.all([
        db.execute("INSERT INTO ordered VALUES (1)"),
        db.execute("UPDATE ordered SET id = 2"),
        db.query("SELECT id FROM ordered"),
      ]);
      expect(rows).to.deep.equal([{ id: 2 }]);
    });

    it("says that nothing can be written on a server that is read-only", async () => {
      await db.begin();
      await db.execute("SET TRANSACTION READ ONLY");
      const error = await failure(db.execute("CREATE TABLE never (a int)"));
      await db.rollback();
      expect(error.hint).to.contain("primary");
    });

    it("names code, position, detail and a hint of a failure", async () => {
      const error = await failure(db.query("SELECT nothing FROM pg_class"));
      expect(error.code).to.equal("DRIVER_STATEMENT_FAILED");
      expect(error.serverCode).to.equal("42703");
      expect(error.position).to.equal(8);
      expect(error.hint).to.contain("column");
      await db.execute("CREATE TABLE twice (id int PRIMARY KEY)");
      await db.execute("INSERT INTO twice VALUES (1)");
      const duplicate = await failure(db.execute("INSERT INTO twice VALUES (1)"));
      expect(duplicate.detail).to.equal("Key (id)=(1) already exists.");
      expect(duplicate.connectionLost).to.equal(false);
    });

    it("rolls back and commits, and does not take a failed commit for a good one", async () => {
      await db.begin();
      await db.execute("CREATE TABLE gone (id int)");
      await db.rollback();
      expect(await db.query("SELECT to_regclass('gone') AS name")).to.deep.equal([{ name: null }]);
      await db.begin();
      await failure(db.execute("SELECT 1/0"));
      expect((await failure(db.commit())).code).to.equal("DRIVER_ROLLED_BACK");
      await db.begin();
      await db.execute("CREATE TABLE here (id int)");
      await db.commit();
      expect(await db.query("SELECT to_regclass('here')::text AS name")).to.deep.equal([
        { name: "here" },
      ]);
    });

    it("stops a running statement on request and goes on afterwards", async () => {
      const sleeping = failure(db.query("SELECT pg_sleep(600)"));
      await db.cancel();
      const error = await until(sleeping, () => db.cancel());
      expect(error.serverCode).to.equal("57014");
      expect(await db.query("SELECT 1 AS one")).to.deep.equal([{ one: 1 }]);
    });

    it("honours the server's statement timeout", async () => {
      await db.begin();
      // Gone with the transaction: a statement that takes it back might itself take as long.
      await db.execute("SET LOCAL statement_timeout = 50");
      const error = await failure(db.query("SELECT pg_sleep(600)"));
      await db.rollback();
      expect(error.serverCode).to.equal("57014");
    });
  });

  describe("connecting", () => {
    it("says clearly that the connection is gone, then and later", async () => {
      const victim = await database.connect();
      const [row] = await victim.query("SELECT pg_backend_pid() AS pid");
      const running = failure(victim.query("SELECT pg_sleep(600)"));
      await db.query("SELECT pg_terminate_backend($1)", [row?.pid as number]);
      const error = await running;
      expect(error.connectionLost).to.equal(true);
      expect(error.code).to.equal("DRIVER_CONNECTION_LOST");
      expect((await failure(victim.query("SELECT 1"))).connectionLost).to.equal(true);
      await victim.close();
    });

    it("survives a connection that is ended while it does nothing", async () => {
      const victim = await database.connect();
      const [row] = await victim.query("SELECT pg_backend_pid() AS pid");
      await db.query("SELECT pg_terminate_backend($1)", [row?.pid as number]);
      expect((await failure(waitUntilLost(victim))).code).to.equal("DRIVER_CONNECTION_LOST");
    });

    it("refuses statements after close, and closes twice without complaint", async () => {
      const closed = await database.connect();
      await closed.close();
      await closed.close();
      expect((await failure(closed.query("SELECT 1"))).code).to.equal("DRIVER_CONNECTION_LOST");
    });

    it("explains a refused connection without the password", async () => {
      const error = await failure(connectTo("postgresql://me:s3cret@127.0.0.1:1/shop"));
      expect(error.code).to.equal("DRIVER_CONNECT_FAILED");
      expect(error.serverCode).to.equal("ECONNREFUSED");
      expect(error.message).to.contain('"postgresql://127.0.0.1:1/shop"');
      expect(
        JSON.stringify({
          ...error,
          message: error.message,
          stack: error.stack,
          cause: error.cause,
        }),
      ).not.to.contain("s3cret");
    });

    it("explains a database that does not exist", async () => {
      const error = await failure(
        connectTo(database.url.replace(database.name, "mm_no_such_database")),
      );
      expect(error.serverCode).to.equal("3D000");
      expect(hintText(error.hint)).to.contain("`mm db create`");
    });

    it("gives up after the connect timeout", async () => {
      const url = "postgresql://me@127.0.0.1:1/shop";
      const { createServer } = await import("node:net");
      const silent = createServer();
      await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
      const address = silent.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      const { PostgresqlDriver } = await import("../../src/driver/postgresql-driver.js");
      const error = await failure(
        new PostgresqlDriver(postgresqlSql).connect({
          url: url.replace(":1/", `:${port}/`),
          connectTimeout: 200,
          readOnly: false,
        }),
      );
      silent.close();
      expect(error.code).to.equal("DRIVER_CONNECT_FAILED");
      expect(error.serverCode).to.equal("ETIMEDOUT");
    });

    it("insists on TLS when the URL does", async () => {
      const [row] = await db.query("SELECT current_setting('ssl') AS ssl");
      const url = `${database.url}?sslmode=require`;
      if (row?.ssl === "on") {
        const secure = await connectTo(url);
        const [used] = await secure.query(
          "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
        );
        await secure.close();
        expect(used?.ssl).to.equal(true);
        expect((await failure(connectTo(`${database.url}?sslmode=verify-full`))).code).to.equal(
          "DRIVER_CONNECT_FAILED",
        );
      } else {
        expect((await failure(connectTo(url))).message).to.contain("SSL");
      }
    });

    it("names itself to the server", async () => {
      const [row] = await db.query(
        "SELECT application_name AS name FROM pg_stat_activity WHERE pid = pg_backend_pid()",
      );
      expect(row?.name).to.equal("makemigrations");
    });

    if (existsSync("/var/run/postgresql/.s.PGSQL.5432") && SERVER_URL.includes(":5432/")) {
      it("finds a unix socket by either spelling", async () => {
        for (const url of [
          `postgresql:///${database.name}?host=/var/run/postgresql&user=postgres`,
          `postgresql://postgres@%2Fvar%2Frun%2Fpostgresql/${database.name}`,
          `postgresql://postgres@/${database.name}?host=/var/run/postgresql`,
        ]) {
          const outcome = await socketOutcome(url);
          // Peer authentication may refuse us; reaching the server is what is asked here.
          expect(outcome).to.be.oneOf(["connected", "28000", "28P01"]);
        }
      });
    }
  });
});

async function socketOutcome(url: string): Promise<string | undefined> {
  try {
    await (await connectTo(url)).close();
    return "connected";
  } catch (error) {
    return error instanceof DriverError ? error.serverCode : String(error);
  }
}

/** Repeats `nudge` until `work` ends: the first one may come before the server has begun. */
async function until<T>(work: Promise<T>, nudge: () => Promise<void>): Promise<T> {
  let done = false;
  const watched = work.finally(() => {
    done = true;
  });
  while (!done) {
    await nudge();
    await Promise.race([watched, new Promise((resolve) => setTimeout(resolve, 50))]);
  }
  return watched;
}

async function waitUntilLost(connection: Connection): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1)
    await connection.query("SELECT pg_sleep(0.01)");
}
