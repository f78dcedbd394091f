import { expect } from "chai";
import type { Connection } from "../../src/driver/driver.js";
import { inFolder } from "../cli/run-cli.js";
import { describeEachDatabase, type TestDatabase } from "../databases.js";
import { Mm, until } from "./mm.js";

/** What runs long on a server, how it is seen from another session, and how a session is ended. */
interface Words {
  readonly sleep: string;
  readonly sleeping: string;
  /** The session that holds the lock. */
  readonly lock: string;
  readonly end: (id: unknown) => string;
}

const WORDS: Readonly<Record<string, Words>> = {
  postgresql: {
    sleep: "SELECT pg_sleep(600)",
    sleeping:
      "SELECT pid AS id FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()",
    lock: "SELECT pid AS id FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle' AND pid <> pg_backend_pid() AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')",
    end: (id) => `SELECT pg_terminate_backend(${Number(id)})`,
  },
  mysql: {
    sleep: "SELECT SLEEP(600)",
    sleeping:
      "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE '%SLEEP(600)%' AND id <> CONNECTION_ID()",
    lock: "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND command = 'Sleep' AND id <> CONNECTION_ID()",
    end: (id) => `KILL ${Number(id)}`,
  },
};

describeEachDatabase("a run that is disturbed", ({ name, create }) => {
  const words = WORDS[name];
  let test: TestDatabase;
  let db: Connection;

  beforeEach(async () => {
    test = await create();
    db = await test.connect();
  });

  afterEach(async () => {
    await test.drop();
  });

  // SQLite has no server that could be busy: test/runner/interrupt.test.ts and full-disk.test.ts.
  if (words === undefined) return;

  const up = (...more: string[]) => ["migrate", "up", "--database-url", test.url, ...more];

  async function withMigration(
    code: string,
    work: (folder: string) => Promise<void>,
  ): Promise<void> {
    await inFolder(
      { "migrations/0001_slow.ts": `import * as m from "makemigrations";\n${code}` },
      work,
    );
  }

  /** Makes `a`, then waits: in a statement, or in the query of a script. */
  const slow = (operation: string) =>
    `m.register({ name: "0001_slow", dependencies: [], operations: [
      new m.CreateTable({ name: "a", fields: [{ name: "id", type: "integer", primaryKey: true }] }),
      ${operation}, new m.RunSQL({ forwardSQL: "INSERT INTO a VALUES (1)" }),
    ] });`;
  const inStatement = slow(`new m.RunSQL({ forwardSQL: ${JSON.stringify(words.sleep)} })`);
  const inScript = slow(
    `new m.RunScript({ up: async (db) => { await db.execute(${JSON.stringify(words.sleep)}); } })`,
  );
  const quick = (code: string) => code.replaceAll("(600)", "(0)");

  const sessions = async (sql: string) => (await db.query(sql)).map(({ id }) => id);
  const asleep = () => until(async () => (await sessions(words.sleeping)).length > 0);

  /** What is left of it is not in the way of the next run. */
  async function nextRun(code: string): Promise<void> {
    await withMigration(quick(code), async (folder) => {
      const { exit, stderr } = await new Mm(up(), folder).end();
      expect(exit, stderr).to.equal(0);
      expect(await db.query("SELECT id FROM a")).to.deep.equal([{ id: 1 }]);
    });
  }

  for (const [where, code] of Object.entries({ statement: inStatement, script: inScript })) {
    it(`by Ctrl-C in a ${where} stops at once, says where, and the next run goes on`, async () => {
      await withMigration(code, async (folder) => {
        const mm = new Mm(up(), folder);
        await asleep();
        mm.child.kill("SIGINT");
        const { exit, stderr } = await mm.end();
        expect(stderr)
          .to.contain("Stopping")
          .and.contain("interrupted")
          .and.contain("operation 2 of 3");
        expect(exit, stderr).to.equal(130);
        expect(stderr).not.to.match(/\.ts:|Remove the cause/);
        expect(await sessions(words.sleeping)).to.deep.equal([]);
      });
      await nextRun(code);
    });
  }

  it("by a second Ctrl-C ends at once, and the next run goes on", async () => {
    await withMigration(inStatement, async (folder) => {
      const mm = new Mm(up(), folder);
      await asleep();
      mm.child.kill("SIGINT");
      await until(async () => mm.stderr.includes("Stopping"));
      mm.child.kill("SIGINT");
      const { exit } = await mm.end();
      expect(exit).to.equal(130);
    });
    await nextRun(inStatement);
  });

  it("by the loss of the session that works says so, and the next run goes on", async () => {
    await withMigration(inStatement, async (folder) => {
      const mm = new Mm(up(), folder);
      await asleep();
      for (const id of await sessions(words.sleeping)) await db.query(words.end(id));
      const { exit, stderr } = await mm.end();
      expect(stderr)
        .to.contain("0001_slow")
        .and.match(/connection|terminat/i);
      expect(exit, stderr).to.equal(name === "mysql" ? 7 : 1);
    });
    await nextRun(inStatement);
  });

  it("by the loss of the session that holds the lock keeps others out, and ends well", async () => {
    await withMigration(inStatement, async (folder) => {
      const mm = new Mm(up(), folder);
      await asleep();
      for (const id of await sessions(words.lock)) await db.query(words.end(id));
      const other = await new Mm(up("--lock-timeout", "0.3"), folder).end();
      expect(other.exit, other.stderr).to.equal(6);
      expect(other.stderr).to.contain("busy");
      mm.child.kill("SIGINT");
      await mm.end();
    });
    await nextRun(inStatement);
  });

  it("by another runner's lock ends with exit code 6 and names the holder", async () => {
    await withMigration(inStatement, async (folder) => {
      const mm = new Mm(up(), folder);
      await asleep();
      const other = await new Mm(up("--lock-timeout", "0.3"), folder).end();
      expect(other.exit, other.stderr).to.equal(6);
      expect(other.stderr).to.match(/(pid|session) \d+/);
      mm.child.kill("SIGINT");
      await mm.end();
    });
  });

  it("does not disturb another history of the same database", async () => {
    await withMigration(inStatement, async (folder) => {
      const mm = new Mm(up(), folder);
      await asleep();
      await inFolder(
        {
          "mm.config.yaml": "migration:\n  history_table: other_history\n",
          "migrations/0001_b.ts": `import * as m from "makemigrations";
m.register({ name: "0001_b", dependencies: [], operations: [
  new m.CreateTable({ name: "b", fields: [{ name: "id", type: "integer", primaryKey: true }] }),
] });`,
        },
        async (other) => {
          const { exit, stderr } = await new Mm(up("--lock-timeout", "2"), other).end();
          expect(exit, stderr).to.equal(0);
        },
      );
      mm.child.kill("SIGINT");
      await mm.end();
    });
  });
});
