import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import { inFolder } from "../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { Mm, until } from "./mm.js";

/** How the other session sees that mm waits for it. */
const WAITING: Readonly<Record<string, string>> = {
  postgresql:
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'UPDATE a%'",
  mysql:
    "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'UPDATE a% id = 2%' AND id <> CONNECTION_ID()",
};

/** Adds one to each of two rows, first to the one that no other session wants. */
const BOTH = ["UPDATE a SET n = n + 1 WHERE id = 1", "UPDATE a SET n = n + 1 WHERE id = 2"];
const awaited = BOTH.map((sql) => `await db.execute("${sql}");`).join(" ");

const OPERATIONS: Readonly<Record<string, string>> = {
  RunScript: `new m.RunScript({ up: async (db) => { ${awaited} } })`,
  "RunScript that swallows the error": `new m.RunScript({ up: async (db) => { try { ${awaited} } catch {} } })`,
  // MySQL has no rows to take back behind a statement that is done: the journal knows the first.
  RunSQL: `new m.RunSQL({ forwardSQL: ${JSON.stringify(BOTH.join(";"))} })`,
};

describeEachDatabase("a deadlock with another session", ({ name, create }) => {
  const waiting = WAITING[name];
  // SQLite has one writer: no other session can be in the midst of a transaction with it.
  if (waiting === undefined) return;
  let test: TestDatabase;
  let other: Connection;
  let watcher: Connection;

  beforeEach(async () => {
    test = await create();
    other = await test.connect();
    watcher = await test.connect();
    await other.execute("CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER)");
    await other.execute("INSERT INTO a VALUES (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 0)");
  });

  afterEach(async () => {
    await test.drop();
  });

  for (const [title, operation] of Object.entries(OPERATIONS)) {
    it(`makes the ${title} begin again, and everything happens once`, async () => {
      const code = `import * as m from "makemigrations";
m.register({ name: "0001_n", dependencies: [], operations: [${operation}] });`;
      await inFolder({ "migrations/0001_n.ts": code }, async (folder) => {
        await other.begin();
        // More than mm has changed by then, so that mm is the one to be given up.
        await other.execute("UPDATE a SET n = n + 10 WHERE id > 1");
        if (name === "postgresql") {
          // It is not the one to be given up, neither for the deadlock nor for its waiting.
          await other.query("SET deadlock_timeout = '1min'");
          await other.query("SET lock_timeout = '1min'");
        }
        const mm = new Mm(["migrate", "up", "--database-url", test.url], folder);
        await until(async () => (await watcher.query(waiting)).length > 0);
        // On MySQL the RunSQL holds nothing by then: this is no deadlock, and mm just waits.
        await other.execute("UPDATE a SET n = n + 10 WHERE id = 1");
        await other.commit();
        const { exit, stderr } = await mm.end();
        expect(exit, stderr).to.equal(0);
        if (name === "postgresql" || title !== "RunSQL") {
          expect(stderr).to.contain("Beginning 0001_n again").and.contain("attempt 2");
        }
      });
      const rows = await other.query("SELECT n FROM a WHERE id < 3 ORDER BY id");
      expect(rows).to.deep.equal([{ n: 11 }, { n: 11 }]);
      const history = await other.query("SELECT outcome FROM makemigrations_history");
      expect(history).to.deep.equal([{ outcome: "applied" }]);
    });
  }
});
