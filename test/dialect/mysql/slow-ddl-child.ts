import { MysqlDialect } from "../../../src/dialect/mysql/dialect.js";
import { emptySchema } from "../../../src/schema/schema.js";

// Runs a statement of DDL that takes as long as a row of `held` is locked, and says that it is about to.
const [url = ""] = process.argv.slice(2);
const dialect = new MysqlDialect();
const work = await dialect.createDriver().connect({ url, connectTimeout: 60_000, readOnly: false });
await dialect.session.prepare(work);
await work.execute("SET SESSION innodb_lock_wait_timeout = 600");
const session = await dialect
  .createDriver()
  .connect({ url, connectTimeout: 60_000, readOnly: false });
await dialect.session.acquireLock(session, {
  name: "history",
  timeout: 600_000,
  onWait: () => {},
  work,
});
const editor = dialect.createSchemaEditor({ horizon: emptySchema, rowsTable: "rows" });
process.stdout.write("going\n");
const sql = "CREATE TABLE slow AS SELECT s FROM held LOCK IN SHARE MODE";
await dialect.session.run(work, editor.statement(sql));
