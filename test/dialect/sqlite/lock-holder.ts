import { SqliteDialect } from "../../../src/dialect/sqlite/dialect.js";

/** Run by `sqlite-lock.test.ts` as a process of its own: holds the lock until it gets a message. */
const dialect = new SqliteDialect();
const url = process.argv[2] ?? "";
const session = await dialect.createDriver().connect({ url, connectTimeout: 0, readOnly: false });
const lock = await dialect.session.acquireLock(session, {
  name: "history",
  timeout: 10_000,
  onWait: () => {},
});
process.once("message", async () => {
  await lock.release();
  await session.close();
  process.disconnect();
});
process.send?.("holding");
