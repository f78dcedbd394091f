import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { failure } from "../driver/driver-failure.js";
import { table } from "./bench-tables.js";
import { Workbench } from "./workbench.js";

/** What makes a database end the transaction that is open; the second session may help. */
const ENDINGS: Readonly<
  Record<string, (connection: Connection, other: Connection) => Promise<unknown>>
> = {
  postgresql: (connection) => connection.execute("SELECT 1 / 0"),
  sqlite: async (connection) => {
    await connection.execute("CREATE UNIQUE INDEX one ON vals (small)");
    return await connection.execute("INSERT OR ROLLBACK INTO vals (small) VALUES (1)");
  },
  sqlserver: (connection) => connection.execute("SELECT 1 / 0"),
  mysql: async (connection, other) => {
    await connection.execute("SET SESSION innodb_lock_wait_timeout = 1");
    await other.begin();
    await other.execute("INSERT INTO vals (small) VALUES (7)");
    try {
      return await connection.query("SELECT small FROM vals FOR UPDATE");
    } finally {
      await other.rollback();
    }
  },
};

const values = table("vals", [
  { name: "small", type: "integer" },
  { name: "big", type: "bigint" },
  { name: "text", type: "text" },
  { name: "raw", type: "bytes" },
  { name: "moment", type: "timestamp" },
  { name: "ratio", type: "double" },
  { name: "flag", type: "boolean" },
]);

describeEachDatabase("a driver", (server) => {
  let bench: Workbench;
  let connection: Connection;
  let database: TestDatabase;

  before(async () => {
    bench = await Workbench.open(server);
    ({ connection, database } = bench);
    await bench.create([values]);
  });
  after(() => bench.close());
  beforeEach(() => connection.execute("DELETE FROM vals"));

  it("brings every kind of value there and back", async () => {
    const moment = new Date("2026-11-24T18:44:56.000Z");
    const row = {
      small: -7,
      big: 9223372036854775807n,
      text: 'it\'s "so" \\ ü 😀\n',
      raw: Uint8Array.of(0, 39, 92, 255),
      moment,
      ratio: 0.1,
      flag: true,
    };
    await bench.insert("vals", row);
    const [read] = await connection.query("SELECT small, big, text, raw, moment, ratio FROM vals");
    const { flag: _, ...expected } = row;
    expect(read).to.deep.equal(expected);
    const [flag] = await connection.query("SELECT flag FROM vals");
    expect([1, true]).to.include(flag?.flag);
  });

  it("brings NULL and a small bigint there and back", async () => {
    await bench.insert("vals", { small: null, big: 5, text: "" });
    const [read] = await connection.query("SELECT small, big, text FROM vals");
    expect(read?.small).to.equal(null);
    expect(Number(read?.big)).to.equal(5);
    expect(read?.text).to.equal("");
  });

  it("tells how many rows a statement changed", async () => {
    await bench.insert("vals", { small: 1 });
    await bench.insert("vals", { small: 2 });
    expect(await connection.execute("UPDATE vals SET small = small + 10")).to.deep.equal({
      rowsAffected: 2,
    });
    expect(await connection.execute("DELETE FROM vals WHERE small = 99")).to.deep.equal({
      rowsAffected: 0,
    });
  });

  it("commits and rolls back", async () => {
    await connection.begin();
    await bench.insert("vals", { small: 1 });
    await connection.rollback();
    await connection.begin();
    await bench.insert("vals", { small: 2 });
    await connection.commit();
    expect(await connection.query("SELECT small FROM vals")).to.deep.equal([{ small: 2 }]);
  });

  it("throws DriverError with the server's code for a wrong statement, and goes on", async () => {
    const error = await failure(connection.query("SELEKT 1"));
    expect(error.code).to.equal("DRIVER_STATEMENT_FAILED");
    expect(error.serverCode).to.be.a("string");
    expect(await connection.query("SELECT 1 AS one")).to.deep.equal([{ one: 1 }]);
  });

  it("lets the dialect tell that a thing to drop is not there", async () => {
    const missing = await failure(connection.execute("DROP TABLE nothing_here"));
    expect(database.dialect.session.isMissingObject(missing)).to.equal(true);
    const wrong = await failure(connection.execute("DROP DROP"));
    expect(database.dialect.session.isMissingObject(wrong)).to.equal(false);
  });

  it("undoes only the attempt inside a transaction that goes on", async () => {
    const { dialect } = database;
    await connection.begin();
    await bench.insert("vals", { small: 1 });
    const error = await failure(
      dialect.session.attempt(connection, async () => {
        await bench.insert("vals", { small: 2 });
        await connection.execute("INSERT INTO nothing_here VALUES (1)");
      }),
    );
    expect(error.code).to.equal("DRIVER_STATEMENT_FAILED");
    await connection.commit();
    expect(await connection.query("SELECT small FROM vals")).to.deep.equal([{ small: 1 }]);
  });

  it("takes no more statements into a transaction that the database has ended", async () => {
    const end = ENDINGS[server.name];
    if (end === undefined) throw new Error(`no ending for ${server.name}`);
    await connection.begin();
    await bench.insert("vals", { small: 1 });
    const first = await failure(end(connection, await database.connect()));
    const later = await failure(bench.insert("vals", { small: 2 }));
    expect(later.code).to.equal("DRIVER_ROLLED_BACK");
    expect(later.message).to.contain(first.message);
    expect(later.serverCode).to.equal(first.serverCode);
    expect((await failure(connection.commit())).code).to.equal("DRIVER_ROLLED_BACK");
    await connection.rollback();
    expect(await connection.query("SELECT small FROM vals")).to.deep.equal([]);
  });

  it("has a label without a password", () => {
    expect(connection.label)
      .to.be.a("string")
      .that.does.not.match(/:[^/@]+@/);
  });

  it("refuses to connect to nothing with a DriverError", async () => {
    const nowhere = /^sqlite/.test(database.url)
      ? "sqlite:/no/such/folder/a.db"
      : database.url.replace(/:\d+\//, ":1/");
    const error = await failure(
      database.dialect
        .createDriver()
        .connect({ url: nowhere, connectTimeout: 60_000, readOnly: false }),
    );
    expect(error.code).to.equal("DRIVER_CONNECT_FAILED");
    expect(error.hint).to.be.a("string");
  });
});
