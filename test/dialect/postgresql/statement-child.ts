import { PostgresqlDialect } from "../../../src/dialect/postgresql/dialect.js";
import { connectTo } from "../../driver/postgresql-database.js";

/** A process of its own that runs one statement as a migration would; made to be killed. */
async function run(url: string, sql: string): Promise<void> {
  const dialect = new PostgresqlDialect();
  const db = await connectTo(url);
  await dialect.session.prepare(db);
  await db.execute("SET lock_timeout = 0");
  await db.execute(sql);
  await db.close();
}

await run(process.argv[2] ?? "", process.argv[3] ?? "");
