import { PostgresqlDialect } from "../../../src/dialect/postgresql/dialect.js";
import { connectTo } from "../../driver/postgresql-database.js";

/** A process of its own that takes its turn: read, wait, write what was read plus one. */
async function takeTurn(url: string): Promise<void> {
  const [session, db] = [await connectTo(url), await connectTo(url)];
  const lock = await new PostgresqlDialect().session.acquireLock(session, {
    name: "turns",
    timeout: 600_000,
    onWait: () => {},
  });
  const [row] = await db.query("SELECT n FROM turns");
  await db.query("SELECT pg_sleep(0.01)");
  await db.execute("UPDATE turns SET n = $1", [Number(row?.n) + 1]);
  await lock.release();
  await Promise.all([session.close(), db.close()]);
}

await takeTurn(process.argv[2] ?? "");
