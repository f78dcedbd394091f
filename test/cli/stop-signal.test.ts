import { expect } from "chai";
import { Mm, until } from "../crash/mm.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { inFolder, tableMigration } from "./run-cli.js";

/** One `mm` may wait for a lock, and one query tells that it does. */
const BLOCKING: Readonly<Record<string, { readonly lock: string; readonly waiting: string }>> = {
  postgresql: {
    lock: "LOCK TABLE makemigrations_history IN ACCESS EXCLUSIVE MODE",
    waiting:
      "SELECT pid FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
  },
  mysql: {
    lock: "LOCK TABLES makemigrations_history WRITE",
    waiting:
      "SELECT id FROM information_schema.processlist WHERE state LIKE 'Waiting for table%' AND db = database()",
  },
};

describeEachDatabase("Ctrl-C in a command that changes nothing", ({ name, create }) => {
  const blocking = BLOCKING[name];
  if (blocking === undefined) return;
  let test: TestDatabase;

  beforeEach(async () => {
    test = await create();
  });

  afterEach(async () => {
    await test.drop();
  });

  for (const command of ["status", "showsql", "up --dry-run"]) {
    it(`ends ${command} at once with exit code 130, though the database does not answer`, async () => {
      const files = { "migrations/0001_a.ts": tableMigration("0001_a", "a") };
      await inFolder(files, async (folder) => {
        const flags = ["--database-url", test.url];
        const { exit, stderr } = await new Mm(["migrate", "up", ...flags], folder).end();
        expect(exit, stderr).to.equal(0);
        const other = await test.connect();
        const watcher = await test.connect();
        await other.begin();
        await other.execute(blocking.lock);
        const mm = new Mm(["migrate", ...command.split(" "), ...flags], folder);
        await until(async () => (await watcher.query(blocking.waiting)).length > 0);
        mm.child.kill("SIGINT");
        const ended = await mm.end();
        expect(ended).to.deep.equal({ exit: 130, stderr: "" });
        await other.rollback();
      });
    }).timeout(60_000);
  }
});
