import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { cliMain, inFolder, mm, node, root, tableMigration } from "./run-cli.js";

/** As `npm install makemigrations` would leave it. */
function installed(cwd: string): void {
  mkdirSync(join(cwd, "node_modules"));
  symlinkSync(root, join(cwd, "node_modules", "makemigrations"));
}

describe("mm init", () => {
  for (const [kind, manifest] of [
    ["CommonJS", '{ "name": "old" }'],
    ["module", '{ "name": "new", "type": "module" }'],
  ] as const) {
    it(`makes a ${kind} project whose migrations and main.ts type-check`, async () => {
      await inFolder({ "package.json": manifest }, async (cwd) => {
        installed(cwd);
        expect(await mm(["init"], cwd)).to.include({ exit: 0 });
        expect(existsSync(join(cwd, "migrations/package.json"))).to.equal(kind === "CommonJS");
        const data = 'import rows from "./rows.json" with { type: "json" };\nvoid rows;\n';
        const { writeFileSync } = await import("node:fs");
        writeFileSync(join(cwd, "migrations/rows.json"), "[]");
        writeFileSync(join(cwd, "migrations/0001_a.ts"), data + tableMigration("0001_a", "a"));
        const tsc = join(root, "node_modules/.bin/tsc");
        const { status, stdout } = spawnSync(tsc, ["-p", "migrations"], { cwd, encoding: "utf8" });
        expect({ status, stdout }).to.deep.equal({ status: 0, stdout: "" });
      });
    }).timeout(120_000);
  }

  it("writes no URL for a database whose URL would hold a password", async () => {
    await inFolder({}, async (cwd) => {
      const { exit } = await mm(["init", "--database", "postgresql"], cwd);
      expect(exit).to.equal(0);
      const text = readFileSync(join(cwd, "mm.config.yaml"), "utf8");
      expect(text).to.contain("type: postgresql").and.to.contain("DATABASE_URL");
      expect(text).not.to.contain("url:");
    });
  }).timeout(60_000);

  it("writes a configuration that mm reads", async () => {
    await inFolder({}, async (cwd) => {
      await mm(["init"], cwd);
      const { stdout } = await mm(["migrate", "status", "--json"], cwd);
      expect(JSON.parse(stdout)).to.include({ status: "ok", database: "sqlite:./mm.db" });
    });
  }).timeout(60_000);
});

describe("migrations/main.ts", () => {
  it("has the commands of mm migrate and makes the same SQL, without the sandbox", async () => {
    const main = `import { runNative } from ${JSON.stringify(cliMain)};\nawait runNative(import.meta);\n`;
    const files = {
      "package.json": '{ "type": "module" }',
      "migrations/0001_a.mjs": tableMigration("0001_a", "a"),
      "run/main.mjs": main.replace(
        "import.meta",
        'new URL("../migrations/main.mjs", import.meta.url).href',
      ),
    };
    await inFolder(files, async (cwd) => {
      installed(cwd);
      const words = ["showsql", "--all", "--json"];
      const own = await node(["run/main.mjs", ...words], { cwd });
      const sandboxed = await mm(["migrate", ...words], cwd);
      expect(own.stderr).to.equal("");
      expect(own.stdout).to.equal(sandboxed.stdout).and.to.contain("CREATE TABLE");
      const wrong = await node(["run/main.mjs", "upp"], { cwd });
      expect(wrong.stderr).to.contain("usage: node migrations/main.mjs migrate <command>");
    });
  }).timeout(60_000);
});
