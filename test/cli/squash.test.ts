import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { testTargets } from "../databases.js";
import { binary, inFolder, mm, node } from "./run-cli.js";

function migration(name: string, operations: string, more = ""): readonly [string, string] {
  const source = `import * as m from "makemigrations";
m.register({ name: "${name}", ${more} operations: [${operations}] });
`;
  return [`migrations/${name}.ts`, source];
}

const USERS = `new m.CreateTable({ name: "users", fields: [
  { name: "id", type: "serial", primaryKey: true }, { name: "mail", type: "varchar", length: 40 } ] })`;
const POSTS = `new m.CreateTable({ name: "posts", fields: [{ name: "id", type: "serial", primaryKey: true },
  { name: "user_id", type: "foreign_key", foreignKey: { table: "users" } }] }),
  new m.AddField({ table: "users", field: { name: "nick", type: "text" } }),
  new m.AlterField({ table: "users", newField: { name: "mail", type: "varchar", length: 80, unique: true } }),
  new m.AddIndex({ table: "posts", index: { name: "by_user", fields: ["user_id"] } }),
  new m.UpsertData({ table: "users", conflictKeys: ["mail"], rows: [{ mail: "a@b.c" }] }),
  new m.RenameTable({ oldName: "posts", newName: "articles" })`;

function project(second: string): Readonly<Record<string, string>> {
  return Object.fromEntries([
    migration("0001_users", USERS),
    migration("0002_more", second, 'dependencies: ["0001_users"],'),
  ]);
}

const RANGE = ["generate", "squash", "0001_users", "0002_more", "--json"];

async function squashed(second: string, ...flags: readonly string[]) {
  return await inFolder(project(second), async (cwd) => {
    const result = await mm([...RANGE, ...flags], cwd);
    const files = readdirSync(join(cwd, "migrations"));
    return { ...result, document: JSON.parse(result.stdout), files };
  });
}

describe("mm generate squash", () => {
  for (const { name, server } of testTargets) {
    if (server === undefined || name === "sqlite") continue;
    it(`proves itself on ${name}, in databases that are gone afterwards`, async () => {
      const place = await server.create();
      try {
        const { document, exit } = await squashed(POSTS, "--verify-url", place.url);
        expect(exit, JSON.stringify(document)).to.equal(0);
        expect(document.verified).to.have.length(2);
        expect(document.verified[1]).to.contain(`${name}://`);
        // The database of the URL itself was left alone.
        const connection = await place.connect();
        const read = await server.dialect.session
          .createIntrospector(connection)
          .read({ ignore: [] });
        expect([...read.tables.keys()]).to.deep.equal([]);
      } finally {
        await place.drop();
      }
    });
  }

  it("says what the database has and the squash does not make, and writes nothing", async () => {
    const sql = `new m.RunSQL({ forwardSQL: "CREATE TABLE extra (id integer)" })`;
    const { document, exit, files } = await squashed(sql, "--verify", "--without", "run_sql");
    expect(exit).to.equal(1);
    expect(document.code).to.equal("CLI_SQUASH_DIFFERS");
    expect(document.message).to.contain("on sqlite: extra: table | -");
    expect(files).to.have.length(2);
    expect((await squashed(sql, "--verify")).document.verified).to.deep.equal(["sqlite"]);
  });

  it("names the folder in which no database can be made for the proof", async () => {
    await inFolder(project(POSTS), async (cwd) => {
      const env = { PATH: process.env.PATH ?? "", TMPDIR: join(cwd, "nowhere") };
      const run = await node([binary, ...RANGE, "--verify"], { cwd, env });
      expect(JSON.parse(run.stdout)).to.include({
        code: "DRIVER_CONNECT_FAILED",
        message: `No database can be made in the folder "${env.TMPDIR}": ENOENT`,
      });
    });
  });

  it("has no proof where the range itself does not run, and says so", async () => {
    const sql = `new m.RunSQL({ forwardSQL: "SELECT no_such_function()" })`;
    const { document, exit, files } = await squashed(sql, "--verify");
    expect(exit).to.equal(1);
    expect(document.code).to.equal("CLI_SQUASH_UNPROVED");
    expect(document.message).to.contain("no_such_function");
    expect(files).to.have.length(2);
    expect((await squashed(sql)).exit).to.equal(0);
  });

  it("says that a script cannot be part of it, and leaves it out when told to", async () => {
    const script = `new m.RunScript({ description: "Fill slugs", up: async (db) => { await db.query("SELECT 1"); } })`;
    const refused = await squashed(script);
    expect(refused.exit).to.equal(1);
    expect(refused.document.code).to.equal("CLI_CANNOT_SQUASH");
    expect(refused.document.message).to.contain('"0002_more": Fill slugs');
    const { document, exit } = await squashed(script, "--without", "run_script");
    expect(exit).to.equal(0);
    expect(document.notices).to.deep.equal(['left out of "0002_more": Fill slugs']);
  });

  it("keeps a migration without a transaction as one, and says so", async () => {
    const files = Object.fromEntries([
      migration("0001_users", USERS),
      migration(
        "0002_more",
        `new m.AddIndex({ table: "users", index: { name: "i", fields: ["mail"] } })`,
        'dependencies: ["0001_users"], transaction: false,',
      ),
    ]);
    await inFolder(files, async (cwd) => {
      const { stdout } = await mm([...RANGE, "--dry-run"], cwd);
      const { source, notices } = JSON.parse(stdout);
      expect(source).to.contain("transaction: false,");
      expect(notices.join()).to.contain('none is around "0002_more"');
      expect(existsSync(join(cwd, "migrations/0003_squash_0001_to_0002.ts"))).to.equal(false);
    });
  });

  it("takes branches within the range, and what comes out of its midst depends on it", async () => {
    const field = (name: string) =>
      `new m.AddField({ table: "users", field: { name: "${name}", type: "text" } })`;
    const files = Object.fromEntries([
      migration("0000_before", ""),
      migration("0001_users", USERS, 'dependencies: ["0000_before"],'),
      migration("0002_left", field("l"), 'dependencies: ["0001_users"],'),
      migration("0002_right", field("r"), 'dependencies: ["0001_users"],'),
      migration("0003_both", "", 'dependencies: ["0002_left", "0002_right"],'),
      migration("0003_out", field("o"), 'dependencies: ["0002_left"],'),
    ]);
    await inFolder(files, async (cwd) => {
      const words = ["generate", "squash", "0001_users", "0003_both", "--json"];
      const document = JSON.parse((await mm(words, cwd)).stdout);
      expect(document.dependencies).to.deep.equal(["0000_before"]);
      expect(document.replaces).to.deep.equal([
        "0001_users",
        "0002_left",
        "0002_right",
        "0003_both",
      ]);
      const dag = JSON.parse((await mm(["migrate", "dag", "--json"], cwd)).stdout);
      expect(dag.migrations.map(({ name }: { name: string }) => name)).to.deep.equal([
        "0000_before",
        "0004_squash_0001_to_0003",
        "0003_out",
      ]);
      expect((await mm(["migrate", "up"], cwd)).exit).to.equal(0);
    });
  });
});
