import { SqliteDriver } from "../../src/driver/sqlite-driver.js";

/** Run by `blocked.test.ts` as a process of its own: writes to a database, or reads it, until it gets a message. */
const url = process.argv[2] ?? "";
const readOnly = process.argv[3] === "reads";
const session = await new SqliteDriver().connect({ url, connectTimeout: 0, readOnly });
await session.begin();
await session.query("SELECT * FROM sqlite_schema");
process.once("message", async () => {
  await session.rollback();
  await session.close();
  process.disconnect();
});
process.send?.("writing");
