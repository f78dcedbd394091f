import { fork } from "node:child_process";
import { once } from "node:events";
import { SqliteDialect } from "../../src/dialect/sqlite/dialect.js";

/**
 * Run by `sqlite-orphan.test.ts` as a process of its own, `orphan-parent.js <file>`: holds the lock of the runner, and
 * has its work done by another process, whose number it tells. That one is about to end the transaction of 0002_b: it
 * does so at SIGUSR2, whatever became of this one.
 */
const [, script = "", file = "", role] = process.argv;
const dialect = new SqliteDialect();
const url = `sqlite:${file}`;
const session = await dialect.createDriver().connect({ url, connectTimeout: 0, readOnly: false });
if (role === "works") {
  await session.begin();
  await session.execute("CREATE TABLE b (id INTEGER PRIMARY KEY, x VARCHAR(50))");
  await session.execute(
    "INSERT INTO makemigrations_history (name, checksum, applied_at, outcome) " +
      "SELECT '0002_b', '0002_b', applied_at, outcome FROM makemigrations_history",
  );
  const orphaned = setInterval(() => {}, 1_000_000);
  process.once("SIGUSR2", async () => {
    await session.commit();
    clearInterval(orphaned);
    await session.close();
  });
  process.send?.("works");
} else {
  await dialect.session.acquireLock(session, { name: "history", timeout: 0, onWait: () => {} });
  const worker = fork(script, [file, "works"]);
  await once(worker, "message");
  process.send?.(worker.pid);
}
