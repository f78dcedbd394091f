import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { Statement } from "../../../src/dialect/statement.js";
import { DriverError } from "../../../src/driver/driver-error.js";
import { PostgresqlWorkbench } from "./postgresql-workbench.js";

const CHILD = fileURLToPath(new URL("./statement-child.js", import.meta.url));

const table = {
  type: "create_table",
  name: "t",
  fields: [
    { name: "id", type: "serial", primaryKey: true },
    { name: "v", type: "integer" },
  ],
};
const unique = {
  type: "add_index",
  table: "t",
  index: { name: "uq_v", fields: ["v"], unique: true },
  concurrently: true,
};
/** As it stands in migrations from before. */
const inside = {
  ...unique,
  index: { ...unique.index, concurrently: true },
  concurrently: undefined,
};

describe("CREATE INDEX CONCURRENTLY", () => {
  let bench: PostgresqlWorkbench;

  before(async () => {
    bench = await PostgresqlWorkbench.open();
  });

  beforeEach(async () => {
    await bench.reset();
    await bench.up(table);
    bench.transaction = false;
  });

  after(async () => {
    await bench.close();
  });

  async function failedBuild(): Promise<Statement> {
    await bench.execute("INSERT INTO t (v) VALUES (1), (1)");
    const error = await bench.up(unique).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(DriverError).with.property("serverCode", "23505");
    const [statement] = bench.plan(unique);
    if (statement === undefined) throw new Error("no statement");
    return statement;
  }

  const done = async (statement: Statement): Promise<unknown> =>
    (await bench.query(statement.probe ?? ""))[0]?.done;

  it("is the same wherever a migration says it", () => {
    const texts = (data: typeof unique | typeof inside) => bench.plan(data).map(({ sql }) => sql);
    expect(texts(inside)).to.deep.equal(texts(unique));
  });

  it("stands outside transactions, up and down", async () => {
    const up = await bench.up(unique);
    expect(up.map(({ sql, transactional }) => [sql, transactional])).to.deep.equal([
      ['CREATE UNIQUE INDEX CONCURRENTLY "uq_v" ON "t" ("v")', false],
    ]);
    const down = await bench.down(1);
    expect(down.map(({ sql, transactional }) => [sql, transactional])).to.deep.equal([
      ['DROP INDEX CONCURRENTLY "uq_v"', false],
    ]);
  });

  it("leaves an invalid index when it fails, which counts as not there and is repaired", async () => {
    const statement = await failedBuild();
    expect(
      await bench.query(
        "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'uq_v'::regclass",
      ),
    ).to.deep.equal([{ valid: false }]);
    await bench.compare("an invalid index serves nobody, so it is not there");
    expect(await done(statement)).to.equal(0);
    await bench.execute("DELETE FROM t WHERE id = 2");
    await bench.dialect.session.repair(bench.db, statement);
    expect(await bench.query("SELECT to_regclass('uq_v') AS gone")).to.deep.equal([{ gone: null }]);
    await bench.up(unique);
    expect(await done(statement)).to.equal(1);
  });

  it("is not repaired away when it is valid, or stands on another table, or was never there", async () => {
    const [statement] = bench.plan(unique);
    if (statement === undefined) throw new Error("no statement");
    await bench.dialect.session.repair(bench.db, statement);
    await bench.execute("CREATE TABLE u (v int)");
    await bench.execute("CREATE INDEX uq_v ON u (v)");
    await bench.dialect.session.repair(bench.db, statement);
    expect(await done(statement)).to.equal(0);
    expect(await bench.query("SELECT to_regclass('uq_v')::text AS name")).to.deep.equal([
      { name: "uq_v" },
    ]);
  });

  it("ends with a client that is killed, and the next one clears away what it left", async () => {
    const [statement] = bench.plan(unique);
    if (statement === undefined) throw new Error("no statement");
    // An older transaction keeps the build waiting until the killing is done.
    const older = await bench.database.connect();
    await older.begin();
    await older.execute("INSERT INTO t (v) VALUES (5)");
    const child = fork(CHILD, [bench.database.url, statement.sql], { stdio: "inherit" });
    while ((await building(statement)) === 0) await new Promise((next) => setTimeout(next, 20));
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    while ((await building(statement)) !== 0) await new Promise((next) => setTimeout(next, 20));
    expect(await done(statement)).to.equal(0);
    await older.rollback();
    await bench.dialect.session.repair(bench.db, statement);
    expect(await bench.query("SELECT to_regclass('uq_v') AS gone")).to.deep.equal([{ gone: null }]);
    await bench.up(unique);
  });

  async function building(statement: Statement): Promise<unknown> {
    const [row] = await bench.query(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND query = $1 AND state = 'active' AND wait_event_type = 'Lock'",
      [statement.sql],
    );
    return row?.n;
  }

  it("is not taken for done when a valid index of that name has another shape", async () => {
    const [statement] = bench.plan(unique);
    if (statement === undefined) throw new Error("no statement");
    await bench.execute("CREATE INDEX uq_v ON t (v)");
    expect(await done(statement)).to.equal(0);
    await bench.execute("DROP INDEX uq_v");
    await bench.execute("CREATE UNIQUE INDEX uq_v ON t (v) WHERE v > 0");
    expect(await done(statement)).to.equal(0);
    await bench.execute("DROP INDEX uq_v");
    await bench.execute("CREATE UNIQUE INDEX uq_v ON t (id)");
    expect(await done(statement)).to.equal(0);
  });
});
