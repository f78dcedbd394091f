import { expect } from "chai";
import type { Connection } from "../../../src/driver/driver.js";
import { findToolTables, type ToolTables } from "../../../src/runner/records/tool-tables.js";
import { Runner } from "../../../src/runner/runner.js";
import { openDatabase } from "../../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../../databases.js";
import { chain, createTable, noop, runSql } from "../project.js";

describeEachDatabase("the history", (server) => {
  let database: TestDatabase;
  let connection: Connection;
  let tables: ToolTables;

  beforeEach(async () => {
    database = await server.create();
    connection = await database.connect();
    ({ tables } = await findToolTables({
      dialect: server.dialect,
      connection,
      historyTable: "makemigrations_history",
      toolVersion: "0",
    }));
    const opened = await openDatabase(database.url);
    const failing = { ...runSql("INSERT INTO nowhere VALUES (1)", noop), ignoreErrors: true };
    const runner = new Runner({
      migrations: chain(
        { name: "0001_a", operations: [createTable("a", "x")], checksum: "one" },
        { name: "0002_b", operations: [failing], checksum: "two" },
      ),
      dialect: server.dialect,
      database: opened,
    });
    await runner.up();
    await runner.close();
  });

  afterEach(async () => {
    await database.drop();
  });

  it("is read without what the migrations ran, and with what they ignored", async () => {
    const answers: string[] = [];
    const { query } = connection;
    const noting: typeof query = async (...given) => {
      const rows = await query.apply(connection, given);
      for (const row of rows) answers.push(...Object.values(row).map(String));
      return rows;
    };
    const { history } = await tables.read(Object.assign(connection, { query: noting }));
    const sent = answers.join();
    const rows = [...history.values()].map(({ name, checksum, ignored }) => ({
      name,
      checksum,
      ignored: ignored.map(({ operation }) => operation),
    }));
    expect(rows).to.deep.equal([
      { name: "0001_a", checksum: "one", ignored: [] },
      { name: "0002_b", checksum: "two", ignored: [0] },
    ]);
    const plans = await tables.recorder.plans(connection);
    expect([...plans.keys()]).to.deep.equal(["0001_a", "0002_b"]);
    const kept = JSON.stringify(plans.get("0001_a")?.kept ?? "");
    expect(kept).to.have.length.above(100);
    expect(sent).to.include("0001_a").and.not.include(kept);
  });

  it("says when and how long where that is wanted, behind a reading that did not want it as well", async () => {
    const row = async (told?: boolean) => {
      const { history } = await tables.read(connection, told === undefined ? undefined : { told });
      const { appliedAt, duration, toolVersion } = history.get("0001_a") ?? {};
      return [appliedAt?.getTime(), duration, toolVersion];
    };
    await connection.execute(
      "UPDATE makemigrations_history SET duration_ms = 1, tool_version = '9'",
    );
    const nothing = [undefined, undefined, undefined];
    expect(await row()).to.deep.equal(nothing);
    const told = await row(true);
    expect(told[0]).to.be.closeTo(Date.now(), 3_600_000);
    expect(told.slice(1)).to.deep.equal([1, "9"]);
    await connection.execute("UPDATE makemigrations_history SET duration_ms = 2");
    expect(await row(false)).to.deep.equal(nothing);
    expect(await row(true)).to.deep.equal([told[0], 2, "9"]);
  });

  it("is the same object while nothing changes in it, and another one when something does", async () => {
    const first = await tables.read(connection);
    expect((await tables.read(connection)).history).to.equal(first.history);
    const sql = "UPDATE makemigrations_history SET checksum = 'three' WHERE name = '0002_b'";
    await connection.execute(sql);
    const { history } = await tables.read(connection);
    expect(history).to.not.equal(first.history);
    expect(history.get("0002_b")?.checksum).to.equal("three");
    await connection.execute("DELETE FROM makemigrations_history WHERE name = '0002_b'");
    expect([...(await tables.read(connection)).history.keys()]).to.deep.equal(["0001_a"]);
  });
});
