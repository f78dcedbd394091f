import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { PackedTool } from "../cli/packed-tool.js";
import { root } from "../cli/run-cli.js";
import { describeEachDatabase } from "../databases.js";

const TSC = "node_modules/typescript/bin/tsc";

/** The packages of the example's own package.json, as far as they are not the tool's. */
const PACKAGES = ["kysely", "typescript", "@types/node", "@types/pg", "@types/better-sqlite3"];

// docs/examples/app as its reader has it: in a folder of its own, with the packed package.
describeEachDatabase("the example application", (server) => {
  if (server.name !== "postgresql") return;
  let tool: PackedTool;

  before(async () => {
    tool = new PackedTool();
    cpSync(join(root, "docs/examples/app"), tool.folder, { recursive: true });
    for (const name of PACKAGES) tool.link(name);
    const built = await tool.node(TSC);
    expect(built.stdout + built.stderr).to.equal("");
  });

  after(() => tool.remove());

  it("has the image that the guide shows", () => {
    const image = readFileSync(join(root, "docs/examples/app/Dockerfile"), "utf8");
    expect(readFileSync(join(root, "docs/guides/containers.md"), "utf8")).to.contain(
      `\`\`\`dockerfile\n${image}\`\`\``,
    );
  });

  it("says what it needs, and nothing else", () => {
    const { dependencies, devDependencies } = JSON.parse(tool.read("package.json")) as Readonly<
      Record<string, object>
    >;
    const known = [...PACKAGES, "makemigrations", "pg", "better-sqlite3"].toSorted();
    const named = [...Object.keys(dependencies ?? {}), ...Object.keys(devDependencies ?? {})];
    expect(named.toSorted()).to.deep.equal(known);
  });

  it("has the migrations and the types that its schema asks for", async () => {
    expect(await tool.mm("generate", "--check")).to.include({ exit: 0 });
    const types = ["schema-to-types", "--database", "postgresql", "--out", "src/database-types.ts"];
    const check = await tool.mm(...types, "--check");
    expect(check.exit, check.stdout + check.stderr).to.equal(0);
    const migrations = await tool.node(TSC, "-p", "migrations");
    expect(migrations.stdout).to.equal("");
    const other = await tool.mm("schema-to-types", "--database", "sqlite");
    const [, ...forSqlite] = other.stdout.trimEnd().split("\n");
    const [, ...written] = tool.read("src/database-types.ts").trimEnd().split("\n");
    expect(forSqlite).to.deep.equal(written);
  });

  it("runs its tests, each on a database in memory", async () => {
    const { exit, stdout } = await tool.node("--test", "dist/test/notes.test.js");
    expect(exit, stdout).to.equal(0);
    expect(stdout).to.match(/^# pass 3$/m);
  });

  it("serves from PostgreSQL, several at a time without any rights, and the first to come migrates", async () => {
    const database = await server.create();
    const env = { ...process.env, DATABASE_URL: database.url, PORT: "0", HOME: "/nonexistent" };
    // As in the image: a user who may read what there is, and write nothing.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chmodSync(dirname(tool.folder), 0o755);
    const user = isRoot ? { uid: 65_534, gid: 65_534 } : {};
    const servers = [1, 2, 3].map(() =>
      spawn(process.execPath, ["dist/src/server.js"], {
        cwd: tool.folder,
        ...user,
        env,
        stdio: ["ignore", "pipe", "inherit"],
      }),
    );
    try {
      const ports = await Promise.all(servers.map(portOf));
      for (const port of ports) {
        const response = await fetch(`http://127.0.0.1:${port}/`);
        expect(await response.json()).to.deep.equal([]);
      }
      const connection = await database.connect();
      const rows = await connection.query("SELECT name FROM makemigrations_history ORDER BY name");
      expect(rows.map(({ name }) => name)).to.deep.equal(["0001_initial", "0002_note_words"]);
      const ends = servers.map((one) => once(one, "exit"));
      for (const one of servers) one.kill("SIGTERM");
      expect((await Promise.all(ends)).map(([code]) => code)).to.deep.equal([0, 0, 0]);
    } finally {
      for (const one of servers) one.kill("SIGKILL");
      await database.drop();
    }
  });
});

/** The port at which the server listens, as it says. */
async function portOf(server: ChildProcess): Promise<number> {
  if (server.stdout === null) throw new Error("the server says nothing");
  for await (const line of createInterface(server.stdout)) {
    const port = /"port":(\d+)/.exec(line)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error("the server ended");
}
