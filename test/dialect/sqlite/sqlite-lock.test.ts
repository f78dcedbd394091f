import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { LockError } from "../../../src/dialect/lock.js";
import { SqliteDialect } from "../../../src/dialect/sqlite/dialect.js";
import type { Connection } from "../../../src/driver/driver.js";
import { urlOfFile } from "../../../src/driver/read-url.js";

const HOLDER = fileURLToPath(new URL("./lock-holder.js", import.meta.url));

describe("the lock of an SQLite file", () => {
  const dialect = new SqliteDialect();
  let folder: string;
  let url: string;
  let session: Connection;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "mm-lock-"));
    url = `sqlite:${join(folder, "a.db")}`;
    session = await dialect.createDriver().connect({ url, connectTimeout: 0, readOnly: false });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await session.close();
    await rm(folder, { recursive: true });
  });

  const acquire = (timeout: number, onWait: (holder: string | undefined) => void = () => {}) =>
    dialect.session.acquireLock(session, { name: "history", timeout, onWait });

  /** Another process that says when it holds the lock and holds it until it is told to stop. */
  async function holdElsewhere(): Promise<ChildProcess> {
    const child = fork(HOLDER, [url]);
    children.push(child);
    await once(child, "message");
    return child;
  }

  it("is free again after release, and lets the holder write to the database", async () => {
    for (let round = 0; round < 3; round += 1) {
      const lock = await acquire(0);
      await session.execute(`CREATE TABLE t${round} (a)`);
      await lock.release();
    }
    expect(await session.query("SELECT name FROM sqlite_schema")).to.have.length(3);
  });

  it("is that of the file, whatever its folder is called", async () => {
    const named = join(folder, "why? 50% #1 [a] 'b'\nc");
    await mkdir(named);
    const driver = dialect.createDriver();
    const other = await driver.connect({
      url: urlOfFile("sqlite", join(named, "a.db")),
      connectTimeout: 0,
      readOnly: false,
    });
    try {
      const lock = await dialect.session.acquireLock(other, {
        name: "history",
        timeout: 0,
        onWait: () => {},
      });
      expect(await dialect.session.lockHolders(other, "history")).to.have.length(1);
      await lock.release();
    } finally {
      await other.close();
    }
    expect((await readdir(named)).sort()).to.deep.equal(["a.db", "a.db.mm-lock"]);
  });

  it("is taken while another is writing into the database for long: that is waited for later, and longer", async () => {
    await session.execute("PRAGMA busy_timeout = 0");
    const other = await dialect.createDriver().connect({ url, connectTimeout: 0, readOnly: false });
    try {
      await other.execute("BEGIN EXCLUSIVE");
      await (await acquire(0)).release();
    } finally {
      await other.close();
    }
  });

  it("keeps out another process, names the holder, and gives up in time", async () => {
    const child = await holdElsewhere();
    let told: string | undefined;
    const started = Date.now();
    const error = await acquire(300, (holder) => {
      told = holder;
    }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(LockError).with.property("code", "DIALECT_LOCK_TIMEOUT");
    expect(Date.now() - started).to.be.at.least(290);
    expect(told).to.match(new RegExp(`^process ${child.pid} on `));
    expect(error).to.have.property("holder", told);
  });

  it("is waited for, and taken over when it is released", async () => {
    const child = await holdElsewhere();
    const waiting = acquire(600_000, () => child.send("release"));
    await (await waiting).release();
  });

  it("is lost by a process that is killed", async () => {
    const child = await holdElsewhere();
    const waiting = acquire(600_000, () => child.kill("SIGKILL"));
    await (await waiting).release();
  });

  it("is no longer waited for when the waiting session is closed", async () => {
    await holdElsewhere();
    const waiter = await dialect
      .createDriver()
      .connect({ url, connectTimeout: 0, readOnly: false });
    const waiting = dialect.session.acquireLock(waiter, {
      name: "history",
      timeout: 600_000,
      onWait: () => void waiter.close(),
    });
    const error = await waiting.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.have.property("code", "DRIVER_CONNECTION_LOST");
  });

  it("is needed by nobody for a database in memory", async () => {
    const memory = await dialect
      .createDriver()
      .connect({ url: "sqlite::memory:", connectTimeout: 0, readOnly: false });
    const request = { name: "history", timeout: 0, onWait: () => {} };
    const locks = [
      await dialect.session.acquireLock(memory, request),
      await dialect.session.acquireLock(memory, request),
    ];
    for (const lock of locks) await lock.release();
    await memory.close();
  });
});
