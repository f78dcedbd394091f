import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { PackedTool } from "./packed-tool.js";
import { root, tableMigration } from "./run-cli.js";

const WRAPPER = `#!/usr/bin/env node
import { run } from "makemigrations/cli";
import { symbols } from "makemigrations/symbols";
import slugify from "slugify";

symbols.register({
  slugify: { default: symbols.fn((text) => slugify(String(text), { lower: true })) },
});

await run(process.argv.slice(2));
`;

const MIGRATION = `import * as m from "makemigrations";
import slugify from "slugify";

m.register({
  name: "0001_slugs",
  dependencies: ["0000_first"],
  operations: [
    new m.CreateTable({ name: "slugs", fields: [{ name: "slug", type: "varchar", length: 50, primaryKey: true }] }),
    new m.UpsertData({ table: "slugs", conflictKeys: ["slug"], rows: [{ slug: slugify("Tea and Coffee") }] }),
  ],
});
`;

const LIBRARY = `import { Interpreter, buildGraph, loadRegistry, Runner, openDatabase } from "makemigrations/api";
import { symbols } from "makemigrations/symbols";
import { run } from "makemigrations/cli";
import * as m from "makemigrations";

const map = symbols.snapshot();
const { registry, dispose } = await loadRegistry({ directory: "migrations", symbols: map, profile: "locked" });
console.log(buildGraph(registry).order.map(({ name }) => name).join());
console.log(typeof Interpreter, typeof Runner, typeof openDatabase, typeof run, typeof m.CreateTable);
await dispose();
`;

const SHIPPED = ["uuid", "dayjs", "csv"].map((name) => `makemigrations/plugins/${name}`);

// The whole way of a new user: the packed tarball in a folder outside the repository. Every claim
// about the packed tool belongs here: what runs is the bundle that ships, not the compiled files.
describe("the packed package", () => {
  let tool: PackedTool;

  before(() => {
    tool = new PackedTool();
    tool.link("slugify");
    tool.link("@types/node");
    tool.write("mymigrate.js", WRAPPER);
  });

  after(() => tool.remove());

  it("holds what it needs, and no tests", () => {
    for (const needed of ["bin/mm.cjs", "dist/src/index.d.ts", "README.md", "docs/errors/cli.md"]) {
      expect(tool.files).to.include(needed);
    }
    const programs = [
      "program",
      "yaml",
      "run",
      "engine",
      "servers",
      "rest",
      "worker",
      "tenant",
      "sqlite",
    ];
    for (const needed of [...programs, "load"]) {
      expect(tool.files).to.include(`dist/bundle/${needed}.cjs`);
    }
    expect(tool.files.filter((path) => path.endsWith(".map"))).to.deep.equal([]);
    // The tests of an example belong to it.
    const own = tool.files.filter((path) => !path.startsWith("docs/examples/"));
    const strangers = own.filter((path) => /(?:^|\/)test\/|\.test\.|\.case$/.test(path));
    expect(strangers).to.deep.equal([]);
  });

  it("makes a project with mm init, and runs a first migration", async () => {
    const init = await tool.mm("init");
    expect(init.exit, init.stderr).to.equal(0);
    expect(existsSync(join(tool.folder, "mm.config.yaml"))).to.equal(true);
    expect(readdirSync(join(tool.folder, "migrations"))).to.include("main.ts");
    tool.write("migrations/0000_first.ts", tableMigration("0000_first", "first"));
    const up = await tool.mm("migrate", "up");
    expect(up.stdout, up.stderr).to.contain("Applied 0000_first");
    expect(tool.typeErrors("migrations/0000_first.ts", "migrations/main.ts")).to.equal("");
  });

  it("checks, plans, and runs the plan", async () => {
    const check = await tool.mm("check", "migrations");
    expect(check.exit, check.stdout + check.stderr).to.equal(0);
    const plan = await tool.mm("plan", "--out", "plan.json");
    expect(plan.exit, plan.stderr).to.equal(0);
    const url = ["--database-url", "sqlite:./planned.db"];
    const up = await tool.mm("migrate", "up", "--plan", "plan.json", ...url);
    expect(up.stdout, up.stderr).to.contain("Applied 0000_first");
  });

  it("is a library for programs", async () => {
    tool.write("library.mts", LIBRARY);
    expect(tool.typeErrors("library.mts")).to.equal("");
    tool.write("library.mjs", LIBRARY);
    const { stdout, stderr } = await tool.node("library.mjs");
    expect(stdout, stderr).to.equal("0000_first\nfunction function function function function\n");
  });

  it("refuses a package that nobody registered, with the way to the guide", async () => {
    tool.write("migrations/0001_slugs.ts", MIGRATION);
    const { exit, stderr } = await tool.mm("migrate", "up");
    expect(exit).to.equal(8);
    expect(stderr).to.contain('INTERP_FORBIDDEN_IMPORT: "slugify" is not in the symbol map');
    expect(stderr).to.contain("migrations/0001_slugs.ts:2:");
    const [guide = ""] = /docs\/guides\/extending-symbols\.md/.exec(stderr) ?? [];
    expect(existsSync(join(tool.folder, "node_modules/makemigrations", guide))).to.equal(true);
  });

  it("applies it with a wrapper of ten lines, which has a name of its own", async () => {
    const up = await tool.node("mymigrate.js", "migrate", "up");
    expect(up.stdout, up.stderr).to.contain("Applied 0001_slugs");
    const sql = await tool.node("mymigrate.js", "migrate", "showsql", "--all");
    expect(sql.stdout).to.contain("'tea-and-coffee'");
    expect((await tool.node("mymigrate.js", "--help")).stdout).to.match(/^mymigrate <command>/);
    const wrong = await tool.node("mymigrate.js", "migrate", "upp");
    expect(wrong.exit).to.equal(2);
    expect(wrong.stderr).to.contain("usage: mymigrate migrate <command>");
  });

  it("loads each plugin that ships", async () => {
    const { stdout, stderr } = await tool.mm(
      ...["symbols", "list", ...SHIPPED.flatMap((plugin) => ["--plugin", plugin])],
    );
    for (const name of ["uuid", "dayjs", "papaparse"]) expect(stdout, stderr).to.contain(name);
  });

  for (const flags of [[], ["--source"]]) {
    it(`writes a plugin (${flags.join() || "host functions"}) that type-checks, loads and works`, async () => {
      const out = `plugins/${flags.length}/index.ts`;
      const extract = await tool.mm("symbols", "extract", "slugify", "--out", out, ...flags);
      expect(extract.exit, extract.stderr).to.equal(0);
      expect(tool.typeErrors(out)).to.equal("");
      // Node.js runs TypeScript by itself from 22.18 on, and older ones are supported.
      const plugin = ["--plugin", out];
      const run = await tool.node(
        ...["--import", "makemigrations/native", "node_modules/makemigrations/bin/mm.cjs"],
        ...["migrate", "showsql", "--all", ...plugin],
      );
      expect(run.stdout, run.stderr).to.contain("'Tea-and-Coffee'");
    });
  }

  it("writes the plugin that the compiled files write", async () => {
    tool.write(
      "extract.mjs",
      `import { run } from "makemigrations/cli";
await run(process.argv.slice(2), { name: "mm" });\n`,
    );
    for (const flags of [
      ["--out", "a/index.ts", "--source"],
      ["--out", "b/index.ts"],
    ]) {
      await tool.mm("symbols", "extract", "slugify", ...flags);
      const [, out = ""] = flags;
      const bundled = tool.read(out);
      await tool.node("extract.mjs", "symbols", "extract", "slugify", "--force", ...flags);
      expect(tool.read(out)).to.equal(bundled);
    }
  });

  it("brings few packages of small size when the optional ones are left out", () => {
    const { packages, bytes } = tool.needed();
    expect(packages, "packages").to.be.below(60);
    expect(bytes / 1024 ** 2, "MiB").to.be.below(35);
  });

  // Last: it takes away what the others need.
  describe("without its optional dependencies", () => {
    before(() => {
      for (const name of tool.optional) tool.unlink(name);
    });

    it("does what needs no database", async () => {
      for (const words of [["--version"], ["check", "migrations"], ["migrate", "dag"]]) {
        const { exit, stdout, stderr } = await tool.node("mymigrate.js", ...words);
        expect(exit, stdout + stderr).to.equal(0);
      }
    });

    for (const [url, client] of [
      ["sqlite:./planned.db", "better-sqlite3"],
      ["postgresql://db.invalid/shop", "pg"],
      ["mysql://db.invalid/shop", "mysql2"],
      ["sqlserver://db.invalid/shop", "tedious"],
    ] as const) {
      it(`asks for ${client} by name, and for nothing else`, async () => {
        for (const command of ["up", "status"]) {
          const words = ["migrate", command, "--database-url", url];
          const { exit, stderr } = await tool.node("mymigrate.js", ...words);
          expect(exit, stderr).to.equal(1);
          expect(stderr).to.contain(`DRIVER_CLIENT_MISSING: The package "${client}"`);
          expect(stderr).to.contain(`npm install ${client}`);
        }
      });
    }

    it("says what extracting a package takes", async () => {
      const { exit, stderr } = await tool.mm("symbols", "extract", "slugify");
      expect(exit, stderr).to.equal(1);
      expect(stderr).to.contain("EXTRACT_TOOL_MISSING");
    });

    it("draws Markdown, and says what the page takes", async () => {
      tool.write(
        "schema/schema.yaml",
        "tables: [{ name: a, fields: [{ name: id, type: serial }] }]",
      );
      const draw = ["schema-to-diagram", "--format"];
      const markdown = await tool.mm(...draw, "markdown");
      expect(markdown.exit, markdown.stderr).to.equal(0);
      const { exit, stderr } = await tool.mm(...draw, "html");
      expect(exit, stderr).to.equal(1);
      expect(stderr).to.contain("npm install @hpcc-js/wasm-graphviz");
    });

    it("shows stacks that name the package, not the folder where it was built", async () => {
      const { stderr } = await tool.mm("symbols", "extract", "slugify", "--verbose");
      expect(stderr).to.match(/^ {4}at .*\(makemigrations\/dist\/bundle\/program\.cjs:/m);
      expect(stderr).to.not.contain(`${root}/dist`);
    });
  });
});
