import { statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { Row } from "../../src/driver/driver.js";
import { SqliteDriver } from "../../src/driver/sqlite-driver.js";
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
        expect(ended.exit).to.equal(130);
        expect(ended.stderr).to.match(/Interrupted in mm migrate \w+, which changes nothing\n$/);
        await other.rollback();
      });
    });
  }
});

describe("a signal before a run holds the lock", () => {
  const files = {
    "begun.mjs": `export default ({ symbols }) => symbols.register({
      begun: { say: symbols.fn(() => { process.stderr.write("begun\\n"); }) } });`,
    "migrations/0001_loop.ts": 'import { say } from "begun"; say(); for (;;) {}',
  };
  const slow = ["--limit", "cpuLoadMs=600000", "--limit", "loadMs=600000"];

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    it(`${signal} ends the evaluation of migrations with ${code}, in one line and without a file`, async () => {
      await inFolder(files, async (folder) => {
        for (const [command, where] of [
          ["up", ", before anything was run"],
          ["dag", ""],
        ] as const) {
          const url = ["--database-url", "sqlite:a.db"];
          const words = ["migrate", command, ...url, "--plugin", "./begun.mjs", ...slow];
          const mm = new Mm(words, folder);
          await until(async () => mm.stderr.includes("begun"));
          mm.child.kill(signal);
          expect(await mm.end()).to.deep.equal({
            exit: code,
            stderr: `begun\nInterrupted in mm migrate ${command}${where}\n`,
          });
        }
      });
    });
  }
});

/** Busy for a moment: all of them take longer than a busy machine needs to notice the third one. */
function slowMigration(name: string, parent?: string): string {
  const count = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 200000)";
  return `import * as m from "makemigrations";
m.register({ name: "${name}", dependencies: ${JSON.stringify(parent === undefined ? [] : [parent])}, operations: [
  new m.RunSQL({ forwardSQL: "${count} SELECT max(n) FROM c", backwardSQL: m.noop }),
] });
`;
}

/** Many tables, so that all of them take longer than a busy machine needs to notice the third one. */
function shortMigration(name: string, parent?: string): string {
  const tables = Array.from({ length: 20 }, (_, at) => {
    const fields = '[{ name: "id", type: "integer", primaryKey: true }]';
    return `new m.CreateTable({ name: "t${name}_${at}", fields: ${fields} })`;
  });
  return `import * as m from "makemigrations";
m.register({ name: "${name}", dependencies: ${JSON.stringify(parent === undefined ? [] : [parent])}, operations: [
  ${tables.join(", ")},
] });
`;
}

describe("Ctrl-C in a long run on SQLite", () => {
  for (const [what, migration] of [
    ["that takes a moment", slowMigration],
    ["that is short, and on the main thread", shortMigration],
  ] as const) {
    it(`ends it between two migrations, although its client never waits, each ${what}`, async () => {
      const names = Array.from({ length: 500 }, (_, at) => `${String(at + 1).padStart(4, "0")}_t`);
      const files = Object.fromEntries(
        names.map((name, at) => [`migrations/${name}.ts`, migration(name, names[at - 1])]),
      );
      await inFolder(files, async (folder) => {
        const url = `sqlite:${join(folder, "a.db")}`;
        const mm = new Mm(["migrate", "up", "--database-url", url], folder);
        await until(async () => (await applied(url)) > 2);
        mm.child.kill("SIGINT");
        const { exit, stderr } = await mm.end();
        expect(stderr).to.contain("Stopping").and.contain("interrupted");
        expect(exit, stderr).to.equal(130);
        expect(await applied(url)).to.be.within(3, names.length - 1);
      });
    });
  }

  const endless =
    "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) FROM c";

  it("ends a statement that never would, with 130 and the JSON document that says where", async () => {
    const code = slowMigration("0002_endless", "0001_a").replace(
      /forwardSQL: "[^"]*"/,
      `forwardSQL: "${endless}"`,
    );
    const files = {
      "migrations/0001_a.ts": tableMigration("0001_a", "a"),
      "migrations/0002_endless.ts": code,
    };
    await inFolder(files, async (folder) => {
      const url = `sqlite:${join(folder, "a.db")}`;
      const words = ["migrate", "up", "--json", "--verbose", "--database-url", url];
      const mm = new Mm(words, folder);
      await until(async () => mm.stderr.includes(endless));
      mm.child.kill("SIGINT");
      const { exit, stderr } = await mm.end();
      expect(exit, stderr).to.equal(130);
      const { details, ...document } = JSON.parse(mm.stdout);
      expect(document).to.include({
        status: "error",
        code: "RUNNER_INTERRUPTED",
        exitCode: 130,
      });
      expect(details.failure).to.include({
        statement: 1,
        sql: endless,
        rolledBack: true,
      });
      expect(details.failure.committed).to.deep.equal(["0001_a"]);
      expect(await applied(url)).to.equal(1);
    });
  });

  it("ends by the signal in the midst of a large transaction, of which the next run finds nothing", async () => {
    // More than SQLite keeps in memory: the file has some of it when the process ends.
    const large = "CREATE TABLE large AS SELECT zeroblob(40000000) AS bytes";
    const migration = (more: string) => `import * as m from "makemigrations";
m.register({ name: "0001_a", dependencies: [], operations: [
  new m.CreateTable({ name: "a", fields: [{ name: "id", type: "integer", primaryKey: true }] }),
  ${more}
] });
`;
    const endlessly = `new m.RunSQL({ forwardSQL: "${large}" }), new m.RunSQL({ forwardSQL: "${endless}" }),`;
    await inFolder({ "migrations/0001_a.ts": migration(endlessly) }, async (folder) => {
      const file = join(folder, "a.db");
      const words = ["migrate", "up", "--verbose", "--database-url", `sqlite:${file}`];
      const mm = new Mm(words, folder);
      await until(async () => mm.stderr.includes(endless));
      mm.child.kill("SIGTERM");
      const { exit, stderr } = await mm.end();
      expect(exit, stderr).to.equal(143);
      expect(mm.child.signalCode).to.equal("SIGTERM");
      expect(stderr).to.contain("Stopping").and.contain("statement 3 of 3");
      expect(statSync(file).size).to.be.above(20_000_000);
      await writeFile(join(folder, "migrations/0001_a.ts"), migration(""));
      const next = await new Mm([...words, "--lock-timeout", "0"], folder).end();
      expect(next.exit, next.stderr).to.equal(0);
      const tables = await rowsOf(`sqlite:${file}`, "sqlite_schema");
      expect(tables.map((row) => row.name))
        .to.include("a")
        .and.not.include("large");
    });
  });

  async function applied(url: string): Promise<number> {
    return (await rowsOf(url, "makemigrations_history")).length;
  }

  /** None where there is no such table yet. */
  async function rowsOf(url: string, table: string): Promise<readonly Row[]> {
    const options = { url, connectTimeout: 0, readOnly: true };
    const connection = await new SqliteDriver().connect(options).catch(() => undefined);
    try {
      return (await connection?.query(`SELECT * FROM ${table}`)) ?? [];
    } catch {
      return [];
    } finally {
      await connection?.close();
    }
  }
});
