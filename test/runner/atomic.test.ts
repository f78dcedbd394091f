import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import { hintText } from "../../src/errors.js";
import type { Migration } from "../../src/migration/migration.js";
import { replay } from "../../src/migration/state.js";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../../src/plan/tool-tables.js";
import { Runner } from "../../src/runner/runner.js";
import type { RunnerEvent } from "../../src/runner/runner-event.js";
import { type Database, openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { atomicMigrations } from "./atomic-project.js";
import { addField, chain, createTable, errorOf, filesAtHand, noop, runSql } from "./project.js";

const script = fileURLToPath(new URL("./atomic-child.js", import.meta.url));
const run = promisify(execFile);

describeEachDatabase("up, all or nothing", (server) => {
  let test: TestDatabase;
  let database: Database;
  let db: Connection;
  let events: RunnerEvent[];
  const open: Runner[] = [];

  beforeEach(async () => {
    test = await server.create();
    database = await openDatabase(test.url);
    db = await test.connect();
    events = [];
  });

  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
    await test.drop();
  });

  function runner(migrations: readonly Migration[]): Runner {
    const made = new Runner({
      dialect: database.dialect,
      database,
      migrations,
      ...filesAtHand(migrations),
      onEvent: (event) => events.push(event),
    });
    open.push(made);
    return made;
  }

  const applied = async (): Promise<readonly unknown[]> =>
    (await db.query("SELECT name FROM makemigrations_history ORDER BY id")).map(({ name }) => name);

  const read = async () => {
    const { names } = toolTablesOf(DEFAULT_HISTORY_TABLE);
    return await database.dialect.session.createIntrospector(db).read({ ignore: names });
  };

  async function expectStateOf(migrations: readonly Migration[]): Promise<void> {
    const expected = await database.dialect.session.expected(db, replay(migrations));
    expect(await read()).to.deep.equal(expected);
  }

  if (!server.dialect.features.transactionalDdl) {
    it("is refused with the reason before anything runs", async () => {
      for (const dryRun of [false, true]) {
        const error = await errorOf(runner(atomicMigrations()).up({ atomic: true, dryRun }));
        expect(error.code).to.equal("RUNNER_NOT_AT_ONCE");
        expect(error.message).to.contain(server.name);
      }
      expect((await read()).tables.size).to.equal(0);
    });
    return;
  }

  it("applies everything in one transaction, and says so when it is done", async () => {
    const { migrations } = await runner(atomicMigrations()).up({ atomic: true });
    expect(migrations.map(({ name, outcome }) => `${name} ${outcome}`)).to.deep.equal([
      "0001_a applied",
      "0002_b applied",
      "0003_c applied",
    ]);
    expect(await applied()).to.deep.equal(["0001_a", "0002_b", "0003_c"]);
    await expectStateOf(atomicMigrations());
    const kinds = events.map(({ kind }) => kind).filter((kind) => kind.startsWith("migration-"));
    expect(kinds).to.deep.equal([
      ...Array.from({ length: 3 }, () => "migration-start"),
      ...Array.from({ length: 3 }, () => "migration-done"),
    ]);
  });

  it("leaves nothing of any of them when the last one fails, and names it", async () => {
    const failing = chain(
      { name: "0001_a", operations: [createTable("a", "x")] },
      { name: "0002_b", operations: [createTable("b", "x")] },
      {
        name: "0003_c",
        operations: [addField("a", "y"), runSql("INSERT INTO nowhere VALUES (1)", noop)],
      },
    );
    await runner(failing).up({ to: "0001_a" });
    const error = await errorOf(runner(failing).up({ atomic: true }));
    expect(error.code).to.equal("RUNNER_STATEMENT_FAILED");
    expect(error.message).to.contain('"0003_c", operation 2 of 2');
    expect(hintText(error.hint)).to.contain("All 2 migrations of the run were rolled back");
    expect(await applied()).to.deep.equal(["0001_a"]);
    await expectStateOf(failing.slice(0, 1));
  });

  it("goes on behind an operation that may fail, in a state that does not have it", async () => {
    const tolerant = chain(
      { name: "0001_a", operations: [createTable("a", "x")] },
      { name: "0002_b", operations: [{ ...createTable("taken", "x"), ignoreErrors: true }] },
      { name: "0003_c", operations: [addField("a", "y")] },
    );
    await db.execute("CREATE TABLE taken (id INTEGER PRIMARY KEY)");
    const { migrations } = await runner(tolerant).up({ atomic: true });
    expect(migrations.map(({ ignored }) => ignored.length)).to.deep.equal([0, 1, 0]);
    // And what was kept of it is what a run without it comes to.
    const next = chain(...tolerant.map(({ name }) => ({ name })), {
      name: "0004_d",
      operations: [addField("a", "z")],
    });
    await runner([...tolerant, ...next.slice(3)]).up();
    expect((await read()).tables.get("a")?.fields.map(({ name }) => name)).to.deep.equal([
      "id",
      "x",
      "y",
      "z",
    ]);
  });

  for (const [title, migrations, reason] of [
    [
      "a migration says `transaction: false`",
      chain(
        { name: "0001_a", operations: [createTable("a", "x")] },
        { name: "0002_b", transaction: false, operations: [createTable("b", "x")] },
      ),
      '"0002_b" says `transaction: false`',
    ],
    [
      "a migration in front of others sets something in the session",
      chain(
        {
          name: "0001_a",
          operations: [
            runSql("CREATE TEMPORARY TABLE mine (id INTEGER)", noop),
            createTable("a", "x"),
          ],
        },
        { name: "0002_b", operations: [createTable("b", "x")] },
      ),
      '"0001_a" sets something in the session',
    ],
  ] as const) {
    it(`is refused where ${title}`, async () => {
      const error = await errorOf(runner(migrations).up({ atomic: true }));
      expect(error.code).to.equal("RUNNER_NOT_AT_ONCE");
      expect(error.message).to.contain(reason);
      expect((await read()).tables.size).to.equal(0);
    });
  }

  it("is refused while a migration is half applied", async () => {
    const half = chain({
      name: "0001_a",
      transaction: false,
      operations: [createTable("a", "x"), runSql("INSERT INTO nowhere VALUES (1)", noop)],
    });
    await errorOf(runner(half).up());
    const then = [...half.map((one) => ({ ...one, transaction: true }))];
    const error = await errorOf(runner(then).up({ atomic: true }));
    expect(error.code).to.equal("RUNNER_NOT_AT_ONCE");
    expect(error.message).to.contain("half applied");
  });

  it("killed at any moment, has applied all of them or none, and the next run finishes it", async () => {
    const calm = await server.create();
    const { stdout } = await run(process.execPath, [script, calm.url, "-1"]);
    await calm.drop();
    const { seen } = JSON.parse(stdout);
    expect(seen).to.be.greaterThan(20);
    const every = server.dialect.features.embedded ? 3 : 7;
    for (let at = 1; at < seen; at += every) {
      const site = await server.create();
      try {
        await run(process.execPath, [script, site.url, String(at)]).catch((error: unknown) => {
          expect(Object(error).signal, String(Object(error).stderr)).to.equal("SIGKILL");
        });
        const own = await openDatabase(site.url);
        const next = new Runner({
          dialect: own.dialect,
          database: own,
          migrations: atomicMigrations(),
        });
        const { applied: count } = await next.status();
        expect([0, 3], `killed at event ${at}`).to.include(count);
        await next.up({ lockTimeout: 100_000 });
        expect((await next.status()).applied).to.equal(3);
        await next.close();
        const rows = await (await site.connect()).query("SELECT x, y FROM a");
        expect(rows).to.deep.equal([{ x: "one", y: "y" }]);
      } finally {
        await site.drop();
      }
    }
  });
});
