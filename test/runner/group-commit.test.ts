import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Client from "better-sqlite3";
import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import { SqliteDriver } from "../../src/driver/sqlite-driver.js";
import type { RunResult, UpOptions } from "../../src/runner/run-options.js";
import { Runner } from "../../src/runner/runner.js";
import type { RunnerEvent } from "../../src/runner/runner-event.js";
import { type Database, openDatabase } from "../../src/runner/session/open-database.js";
import { type AroundCall, countedDatabase } from "../crash/counted-database.js";
import {
  chain,
  createTable,
  errorOf,
  filesAtHand,
  type MigrationText,
  noop,
  runSql,
} from "./project.js";

const CHILD = fileURLToPath(new URL("./group-commit-child.js", import.meta.url));

/** Applied before everything else, with the tables of the tool. */
const FIRST = "0_first";

/** How a run of these tests differs from one in quiet. */
interface UpSituation extends UpOptions {
  readonly around?: AroundCall;
  readonly onEvent?: (event: RunnerEvent) => void;
  /** Of each session of the run. */
  readonly onOpen?: (connection: Connection) => void;
}

const table = (name: string): MigrationText => ({ name, operations: [createTable(name, "x")] });

describe("short migrations that share a COMMIT", () => {
  let folder: string;
  let url: string;
  let db: Connection;
  let events: RunnerEvent[];
  /** Of the session that works. */
  let commits: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mm-shared-"));
    url = `sqlite:${join(folder, "app.db")}`;
    db = await new SqliteDriver().connect({ url, connectTimeout: 0, readOnly: false });
    [events, commits] = [[], 0];
    await up([]);
    [events, commits] = [[], 0];
  });

  afterEach(async () => {
    await db.close();
    await rm(folder, { recursive: true });
  });

  async function up(
    texts: readonly MigrationText[],
    { around, onEvent, onOpen, ...options }: UpSituation = {},
  ): Promise<RunResult> {
    const migrations = chain(table(FIRST), ...texts);
    const database = await openDatabase(url);
    const counting: Database = countedDatabase(database, (call, run) => {
      if (call.sql === "COMMIT") commits += 1;
      return around === undefined ? run() : around(call, run);
    });
    const counted: Database = {
      dialect: database.dialect,
      open: async (how) => {
        const connection = await counting.open(how);
        onOpen?.(connection);
        return connection;
      },
    };
    const runner = new Runner({
      dialect: database.dialect,
      database: counted,
      migrations,
      ...filesAtHand(migrations),
      onEvent: (event) => {
        events.push(event);
        onEvent?.(event);
      },
    });
    try {
      return await runner.up(options);
    } finally {
      await runner.close();
    }
  }

  const applied = async (): Promise<readonly unknown[]> =>
    (
      await db.query("SELECT name FROM makemigrations_history WHERE name <> ? ORDER BY id", [FIRST])
    ).map(({ name }) => name);

  const tables = async (): Promise<readonly unknown[]> =>
    (
      await db.query(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'makemigrations%' AND name NOT IN ('sqlite_sequence', ?) ORDER BY name",
        [FIRST],
      )
    ).map(({ name }) => name);

  /** What was told of migrations, without times. */
  const told = (): readonly string[] =>
    events.flatMap((event) => ("migration" in event ? `${event.kind} ${event.migration}` : []));

  it("are told one behind the other, as if each had had its own", async () => {
    await up([table("a"), table("b"), table("c")]);
    expect(commits).to.equal(1);
    const kinds = [
      "migration-start",
      "operation-start",
      "statement-start",
      "statement-done",
      "migration-done",
    ];
    expect(told()).to.deep.equal(
      ["a", "b", "c"].flatMap((name) => kinds.map((kind) => `${kind} ${name}`)),
    );
    expect(await applied()).to.deep.equal(["a", "b", "c"]);
  });

  it("leave those in front of one that fails applied, with the error that it has alone", async () => {
    await db.execute("CREATE TABLE c (own TEXT)");
    const error = await errorOf(up([table("a"), table("b"), table("c"), table("d")]));
    expect(await applied()).to.deep.equal(["a", "b"]);
    expect(await tables()).to.deep.equal(["a", "b", "c"]);
    expect(told().filter((line) => line.startsWith("migration-"))).to.deep.equal([
      "migration-start a",
      "migration-done a",
      "migration-start b",
      "migration-done b",
      "migration-start c",
    ]);
    const alone = await errorOf(up([table("a"), table("b"), table("c")]));
    expect(error.code).to.equal(alone.code);
    expect(error.message).to.equal(alone.message);
    expect(error.message).to.include('"c"');
  });

  it("do not begin where one may take long, may fail, was written by hand or is no transaction", async () => {
    for (const [name, special] of [
      ["hand", { name: "hand", operations: [runSql("CREATE TABLE hand (x TEXT)", noop)] }],
      ["long", { name: "long", operations: [{ ...createTable("l"), ignoreErrors: true }] }],
      ["open", { ...table("open"), transaction: false }],
    ] as const) {
      const [before, behind] = [table(`${name}_a`), table(`${name}_z`)];
      events = [];
      await up([before, special, behind]);
      const history = await applied();
      expect(history).to.deep.equal([before.name, special.name, behind.name]);
      const done = events.flatMap((event) => (event.kind === "migration-done" ? event : []));
      expect(done).to.have.lengthOf(3);
      expect(commits, name).to.be.at.least(3);
      commits = 0;
      await db.execute("DELETE FROM makemigrations_history WHERE name <> ?", [FIRST]);
    }
  });

  it("are at most 200 statements", async () => {
    const texts = Array.from({ length: 201 }, (_, at) => table(`t${String(at).padStart(3, "0")}`));
    await up(texts);
    expect(commits).to.equal(2);
    expect(await applied()).to.have.lengthOf(201);
  });

  it("are at most 200 where they have no statements", async () => {
    await up(Array.from({ length: 201 }, (_, at) => ({ name: `e${String(at).padStart(3, "0")}` })));
    expect(commits).to.equal(2);
    expect(await applied()).to.have.lengthOf(201);
  });

  it("need no table of the tool's, which would be there before those that come first", async () => {
    await db.execute("CREATE TABLE a (own TEXT)");
    const note = { name: "note", type: "text", default: "see makemigrations_rows" };
    const operation = { ...createTable("b"), fields: [{ name: "id", type: "integer" }, note] };
    await errorOf(up([table("a"), { name: "b", operations: [operation] }]));
    expect(await tables()).to.deep.equal(["a"]);
    const rows = "SELECT name FROM sqlite_schema WHERE name = 'makemigrations_rows'";
    expect(await db.query(rows)).to.deep.equal([]);
  });

  it("are committed once where a listener throws when it is told", async () => {
    for (const kind of ["migration-start", "statement-done", "migration-done"]) {
      [events, commits] = [[], 0];
      const names = ["a", "b", "c"].map((name) => `${name}_${kind}`);
      const onEvent = (event: RunnerEvent): void => {
        if (event.kind === kind && "migration" in event && event.migration === names[1]) {
          throw new Error("no place to write to");
        }
      };
      const thrown = await up(names.map(table), { onEvent }).catch((error: unknown) => error);
      expect(String(thrown)).to.equal("Error: no place to write to");
      expect(commits).to.equal(1);
      expect(told().filter((line) => line.startsWith("migration-start"))).to.have.lengthOf(2);
      expect(await applied()).to.deep.equal(names);
      await db.execute("DELETE FROM makemigrations_history WHERE name <> ?", [FIRST]);
    }
  });

  for (const [what, held] of [
    ["writes", "BEGIN IMMEDIATE"],
    ["reads", "BEGIN; SELECT * FROM makemigrations_history"],
  ] as const) {
    it(`wait for nothing while another program ${what}: each alone does, and says so`, async () => {
      const other = new Client(join(folder, "app.db"));
      try {
        let tries = 0;
        let triesBefore: number | undefined;
        const onOpen = (connection: Connection): void => {
          const { begin } = connection;
          connection.begin = async (how) => {
            tries += 1;
            await begin.call(connection, how);
          };
        };
        const onEvent = ({ kind }: RunnerEvent): void => {
          if (kind === "run-start") {
            other.exec(held);
            [tries, commits] = [0, 0];
          }
          if (kind !== "migration-start" || triesBefore !== undefined) return;
          triesBefore = tries + commits;
          other.exec("ROLLBACK");
        };
        await up([table("a"), table("b")], { onOpen, onEvent });
        expect(triesBefore, "BEGIN and COMMIT").to.equal(what === "writes" ? 1 : 2);
        expect(await applied()).to.deep.equal(["a", "b"]);
      } finally {
        other.close();
      }
    });
  }

  it("end at once when they are interrupted, also where another program writes since", async () => {
    const other = new Client(join(folder, "app.db"));
    try {
      const controller = new AbortController();
      let tries = 0;
      const onOpen = (connection: Connection): void => {
        const { begin, rollback } = connection;
        connection.begin = async (how) => {
          tries += 1;
          await begin.call(connection, how);
        };
        connection.rollback = async () => {
          await rollback.call(connection);
          if (!controller.signal.aborted || other.inTransaction) return;
          other.exec("BEGIN IMMEDIATE");
          tries = 0;
        };
      };
      const around: AroundCall = async ({ sql }, run) => {
        const answer = await run();
        if (sql.startsWith('CREATE TABLE "b"')) controller.abort();
        return answer;
      };
      const { signal } = controller;
      const error = await errorOf(up([table("a"), table("b")], { around, onOpen, signal }));
      expect(error.code).to.equal("RUNNER_INTERRUPTED");
      expect(tries).to.be.at.most(1);
    } finally {
      other.close();
    }
    expect(await applied()).to.deep.equal([]);
  });

  it("know their own times", async () => {
    for (const atomic of [false, true]) {
      const texts = Array.from({ length: 30 }, (_, at) => table(`${atomic ? "u" : "t"}${at}`));
      const started = performance.now();
      const { migrations } = await up(texts, { atomic });
      const elapsed = performance.now() - started;
      const sum = migrations.reduce((total, { duration }) => total + duration, 0);
      expect(sum).to.be.greaterThan(0).and.at.most(elapsed);
      await db.execute("DELETE FROM makemigrations_history WHERE name <> ?", [FIRST]);
    }
  });

  it("are not told, and are not there, when the run is interrupted in their midst", async () => {
    const controller = new AbortController();
    const around: AroundCall = async ({ sql }, run) => {
      const answer = await run();
      if (sql.startsWith('CREATE TABLE "b"')) controller.abort();
      return answer;
    };
    const error = await errorOf(
      up([table("a"), table("b"), table("c")], { around, signal: controller.signal }),
    );
    expect(error.code).to.equal("RUNNER_INTERRUPTED");
    expect(await tables()).to.deep.equal([]);
    expect(await applied()).to.deep.equal([]);
    expect(told().filter((line) => line.startsWith("migration-done"))).to.deep.equal([]);
    await up([table("a"), table("b"), table("c")]);
    expect(await applied()).to.deep.equal(["a", "b", "c"]);
  });

  it("are tried alone when their COMMIT fails", async () => {
    let failures = 0;
    const around: AroundCall = async ({ sql }, run) => {
      if (sql === "COMMIT" && failures++ === 0) throw new Error("the disk is gone");
      return await run();
    };
    await up([table("a"), table("b")], { around });
    expect(failures).to.equal(3);
    expect(await applied()).to.deep.equal(["a", "b"]);
    expect(told().filter((line) => line === "migration-done a")).to.have.lengthOf(1);
  });

  it("were told only if they are there behind a kill at any statement", async () => {
    for (let at = 0; ; at += 1) {
      const file = join(folder, `killed-${at}.db`);
      const { told: said, ended } = await killedAt(at, `sqlite:${file}`);
      const connection = await new SqliteDriver().connect({
        url: `sqlite:${file}`,
        connectTimeout: 0,
        readOnly: false,
      });
      try {
        const there = await connection.query(
          "SELECT name FROM sqlite_schema WHERE name IN ('t0', 't1', 't2') ORDER BY name",
        );
        const names = there.map(({ name }) => String(name));
        for (const name of said) expect(names, `killed at ${at}`).to.include(name);
        if (ended) {
          expect(said).to.deep.equal(["t0", "t1", "t2"]);
          expect(at, "statements of a run").to.be.greaterThan(5);
          return;
        }
        expect(names.length, "all or nothing").to.be.oneOf([0, 3]);
      } finally {
        await connection.close();
      }
    }
  });
});

/** A run of three migrations that is killed in front of its `at`-th statement that writes. */
async function killedAt(
  at: number,
  url: string,
): Promise<{ readonly told: readonly string[]; readonly ended: boolean }> {
  return await new Promise((resolve) => {
    execFile(process.execPath, [CHILD, url, String(at)], (error, stdout) => {
      resolve({ told: stdout.split("\n").filter(Boolean), ended: error === null });
    });
  });
}
