import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect } from "chai";
import { binary, inFolder, node, tableMigration } from "./run-cli.js";

/** Writes down which programs the threads of a process run. */
const NOTE_THREADS = `
const { appendFileSync } = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");
const threads = require("node:worker_threads");
const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(program, options) {
    appendFileSync("threads.txt", program + "\\n");
    super(program, options);
  }
};
syncBuiltinESMExports();
`;
const ENGINE = /\/worker(?:-start\.cjs|\/main\.js)$/m;

const second = tableMigration("0002_b", "b").replace("[]", '["0001_a"]');
const project = {
  "mm.config.yaml": "database:\n  url: sqlite:./app.db\n",
  "note.cjs": NOTE_THREADS,
  "migrations/0001_a.ts": tableMigration("0001_a", "a"),
  "migrations/0002_b.ts": second,
};

/** Runs the binary on a machine that remembers nothing. @returns the programs of its threads. */
async function threadsOf(cwd: string, words: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH ?? "", XDG_CACHE_HOME: join(cwd, "cache") };
  const options = { cwd, env: { ...env, NODE_OPTIONS: "--require ./note.cjs" } };
  writeFileSync(join(cwd, "threads.txt"), "");
  const { exit, stderr } = await node(["--", binary, ...words], options);
  expect(exit, stderr).to.equal(0);
  return readFileSync(join(cwd, "threads.txt"), "utf8");
}

/** What a run has left in the database, times and the snapshot apart, which `--limit` does not keep. */
function contentOf(cwd: string): unknown {
  const db = new Database(join(cwd, "app.db"), { readonly: true });
  try {
    const tables = db
      .prepare(
        "SELECT name, sql FROM sqlite_schema WHERE tbl_name <> 'makemigrations_snapshot' ORDER BY name",
      )
      .all();
    const history = db.prepare("SELECT * FROM makemigrations_history ORDER BY name").all();
    return [
      tables,
      history.map((row) => ({ ...(row as object), applied_at: "", duration_ms: "" })),
    ];
  } finally {
    db.close();
  }
}

describe("migrations that hold nothing but data", () => {
  it("are run without the engine, all and the one that is new, and come to the same", async () => {
    const contents: unknown[] = [];
    for (const more of [[], ["--limit", "loadMs=50000"]]) {
      await inFolder(project, async (cwd) => {
        const first = await threadsOf(cwd, ["migrate", "up", "--to", "0001_a", ...more]);
        const rest = await threadsOf(cwd, ["migrate", "up", ...more]);
        for (const threads of [first, rest]) {
          expect(ENGINE.test(threads), threads).to.equal(more.length > 0);
        }
        // Nothing that would have to be remembered.
        expect(existsSync(join(cwd, "cache"))).to.equal(false);
        contents.push(contentOf(cwd));
      });
    }
    expect(contents[0]).to.deep.equal(contents[1]);
  });

  it("do not spare the others the engine", async () => {
    const third = second.replace("0001_a", "0002_b").replace("0002_b", "0003_c");
    const code = `const table = "c";\n${third.replace('name: "b"', "name: table")}`;
    expect(code).to.contain("name: table");
    await inFolder({ ...project, "migrations/0003_c.ts": code }, async (cwd) => {
      expect(await threadsOf(cwd, ["migrate", "up", "--to", "0002_b"])).to.match(ENGINE);
    });
  });

  it("are judged by the sandbox with --locked", async () => {
    await inFolder(project, async (cwd) => {
      expect(await threadsOf(cwd, ["migrate", "up", "--locked"])).to.match(ENGINE);
    });
  });
});
