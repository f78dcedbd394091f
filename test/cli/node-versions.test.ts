import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { testTargets } from "../databases.js";
import { PackedTool } from "./packed-tool.js";
import { tableMigration } from "./run-cli.js";

/** Where `.ci/run` puts them, each with a client of SQLite that is made for it. */
const place = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "makemigrations-nodes");

const WRAPPER = `import { run } from "makemigrations/cli";
import { symbols } from "makemigrations/symbols";
import slugify from "slugify";

symbols.register({
  slugify: { default: symbols.fn((text) => slugify(String(text), { lower: true })) },
});
await run(process.argv.slice(2));
`;

const SLUGS = `import * as m from "makemigrations";
import slugify from "slugify";

m.register({
  name: "0002_slugs",
  dependencies: ["0001_first"],
  operations: [
    new m.CreateTable({ name: "slugs", fields: [{ name: "slug", type: "varchar", length: 50, primaryKey: true }] }),
    new m.UpsertData({ table: "slugs", conflictKeys: ["slug"], rows: [{ slug: slugify("Tea and Coffee") }] }),
    new m.RunScript({
      up: async (db) => console.log((await db.query("SELECT slug FROM slugs"))[0].slug),
      down: async () => {},
    }),
  ],
});
`;

// The tests themselves run under the oldest Node that is supported.
for (const version of [22, 24]) {
  const installed = join(place, String(version), "node_modules");
  const program = join(installed, "node", "bin", "node");

  describe(`the packed package under Node ${version}`, () => {
    if (!existsSync(program)) {
      it(`is left out: there is no ${program}; .ci/run fetches it with npm`);
      return;
    }
    let tool: PackedTool;

    before(() => {
      tool = new PackedTool(program);
      tool.unlink("better-sqlite3");
      tool.link("better-sqlite3", installed);
      tool.link("slugify");
      tool.write("mymigrate.js", WRAPPER);
    });

    after(() => tool.remove());

    it("runs the demo", async () => {
      const { exit, stdout, stderr } = await tool.node(
        "node_modules/makemigrations/docs/examples/demo.js",
      );
      expect(exit, stdout + stderr).to.equal(0);
      for (const shown of ["new m.RenameField(", "(exit 3)", "(exit 8)", "0 applied, 2 pending"])
        expect(stdout).to.contain(shown);
    });

    it("makes a project, and runs it with a wrapper that has a package of its own", async () => {
      const node = await tool.node("--version");
      expect(node.stdout).to.contain(`v${version}.`);
      for (const words of [["--version"], ["init"]]) {
        const { exit, stderr } = await tool.mm(...words);
        expect(exit, stderr).to.equal(0);
      }
      tool.write("migrations/0001_first.ts", tableMigration("0001_first", "first"));
      tool.write("migrations/0002_slugs.ts", SLUGS);
      const refused = await tool.mm("migrate", "up");
      expect([refused.exit, refused.stderr]).to.satisfy(
        ([exit, text]: [number, string]) => exit === 8 && text.includes("INTERP_FORBIDDEN_IMPORT"),
      );
      const urls = testTargets.flatMap(({ name, server }) =>
        name === "postgresql" && server !== undefined ? [server] : [],
      );
      const databases = await Promise.all(urls.map((server) => server.create()));
      try {
        for (const url of ["sqlite:./other.db", ...databases.map((one) => one.url)]) {
          const all = [
            ["migrate up", "Applied 0002_slugs"],
            ["migrate status --check", "2 applied, 0 pending"],
            ["migrate redo --steps 2", "Applied 0002_slugs"],
            ["check", "1 passed, 0 refused"],
            ["db-to-schema", "name: slugs"],
          ] as const;
          // What does not depend on the client is seen once.
          for (const [words, shown] of url.startsWith("sqlite:") ? all : all.slice(0, 2)) {
            const line = ["mymigrate.js", ...words.split(" "), "--database-url", url];
            const { exit, stdout, stderr } = await tool.node(...line);
            expect(exit, `${words} on ${url}: ${stdout}${stderr}`).to.equal(0);
            expect(stdout, words).to.contain(shown);
          }
        }
      } finally {
        await Promise.all(databases.map((one) => one.drop()));
      }
    });
  });
}
