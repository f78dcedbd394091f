import { MysqlDialect } from "../../../src/dialect/mysql/dialect.js";
import { emptySchema } from "../../../src/schema/schema.js";

// Runs a statement of DDL that takes a while, and says that it is about to.
const [url = ""] = process.argv.slice(2);
const dialect = new MysqlDialect();
const work = await dialect.createDriver().connect({ url, connectTimeout: 10_000, readOnly: false });
await dialect.session.prepare(work);
const session = await dialect
  .createDriver()
  .connect({ url, connectTimeout: 10_000, readOnly: false });
await dialect.session.acquireLock(session, {
  name: "history",
  timeout: 10_000,
  onWait: () => {},
  work,
});
const editor = dialect.createSchemaEditor({ horizon: emptySchema, rowsTable: "rows" });
process.stdout.write("going\n");
await dialect.session.run(work, editor.statement("CREATE TABLE slow AS SELECT SLEEP(2) AS s"));
