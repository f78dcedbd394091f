import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { LockError } from "../../src/dialect/lock.js";
import { SqliteDialect } from "../../src/dialect/sqlite/dialect.js";
import { Runner } from "../../src/runner/runner.js";
import type { RunnerEvent } from "../../src/runner/runner-event.js";
import { crashMigrations, databaseOf } from "./crash-project.js";
import { errorOf } from "./project.js";
import { runChild } from "./run-child.js";

describe("W-2: one runner at a time", () => {
  let folder: string;
  let file: string;
  const runners: Runner[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mm-lock-"));
    file = join(folder, "app.db");
  });

  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function makeRunner(onEvent: (event: RunnerEvent) => void): Runner {
    const dialect = new SqliteDialect();
    const runner = new Runner({
      migrations: crashMigrations(),
      dialect,
      database: databaseOf(dialect, file),
      onEvent,
    });
    runners.push(runner);
    return runner;
  }

  it("20 processes started together apply each migration exactly once, and none fails", async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => runChild(file, "sqlite", "up", -1)),
    );
    expect(all.flatMap(({ names }) => names).sort()).to.deep.equal([
      "0001_a",
      "0002_many",
      "0003_c",
    ]);
    const connection = await databaseOf(new SqliteDialect(), file).open({ readOnly: true });
    const rows = await connection.query("SELECT what FROM log ORDER BY what");
    await connection.close();
    expect(rows).to.deep.equal([{ what: "script" }, { what: "sql" }]);
  });

  it("a second runner waits, says so, and finds the work done", async () => {
    const events: RunnerEvent[] = [];
    const second = makeRunner((event) => events.push(event));
    let waiting: Promise<unknown> | undefined;
    const first = makeRunner((event) => {
      if (event.kind === "run-start") waiting ??= second.up();
    });
    await first.up();
    expect(await waiting).to.deep.include({ migrations: [] });
    expect(events.map(({ kind }) => kind)).to.deep.equal([
      "lock-waiting",
      "lock-acquired",
      "run-start",
    ]);
    const [wait] = events;
    expect(wait?.kind === "lock-waiting" && wait.holder).to.include(String(process.pid));
  });

  it("gives up after its timeout and says who holds the lock", async () => {
    const second = makeRunner(() => {});
    let refused: Promise<unknown> | undefined;
    const first = makeRunner((event) => {
      if (event.kind === "run-start") refused ??= errorOf(second.up({ lockTimeout: 0 }));
    });
    await first.up();
    const error = await refused;
    expect(error).to.be.instanceOf(LockError);
    expect(error).to.have.property("holder").that.includes(String(process.pid));
  });

  it("a killed runner blocks nobody", async () => {
    expect((await runChild(file, "sqlite", "up", 4)).killed).to.equal(true);
    const events: RunnerEvent[] = [];
    await makeRunner((event) => events.push(event)).up({ lockTimeout: 0 });
    expect(events[0]?.kind).to.equal("lock-acquired");
  });
});
