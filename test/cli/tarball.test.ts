import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type CliResult, node, root, tableMigration } from "./run-cli.js";

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
  dependencies: [],
  operations: [
    new m.CreateTable({ name: "slugs", fields: [{ name: "slug", type: "varchar", length: 50, primaryKey: true }] }),
    new m.UpsertData({ table: "slugs", conflictKeys: ["slug"], rows: [{ slug: slugify("Tea and Coffee") }] }),
  ],
});
`;

/** What `npm pack` says about the one package that it made. */
interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

// The whole way of a new user: the packed tarball, installed into a folder outside the repository.
describe("the packed package", function () {
  this.timeout(300_000);
  let place: string;
  let project: string;
  let packed: Packed;

  const npm = (words: readonly string[], cwd: string): string =>
    execFileSync("npm", words, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

  const run = (script: string, ...words: readonly string[]): Promise<CliResult> =>
    node([script, ...words], { cwd: project });

  before(() => {
    place = realpathSync(mkdtempSync(join(tmpdir(), "mm-tarball-")));
    project = join(place, "project");
    const [first] = JSON.parse(
      npm(["pack", "--json", "--ignore-scripts", "--pack-destination", place], root),
    ) as Packed[];
    if (first === undefined) throw new Error("npm pack made nothing");
    packed = first;
    execFileSync("mkdir", [project]);
    writeFileSync(join(project, "package.json"), '{ "type": "module", "private": true }\n');
    const quiet = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
    npm(["install", ...quiet, join(place, packed.filename), "slugify"], project);
    // Its install script compiles for minutes; here is the same package, compiled.
    const native = join(project, "node_modules", "better-sqlite3");
    rmSync(native, { recursive: true });
    symlinkSync(join(root, "node_modules", "better-sqlite3"), native);
    writeFileSync(join(project, "mymigrate.js"), WRAPPER);
    chmodSync(join(project, "mymigrate.js"), 0o755);
  });

  after(() => {
    rmSync(place, { recursive: true, force: true });
  });

  const mm = "node_modules/makemigrations/bin/mm.cjs";

  it("holds what it needs, and no tests", () => {
    const paths = packed.files.map(({ path }) => path);
    for (const needed of ["bin/mm.cjs", "dist/src/index.d.ts", "README.md", "docs/errors/cli.md"]) {
      expect(paths).to.include(needed);
    }
    expect(paths.filter((path) => /(?:^|\/)test\/|\.test\.|\.case$/.test(path))).to.deep.equal([]);
  });

  it("makes a project with mm init, and runs a first migration", async () => {
    const init = await run(mm, "init");
    expect(init.exit, init.stderr).to.equal(0);
    expect(existsSync(join(project, "mm.config.yaml"))).to.equal(true);
    expect(readdirSync(join(project, "migrations"))).to.include("main.ts");
    writeFileSync(join(project, "migrations/0000_first.ts"), tableMigration("0000_first", "first"));
    const up = await run(mm, "migrate", "up");
    expect(up.stdout, up.stderr).to.contain("Applied 0000_first");
    expect(existsSync(join(project, "node_modules/.bin/mm"))).to.equal(true);
  });

  it("refuses a package that nobody registered, with the way to the guide", async () => {
    writeFileSync(join(project, "migrations/0001_slugs.ts"), MIGRATION);
    const { exit, stderr } = await run(mm, "migrate", "up");
    expect(exit).to.equal(8);
    expect(stderr).to.contain('INTERP_FORBIDDEN_IMPORT: "slugify" is not in the symbol map');
    expect(stderr).to.contain("migrations/0001_slugs.ts:2:");
    const [guide = ""] = /docs\/guides\/extending-symbols\.md/.exec(stderr) ?? [];
    expect(existsSync(join(project, "node_modules/makemigrations", guide))).to.equal(true);
  });

  it("applies it with a wrapper of ten lines, which has a name of its own", async () => {
    const up = await run("mymigrate.js", "migrate", "up");
    expect(up.stdout, up.stderr).to.contain("Applied 0001_slugs");
    const sql = await run("mymigrate.js", "migrate", "showsql", "--all");
    expect(sql.stdout).to.contain("'tea-and-coffee'");
    expect((await run("mymigrate.js", "--help")).stdout).to.match(/^mymigrate <command>/);
    const wrong = await run("mymigrate.js", "migrate", "upp");
    expect(wrong.exit).to.equal(2);
    expect(wrong.stderr).to.contain("usage: mymigrate migrate <command>");
  });
});
