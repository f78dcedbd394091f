import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { PackedTool } from "../cli/packed-tool.js";
import { type CliResult, node, root } from "../cli/run-cli.js";
import { type TestDatabase, testTargets } from "../databases.js";
import { blocksIn, blocksOf, guideText } from "./guide-blocks.js";

const server = testTargets.find(({ name }) => name === "postgresql")?.server;

/** Pages that are followed command by command, from the packed tarball. */
describe("the pages for newcomers", () => {
  let tool: PackedTool;
  const databases: TestDatabase[] = [];

  beforeEach(() => {
    tool = new PackedTool();
  });

  afterEach(() => tool.remove());

  after(async () => {
    await Promise.all(databases.map((database) => database.drop()));
  });

  async function postgresql(): Promise<TestDatabase> {
    if (server === undefined) throw new Error("there is no PostgreSQL");
    const database = await server.create();
    databases.push(database);
    return database;
  }

  /** One line of a shell, as far as the pages use it. */
  async function run(line: string, url: string | undefined): Promise<CliResult> {
    const [program, ...words] = line.split(" ").map((word) => word.replaceAll('"', ""));
    expect(program, line).to.equal("mm");
    const env = url === undefined ? {} : { DATABASE_URL: url };
    const named = words.map((word) => (word === "$DATABASE_URL" ? (url ?? "") : word));
    return await node(["node_modules/makemigrations/bin/mm.cjs", ...named], {
      cwd: tool.folder,
      env: { PATH: process.env.PATH ?? "", XDG_CACHE_HOME: join(tool.folder, ".cache"), ...env },
    });
  }

  /** Does what a page says, and gives what its last command showed. */
  async function follow(guide: string, url: string | undefined): Promise<CliResult> {
    let last: CliResult | undefined;
    for (const { kind, text, notRun } of blocksIn(guideText(guide))) {
      if (notRun !== undefined) continue;
      if (kind === "yaml") tool.write(/^# (\S+)/.exec(text)?.[1] ?? "", text);
      if (kind !== "sh") continue;
      for (const line of text.trim().split("\n")) {
        last = await run(line, url);
        expect(last.exit, `${line}\n${last.stdout}\n${last.stderr}`).to.equal(0);
      }
    }
    if (last === undefined) throw new Error(`${guide} shows no command`);
    return last;
  }

  it("getting started: every command works, on SQLite", async () => {
    await follow("getting-started.md", undefined);
    expect(readdirSync(join(tool.folder, "migrations"))).to.include.members([
      "0001_initial.ts",
      "0002_posts.ts",
    ]);
    expect(readFileSync(join(tool.folder, "migrations/0002_posts.ts"), "utf8")).to.contain(
      "new m.RenameField({",
    );
    const status = await run("mm migrate status", undefined);
    expect(status.stdout)
      .to.match(/0002_posts +applied/)
      .and.contain("0 pending");
  });

  it("getting started: every command works, on PostgreSQL", async () => {
    const database = await postgresql();
    await follow("getting-started.md", database.url);
    const connection = await database.connect();
    const rows = await connection.query(
      "SELECT column_name FROM information_schema.columns WHERE table_name = 'users' ORDER BY 1",
    );
    expect(rows.map((row) => row.column_name)).to.deep.equal(["created_at", "email", "id"]);
  });

  it("adopting: a database with tables becomes a project, and another run of it makes the same", async () => {
    const database = await postgresql();
    const connection = await database.connect();
    for (const sql of [
      "CREATE TYPE mood AS ENUM ('good', 'bad')",
      "CREATE TABLE people (id serial PRIMARY KEY, name varchar(50) NOT NULL, mood mood DEFAULT 'good')",
      "CREATE VIEW good_people AS SELECT id, name FROM people WHERE mood = 'good'",
      "INSERT INTO people (name) VALUES ('ada')",
    ])
      await connection.query(sql);
    await follow("adopting.md", database.url);
    expect(await connection.query("SELECT name FROM good_people")).to.have.length(1);
    const { stdout } = await run("mm migrate up", database.url);
    expect(stdout).to.contain("Nothing to apply");
    const empty = await postgresql();
    expect((await run("mm migrate up", empty.url)).exit).to.equal(0);
    expect((await run("mm db-diff", empty.url)).exit).to.equal(0);
  });

  it("changes without downtime: the recipes run as they stand on PostgreSQL, and back", async () => {
    const database = await postgresql();
    const files = blocksOf("zero-downtime.md", "ts").map((text): [string, string] => [
      /name: "(\d{4}_\w+)",\n {2}dependencies/.exec(text)?.[1] ?? "",
      text,
    ]);
    expect(files.map(([name]) => name.slice(0, 4))).to.deep.equal(
      files.map((_, at) => String(at + 1).padStart(4, "0")),
    );
    for (const [name, text] of files) tool.write(`migrations/${name}.ts`, text);
    const first = await run("mm migrate up --to 0001_orders", database.url);
    expect(first.exit, first.stderr).to.equal(0);
    const connection = await database.connect();
    await connection.query("INSERT INTO customers DEFAULT VALUES");
    await connection.query(
      "INSERT INTO orders (customer_id, note, total) SELECT 1, 'n', 5 FROM generate_series(1, 2500)",
    );
    const up = await run("mm migrate up", database.url);
    expect(up.exit, up.stderr).to.equal(0);
    const [row] = await connection.query(
      "SELECT count(*)::int AS rows, count(DISTINCT token)::int AS tokens FROM orders WHERE state = 'open'",
    );
    expect(row).to.deep.equal({ rows: 2500, tokens: 2500 });
    const same = await run("mm db-diff", database.url);
    expect(same.exit, same.stdout).to.equal(0);
    const down = await run("mm migrate down --to 0001_orders", database.url);
    expect(down.exit, down.stderr).to.equal(0);
    const [left] = await connection.query("SELECT count(*)::int AS rows FROM orders");
    expect(left).to.deep.equal({ rows: 2500 });
  });

  it("what other tools call things: every command and operation that the table names is there", async () => {
    const page = guideText("coming-from.md");
    const { commandList } = await import("../../src/cli/commands/index.js");
    const names = commandList.map(({ name }: { readonly name: string }) => name);
    for (const [, words = ""] of page.matchAll(/^\| `mm ([^`]+)`/gm)) {
      const command = words.replace(/ (?:<|--).*$/, "");
      expect(names, words).to.include(command);
    }
    expect(readdirSync(join(root, "docs/operations"))).to.include.members([
      "run_sql.md",
      "run_script.md",
      "upsert_data.md",
    ]);
  });
});
