import { expect } from "chai";
import { MysqlDialect } from "../../../src/dialect/mysql/dialect.js";
import type { Connection } from "../../../src/driver/driver.js";
import { connectToMysql } from "../../driver/mysql-database.js";
import { MARIADB_PROGRAMS, startMariadb } from "../../driver/private-mariadb.js";
import type { PrivateProgram } from "../../private-program.js";

describe("who holds the lock of a table on MariaDB", () => {
  const missing = MARIADB_PROGRAMS.find(([, place]) => place === undefined);
  if (missing !== undefined) {
    it(`is left out: there is no program ${missing[0]}`);
    return;
  }
  const dialect = new MysqlDialect();
  let program: PrivateProgram;
  let open: Connection[] = [];
  let port: number;

  before(async () => {
    const reach = async (at: number) =>
      (await connectToMysql(`mysql://root@127.0.0.1:${at}/`)).close();
    const words = () => [
      ...[
        "--performance-schema=ON",
        "--performance-schema-instrument=wait/lock/metadata/sql/mdl=ON",
      ],
    ];
    ({ program, port } = await startMariadb({ words, reach }));
  });

  after(async () => {
    await program?.stop();
  });

  afterEach(async () => {
    for (const each of open) await each.close();
    open = [];
  });

  async function connect(database = ""): Promise<Connection> {
    const connection = await connectToMysql(`mysql://root@127.0.0.1:${port}/${database}`);
    open.push(connection);
    return connection;
  }

  /** What is told while a statement waits for `holder`, beside whom another is at work elsewhere. */
  async function told(hold: (holder: Connection) => Promise<unknown>) {
    const root = await connect();
    await root.execute("CREATE OR REPLACE DATABASE x");
    const [worker, watcher, holder, other] = await Promise.all([
      ...[connect("x"), connect("x"), connect("x"), connect("x")],
    ]);
    if (!worker || !watcher || !holder || !other) throw new Error("no session");
    await worker.execute("CREATE TABLE t (id INT)");
    await worker.execute("CREATE TABLE u (id INT)");
    await other.begin();
    await other.query("SELECT * FROM u");
    await hold(holder);
    const waiting = worker.execute("ALTER TABLE t ADD COLUMN n INT").catch(() => undefined);
    let lines: readonly string[] = [];
    while (lines.length === 0) {
      // InnoDB makes its list of transactions anew once no session has asked for a tenth of a second.
      await new Promise((resolve) => setTimeout(resolve, 150));
      lines = await dialect.session.blockers(watcher, worker);
    }
    await worker.cancel();
    await waiting;
    return { lines, worker: worker.sessionId, holder: holder.sessionId };
  }

  const reading = async (holder: Connection) => {
    await holder.begin();
    await holder.query("SELECT * FROM t");
  };
  const locking = (holder: Connection) => holder.execute("LOCK TABLES t READ");
  const holds = Object.entries({ "a transaction": reading, "LOCK TABLES": locking });

  const exact = async (hold: (holder: Connection) => Promise<unknown>) => {
    const { lines, worker, holder } = await told(hold);
    expect(lines).to.have.length(1);
    expect(lines[0]).to.contain(`session ${worker} waits for a table lock of session ${holder} (`);
  };

  for (const [what, hold] of holds) {
    it(`is known where performance_schema keeps the locks: ${what}`, async () => {
      await exact(hold);
    });
  }

  describe("without that", () => {
    before(async () => {
      const root = await connect();
      await root.execute(
        "UPDATE performance_schema.setup_instruments SET enabled = 'NO' WHERE name = 'wait/lock/metadata/sql/mdl'",
      );
    });

    it("is guessed by the age of open transactions, and said to be a guess", async () => {
      const { lines, holder } = await told(reading);
      expect(lines).to.have.length(1);
      expect(lines[0]).to.contain("probably of session").and.contain(`session ${holder} (`);
    });

    for (const [what, hold] of holds) {
      it(`is known by the plug-in metadata_lock_info: ${what}`, async () => {
        const root = await connect();
        await root.execute(
          "INSTALL PLUGIN IF NOT EXISTS metadata_lock_info SONAME 'metadata_lock_info'",
        );
        await exact(hold);
      });
    }
  });
});
