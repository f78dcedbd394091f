import { MysqlDialect } from "../../../src/dialect/mysql/dialect.js";

// Takes the lock, adds one to a counter in two steps that lose updates when two do it at once, and
// says so; with "hold" it keeps the lock until it is killed.
const [url = "", mode = "count"] = process.argv.slice(2);
const dialect = new MysqlDialect();
const options = { url, connectTimeout: 60_000, readOnly: false };
const session = await dialect.createDriver().connect(options);
const work = await dialect.createDriver().connect(options);
const lock = await dialect.session.acquireLock(session, {
  name: "history",
  timeout: 600_000,
  onWait: () => {},
});
if (mode === "hold") {
  process.stdout.write("held\n");
  setInterval(() => {}, 1000);
} else {
  const [row] = await work.query("SELECT n FROM counter");
  await new Promise((resolve) => setTimeout(resolve, 5));
  await work.execute("UPDATE counter SET n = ?", [Number(row?.n) + 1]);
  await lock.release();
  await session.close();
  await work.close();
}
