import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect } from "chai";
import { dialects } from "../../src/dialect/index.js";
import { type CliResult, inFolder, mm, node, root, tableMigration } from "./run-cli.js";

/** What was compiled, for a bundle of this test's own: other tests run `mm` from theirs meanwhile. */
const compiled = fileURLToPath(new URL("../../", import.meta.url));
const built = join(root, `dist-bundle-${process.pid}`);
const bundle = join(built, "bundle");

/** What the command line is in; see `.ci/bundle/chunks.js`. */
const chunks = [
  "program",
  "yaml",
  "commands",
  "run",
  "engine",
  "server",
  "postgresql",
  "mysql",
  "servers",
  "help",
  "more",
  "rest",
];

/** `bin/mm.cjs` of this build; says in its last line which files of the bundle were loaded. */
async function binary(
  words: readonly string[],
  cwd: string,
): Promise<CliResult & { bundled: boolean; loaded: readonly string[] }> {
  const url = pathToFileURL(join(built, "src/cli/binary.cjs")).href;
  const probe = `import { createRequire } from "node:module";
import binary from ${JSON.stringify(url)};
process.argv[1] = "/bin/mm";
await binary.runBinary(process.argv.slice(2));
const { cache } = createRequire(import.meta.url);
const loader = Object.keys(cache).find((file) => file.endsWith("load.cjs"));
console.error("LOADED " + (loader ? [...cache[loader].exports.loaded.keys()] : ""));`;
  const run = await node(["--input-type=module", "-e", probe, "--", "mm", ...words], { cwd });
  const [stderr = "", names = ""] = run.stderr.split("LOADED ");
  const loaded = names.trim().split(",").filter(Boolean);
  return { ...run, stderr, bundled: loaded.length > 0, loaded };
}

const project = {
  "migrations/0001_a.ts": tableMigration("0001_a", "a"),
  "migrations/0002_b.ts":
    'import * as m from "makemigrations";\nm.register({ name: "0002_b" + nope });\n',
};

describe("the bundle", () => {
  before(() => {
    for (const part of ["src", "symbols", "plugins"]) {
      cpSync(join(compiled, part), join(built, part), {
        recursive: true,
        preserveTimestamps: true,
      });
    }
    // Only a checkout has one; there a bundle may be older than the files.
    mkdirSync(join(built, "test"));
    const script = join(root, ".ci/bundle/bundle.js");
    const { status, stderr } = spawnSync(process.execPath, [script, built], { encoding: "utf8" });
    expect(status, stderr).to.equal(0);
  });

  after(() => rmSync(built, { recursive: true, force: true }));

  it("has compiled code beside it, and leaves nothing else behind", () => {
    for (const name of [...chunks, "worker", "tenant", "sqlite"]) {
      expect(existsSync(join(bundle, `${name}.cjs`))).to.equal(true);
      expect(existsSync(join(bundle, `${name}.cache`))).to.equal(true);
    }
    expect(existsSync(join(bundle, "driver.cjs"))).to.equal(false);
  });

  it("comes with the licences of the packages that it has something of", () => {
    const text = readFileSync(join(bundle, "LICENSES.txt"), "utf8");
    for (const name of ["better-sqlite3", "mysql2", "pg", "sucrase", "valibot"]) {
      const { version, license } = JSON.parse(
        readFileSync(join(root, "node_modules", name, "package.json"), "utf8"),
      );
      expect(text).to.include(`${name} ${version} (${license})`);
    }
    expect(text).to.match(/Permission is hereby granted/);
  });

  it("reaches the client of each server", async () => {
    await inFolder({ "migrations/none.txt": "" }, async (cwd) => {
      for (const { name, schemes } of dialects) {
        if (name === "sqlite") continue;
        const url = `${schemes[0]}://u:p@127.0.0.1:1/d`;
        const run = await binary(["migrate", "status", "--database-url", url], cwd);
        expect(run.bundled, name).to.equal(true);
        expect(run.stderr, name).to.contain("DRIVER_CONNECT_FAILED").and.contain("ECONNREFUSED");
      }
    });
  });

  it("has a client of its own only where all of it is what is installed", async () => {
    const packages = join(bundle, "node_modules");
    const install = (name: string, version: string): void => {
      const main = `throw new Error("this is ${name} ${version}");`;
      mkdirSync(join(packages, name), { recursive: true });
      writeFileSync(join(packages, name, "package.json"), JSON.stringify({ name, version }));
      writeFileSync(join(packages, name, "index.js"), main);
    };
    const versionOf = (name: string): string =>
      JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version;
    const urls = { "better-sqlite3": "sqlite:own.db", pg: "postgresql://u:p@127.0.0.1:1/d" };
    try {
      await inFolder({ "migrations/0001_a.ts": tableMigration("0001_a", "a") }, async (cwd) => {
        for (const [name, url] of Object.entries(urls)) {
          // The packages that it is made of are not beside it.
          const versions = name === "pg" ? ["0.0.1", versionOf(name)] : ["0.0.1"];
          for (const version of versions) {
            install(name, version);
            const run = await binary(["migrate", "up", "--database-url", url], cwd);
            expect(run.bundled, name).to.equal(true);
            expect(run.stderr).to.contain(`this is ${name} ${version}`);
          }
        }
        const sqlite = join(packages, "better-sqlite3");
        cpSync(
          join(root, "node_modules/better-sqlite3/package.json"),
          join(sqlite, "package.json"),
        );
        cpSync(join(root, "node_modules/better-sqlite3/lib"), join(sqlite, "lib"), {
          recursive: true,
        });
        appendFileSync(join(sqlite, "lib/index.js"), 'throw new Error("patched in place");');
        const run = await binary(["migrate", "up", "--database-url", "sqlite:own.db"], cwd);
        expect(run.stderr).to.contain("patched in place");
      });
    } finally {
      rmSync(packages, { recursive: true, force: true });
    }
  });

  /** Without what a run uses behind 800 ms, which it may take on a busy machine: it asks who keeps it waiting. */
  const atLeast = (loaded: readonly string[]): string =>
    loaded.filter((name) => name !== "more").join();

  it("loads what a run needs and leaves the rest", async () => {
    const several = {
      "migrations/0000_z.ts": tableMigration("0000_z", "z"),
      "migrations/0001_a.ts": tableMigration("0001_a", "a").replace("[]", '["0000_z"]'),
    };
    await inFolder(several, async (cwd) => {
      const first = await binary(["migrate", "up"], cwd);
      const second = await binary(["migrate", "up"], cwd);
      const help = await binary(["--help"], cwd);
      expect(first.stdout).to.contain("0001_a");
      expect(second.stdout).to.contain("Nothing to apply");
      expect([first, second, help].map(({ loaded }) => atLeast(loaded))).to.deep.equal([
        "program,run",
        "program",
        "program,commands,help",
      ]);
      const data = tableMigration("0002_b", "b").replace("[]", '["0001_a"]');
      writeFileSync(join(cwd, "migrations/0002_b.ts"), data);
      const added = await binary(["migrate", "up"], cwd);
      expect(added.stdout).to.contain("0002_b");
      expect(atLeast(added.loaded)).to.equal("program,run");
      const code = tableMigration("0003_c", "c").replace("[]", '["0002_b"]');
      writeFileSync(join(cwd, "migrations/0003_c.ts"), `${code}const more = 1;\n`);
      const evaluated = await binary(["migrate", "up"], cwd);
      expect(atLeast(evaluated.loaded)).to.equal("program,run,engine");
    });
    const project = { "mm.config.yaml": "database:\n  url: sqlite:./own.db\n" };
    await inFolder({ ...project, "migrations/none.txt": "" }, async (cwd) => {
      const run = await binary(["migrate", "status"], cwd);
      expect(run.exit, run.stderr).to.equal(0);
      expect(atLeast(run.loaded)).to.equal("program,yaml,run");
    });
  });

  for (const words of [
    ["--help"],
    ["migrate", "up"],
    ["migrate", "status", "--json"],
    ["migrat"],
  ]) {
    it(`answers "${words.join(" ")}" as the files that it was made of do`, async () => {
      await inFolder(project, async (cwd) => {
        const plain = await mm(words, cwd);
        const fast = await binary(words, cwd);
        expect(fast.bundled).to.equal(true);
        expect(fast.exit).to.equal(plain.exit);
        expect(fast.stdout).to.equal(plain.stdout);
        expect(fast.stderr).to.equal(plain.stderr);
      });
    });
  }

  it("is not used when a plugin may come: both must see the same symbols", async () => {
    await inFolder({ "nothing.mjs": "export default () => {};\n" }, async (cwd) => {
      const run = await binary(["symbols", "list", "--plugin", "./nothing.mjs"], cwd);
      expect(run.exit, run.stderr).to.equal(0);
      expect(run.bundled).to.equal(false);
    });
  });

  it("is not used when it is older than what was compiled", async () => {
    const program = join(built, "src/cli/program.js");
    const later = new Date(Date.now() + 60_000);
    utimesSync(program, later, later);
    await inFolder({}, async (cwd) => {
      const run = await binary(["--help"], cwd);
      expect(run.exit, run.stderr).to.equal(0);
      expect(run.bundled).to.equal(false);
    });
  });
});
