import { expect } from "chai";
import { PostgresqlDialect } from "../../../src/dialect/postgresql/dialect.js";
import type { Connection } from "../../../src/driver/driver.js";
import { DriverError } from "../../../src/driver/driver-error.js";
import { emptySchema } from "../../../src/schema/schema.js";
import type { FreshDatabase } from "../../driver/fresh-database.js";
import { connectTo, freshDatabase } from "../../driver/postgresql-database.js";

describe("PostgreSQL timeouts", () => {
  const dialect = new PostgresqlDialect();
  let database: FreshDatabase;
  let db: Connection;
  let other: Connection;

  before(async () => {
    database = await freshDatabase();
    db = await database.connect();
    other = await database.connect();
    await dialect.session.prepare(db);
    await db.execute("CREATE TABLE t (id int)");
  });

  after(async () => {
    await database.drop();
  });

  async function settings(connection: Connection): Promise<unknown> {
    const [row] = await connection.query(
      "SELECT current_setting('lock_timeout') AS lock, current_setting('statement_timeout') AS statement",
    );
    return row;
  }

  it("are set for the session, and not where an operator has set them", async () => {
    expect(await settings(db)).to.deep.equal({ lock: "1s", statement: "1h" });
    const own = await connectTo(`${database.url}?options=-c%20lock_timeout%3D7s`);
    await dialect.session.prepare(own);
    expect(await settings(own)).to.deep.equal({ lock: "7s", statement: "1h" });
    await own.close();
  });

  it("run a migration again that only waited too long for a lock", async () => {
    await other.begin();
    await other.execute("LOCK TABLE t IN ACCESS SHARE MODE");
    let runs = 0;
    const waits: unknown[] = [];
    await dialect.session.atomic(db, {
      statements: [],
      work: async () => {
        runs += 1;
        waits.push((await db.query("SHOW lock_timeout"))[0]?.lock_timeout);
        await db.execute(`CREATE TABLE made_${runs} (id int)`);
        if (runs === 2) await other.commit();
        await db.execute("ALTER TABLE t ADD COLUMN a int");
      },
    });
    expect(runs).to.equal(2);
    expect(waits).to.deep.equal(["1s", "2s"]);
    expect(
      await db.query("SELECT to_regclass('made_1') AS one, to_regclass('made_2')::text AS two"),
    ).to.deep.equal([{ one: null, two: "made_2" }]);
    expect(await settings(db)).to.deep.equal({ lock: "1s", statement: "1h" });
  });

  it("run nothing again after any other failure", async () => {
    let runs = 0;
    const work = dialect.session.atomic(db, {
      statements: [],
      work: async () => {
        runs += 1;
        await db.execute("SELECT 1/0");
      },
    });
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(DriverError).with.property("serverCode", "22012");
    expect(runs).to.equal(1);
  });

  it("tell a lock that somebody holds from a failure that stays", async () => {
    await other.begin();
    await other.execute("LOCK TABLE t");
    await db.execute("SET lock_timeout = 20");
    const held = await db.execute("SELECT * FROM t").catch((reason: unknown) => reason);
    await other.rollback();
    await db.execute("SET lock_timeout = 1000");
    const wrong = await db.execute("SELECT * FROM nothing").catch((reason: unknown) => reason);
    expect([held, wrong].map((error) => dialect.session.isTransient(error))).to.deep.equal([
      true,
      false,
    ]);
  });

  it("are longer while an index is built, and as they were afterwards", async () => {
    const [statement] = dialect
      .createSchemaEditor({ horizon: emptySchema, rowsTable: "" })
      .raw("CREATE INDEX CONCURRENTLY made ON t (id)");
    if (statement === undefined) throw new Error("no statement");
    expect(statement.transactional).to.equal(false);
    await other.begin();
    await other.execute("INSERT INTO t VALUES (1)");
    // Longer than the second that short DDL may wait.
    const finish = new Promise((resolve) => setTimeout(resolve, 1500)).then(() => other.commit());
    await Promise.all([dialect.session.run(db, statement), finish]);
    expect(await settings(db)).to.deep.equal({ lock: "1s", statement: "1h" });
    expect(
      await db.query(
        "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'made'::regclass",
      ),
    ).to.deep.equal([{ valid: true }]);
  });

  it("say who blocks whom", async () => {
    await other.begin();
    await other.execute("LOCK TABLE t");
    const [blocker] = await other.query("SELECT pg_backend_pid() AS pid");
    const [blocked] = await db.query("SELECT pg_backend_pid() AS pid");
    await db.execute("SET lock_timeout = 0");
    const waiting = db.execute("ALTER TABLE t ADD COLUMN b int");
    const watcher = await database.connect();
    let lines: readonly string[] = [];
    while (lines.length === 0) lines = await dialect.session.blockers(watcher, db);
    expect(lines).to.have.length(1);
    expect(lines[0])
      .to.contain(`pid ${blocked?.pid} waits for pid ${blocker?.pid}`)
      .and.contain("idle in transaction");
    await other.rollback();
    await waiting;
    expect(await dialect.session.blockers(watcher, db)).to.deep.equal([]);
  });
});
