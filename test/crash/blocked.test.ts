import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { SqliteDialect } from "../../src/dialect/sqlite/dialect.js";
import type { Connection } from "../../src/driver/driver.js";
import { hintText } from "../../src/errors.js";
import { Runner } from "../../src/runner/runner.js";
import { type Database, openDatabase } from "../../src/runner/session/open-database.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { addField, chain, createTable, errorOf } from "../runner/project.js";

const MIGRATIONS = chain(
  { name: "0001_a", operations: [createTable("a", "x")] },
  { name: "0002_b", operations: [addField("a", "y"), createTable("b")] },
);

/** Who is in the way, and how the run names it. */
interface Other {
  readonly name: RegExp;
  letGo(): Promise<void>;
}

/** A session that reads the table in a transaction, which keeps DDL out. */
async function reader(test: TestDatabase): Promise<Other> {
  const session: Connection = await test.connect();
  await session.begin();
  await session.query("SELECT * FROM a");
  return {
    name: new RegExp(`waits for .*\\b(?:pid|session) ${session.sessionId}\\b`),
    letGo: () => session.rollback(),
  };
}

/** SQLite knows processes, so the one that writes is one. */
async function writer(test: TestDatabase, does: "writes" | "reads" = "writes"): Promise<Other> {
  const child: ChildProcess = fork(
    fileURLToPath(new URL("sqlite-writer.js", import.meta.url)),
    [test.url, does],
    { stdio: "inherit" },
  );
  await once(child, "message");
  return {
    // Only Linux tells.
    name:
      process.platform === "linux"
        ? new RegExp(
            `process ${child.pid} \\(.*\\), which ${does === "writes" ? "writes to" : "reads"} the database`,
          )
        : /another program/i,
    letGo: async () => {
      const end = once(child, "exit");
      child.send("let go");
      await end;
    },
  };
}

/** A database whose operator allows a second or so for each wait. */
async function hasty(test: TestDatabase): Promise<Database> {
  if (test.dialect.name === "postgresql") {
    return await openDatabase(`${test.url}?options=-c%20lock_timeout%3D1500`);
  }
  const { dialect, open } = await openDatabase(test.url);
  if (dialect.name === "sqlite") {
    return { dialect: new SqliteDialect(1500), open };
  }
  return {
    dialect,
    open: async (options) => {
      const connection = await open(options);
      if (dialect.name === "mysql") {
        await connection.execute("SET SESSION lock_wait_timeout = 1");
        await dialect.session.prepare(connection);
      }
      return connection;
    },
  };
}

describeEachDatabase("a table that another session uses", ({ name, create }) => {
  const blocker = name === "sqlite" ? writer : reader;
  let test: TestDatabase;
  let runner: Runner;

  beforeEach(async () => {
    test = await create();
    runner = new Runner({
      migrations: MIGRATIONS,
      dialect: test.dialect,
      database: await openDatabase(test.url),
    });
    await runner.up({ to: "0001_a" });
    await runner.close();
  });

  afterEach(async () => {
    await runner.close();
    await test.drop();
  });

  it("holds DDL up: who blocks is told, and the migration goes on when it is let go", async () => {
    const other = await blocker(test);
    const told: string[] = [];
    let done: Promise<void> | undefined;
    const database = await openDatabase(test.url);
    runner = new Runner({
      migrations: MIGRATIONS,
      dialect: database.dialect,
      database,
      onEvent: (event) => {
        if (event.kind !== "blocked") return;
        told.push(...event.by);
        done ??= other.letGo();
      },
    });
    await runner.up();
    await done;
    expect(told[0]).to.match(other.name);
    const eye = await test.connect();
    expect(await eye.query("SELECT y FROM a")).to.deep.equal([]);
  });

  if (name === "sqlite") {
    it("keeps COMMIT of an embedded database waiting: who reads is told, and it goes on", async () => {
      const other = await writer(test, "reads");
      // Where the system does not tell, none is told, and the reader is to go all the same.
      if (process.platform !== "linux") await other.letGo();
      const told: string[] = [];
      let done: Promise<void> | undefined;
      const database = await openDatabase(test.url);
      runner = new Runner({
        migrations: MIGRATIONS,
        dialect: database.dialect,
        database,
        onEvent: (event) => {
          if (event.kind !== "blocked") return;
          told.push(...event.by);
          done ??= other.letGo();
        },
      });
      await runner.up();
      await done;
      if (process.platform === "linux") expect(told[0]).to.match(other.name);
    });
  }

  it("for ever ends in an error that says who blocks, and the next run finishes it", async () => {
    const other = await blocker(test);
    const database = await hasty(test);
    runner = new Runner({ migrations: MIGRATIONS, dialect: database.dialect, database });
    const error = await errorOf(runner.up());
    expect(error.code).to.equal("RUNNER_STATEMENT_FAILED");
    expect(hintText(error.hint)).to.match(other.name).and.contain("mm migrate up");
    if (test.dialect.features.transactionalDdl)
      expect(hintText(error.hint)).to.contain("rolled back");
    await other.letGo();
    const [, second] = (await runner.status()).migrations;
    expect(second?.state).to.equal("pending");
    await runner.up();
    const eye = await test.connect();
    expect(await eye.query("SELECT y FROM a")).to.deep.equal([]);
    expect(await eye.query("SELECT id FROM b")).to.deep.equal([]);
  });
});
