import { SqliteDriver } from "../../src/driver/sqlite-driver.js";

/** Run by `blocked.test.ts` as a process of its own: writes to a database until it gets a message. */
const url = process.argv[2] ?? "";
const session = await new SqliteDriver().connect({ url, connectTimeout: 0, readOnly: false });
await session.begin();
process.once("message", async () => {
  await session.rollback();
  await session.close();
  process.disconnect();
});
process.send?.("writing");
