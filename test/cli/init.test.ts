import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { cliMain, inFolder, mm, node, root, tableMigration, wrapper } from "./run-cli.js";

/** As `npm install makemigrations` would leave it. */
function installed(cwd: string): void {
  mkdirSync(join(cwd, "node_modules"));
  symlinkSync(root, join(cwd, "node_modules", "makemigrations"));
}

/** What a plain type stripper, or Node alone, does not take. */
const EVERYTHING = `import * as m from "makemigrations";
import { CreateTable, State } from "makemigrations";
import { Named, Shape } from "./lib/named";
import { Named as Again } from "./lib/named.js";
import view from "./data/view.sql" with { type: "text" };
import notes from "./data/notes.txt";
import rows from "./data/rows.json";
import same from "./data/rows.json" with { type: "json" };
import raw from "./data/./rows.json" with { type: "text" };

enum Size { Long = 200 }
const shape: Shape = new Named("posts");
if (Named !== Again || rows !== same) throw new Error("two copies");
m.register({
  name: "0001_a",
  dependencies: [],
  operations: [
    new CreateTable({ name: shape.name, fields: [
      { name: "id", type: "integer", primaryKey: true },
      { name: "name", type: "varchar", length: Size.Long },
    ] }),
    new m.UpsertData({ table: "posts", conflictKeys: ["id"], rows: [...rows, { id: 2, name: notes }, { id: 3, name: raw }] }),
    new m.RunSQL({ forwardSQL: view, backwardSQL: "DROP VIEW v", mutate: (state: State) => void state }),
  ],
});
`;

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
    });
  }

  it("makes the configuration file that --config names, and says how to use it", async () => {
    await inFolder({ "mm.config.yaml": "migration:\n  directory: other\n" }, async (cwd) => {
      const flags = ["--config", "conf/x.yaml"];
      const { exit, stderr, stdout } = await mm(["init", ...flags], cwd);
      expect(exit, stderr).to.equal(0);
      expect(stdout).to.contain("wrote conf/x.yaml").and.to.contain("wrote migrations/main.ts");
      expect(stderr).to.contain("mm migrate up --config conf/x.yaml");
      const missing = await mm(["migrate", "status", "--config", "conf/y.yaml"], cwd);
      expect(missing.stderr).to.contain("CONFIG_FILE_MISSING");
      expect(await mm(["migrate", "status", ...flags], cwd)).to.include({ exit: 0 });
      const again = await mm(["init", ...flags], cwd);
      expect(again.stdout).to.contain("kept  conf/x.yaml");
    });
  });

  for (const directory of ["2024", ": #x", "mein Ordner/ünï", "null", "-", "1e3", ".5"]) {
    it(`writes the folder "${directory}" so that it is read as that`, async () => {
      await inFolder({}, async (cwd) => {
        const env = { PATH: process.env.PATH ?? "", MM_MIGRATION_DIRECTORY: directory };
        const words = ["--input-type=module", "-e", wrapper("mm"), "--", "init"];
        expect((await node(words, { cwd, env })).exit).to.equal(0);
        const { stdout, stderr } = await mm(["init", "--json"], cwd);
        expect(JSON.parse(stdout), stderr).to.include({ directory });
      });
    });
  }

  it("writes no URL for a database whose URL would hold a password", async () => {
    await inFolder({}, async (cwd) => {
      const { exit } = await mm(["init", "--database", "postgresql"], cwd);
      expect(exit).to.equal(0);
      const text = readFileSync(join(cwd, "mm.config.yaml"), "utf8");
      expect(text).to.contain("type: postgresql").and.to.contain("DATABASE_URL");
      expect(text).not.to.contain("url:");
    });
  });

  it("asks for the URL among the next steps unless there is one for this kind of database", async () => {
    for (const [url, asks] of [
      ["postgresql://localhost/shop", false],
      ["sqlite:./app.db", true],
    ] as const) {
      await inFolder({}, async (cwd) => {
        const env = { PATH: process.env.PATH ?? "", DATABASE_URL: url };
        const words = ["--input-type=module", "-e", wrapper("mm"), "--", "init"];
        const { stderr } = await node([...words, "--database", "postgresql"], { cwd, env });
        expect(stderr.includes("Set DATABASE_URL"), stderr).to.equal(asks);
        expect(stderr).to.contain("mm generate");
      });
    }
  });

  it("writes a configuration that mm reads", async () => {
    await inFolder({}, async (cwd) => {
      await mm(["init"], cwd);
      const { stdout } = await mm(["migrate", "status", "--json"], cwd);
      expect(JSON.parse(stdout)).to.include({ status: "ok", database: "sqlite:./mm.db" });
    });
  });
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
  });

  it("as mm init writes it runs everything that the sandbox runs, with the same plan: types, text, JSON", async () => {
    const files = {
      "migrations/0001_a.ts": EVERYTHING,
      "migrations/lib/named.ts": `export class Named { constructor(readonly name: string) {} }
export interface Shape { readonly name: string }`,
      "migrations/data/view.sql": "\uFEFF-- a view\r\nCREATE VIEW v AS SELECT 1",
      "migrations/data/rows.json": '[{ "id": 1, "name": "__proto__" }]',
      "migrations/data/notes.txt": "`$` {x} \\ \u2028 \"'\n",
    };
    await inFolder(files, async (cwd) => {
      installed(cwd);
      expect(await mm(["init"], cwd)).to.include({ exit: 0 });
      const words = ["showsql", "--all", "--json"];
      const main = ["--import", "makemigrations/native", "migrations/main.ts"];
      const own = await node([...main, ...words], { cwd });
      const sandboxed = await mm(["migrate", ...words], cwd);
      expect(own.stderr).to.equal("");
      expect(sandboxed.stdout).to.contain("CREATE VIEW v").and.contain("__proto__");
      expect(own.stdout).to.equal(sandboxed.stdout);
      const up = await node([...main, "up"], { cwd });
      expect(up.stdout, up.stderr).to.match(/^Database: sqlite:\.\/mm\.db\nApplied 0001_a/);
      expect((await mm(["migrate", "status"], cwd)).stdout).to.contain("1 applied, 0 pending");
    });
  });

  it("shows where a file is broken that only the hooks could read", async () => {
    const files = {
      "package.json": '{ "type": "module" }',
      "migrations/0001_a.ts": "let x: = 1;",
      "migrations/main.ts":
        'import { runNative } from "makemigrations/cli";\nawait runNative(import.meta);',
    };
    await inFolder(files, async (cwd) => {
      installed(cwd);
      const main = ["--import", "makemigrations/native", "migrations/main.ts", "status"];
      const { stderr, exit } = await node(main, { cwd });
      expect(stderr).to.match(
        /^error LOADER_IMPORT_FAILED: "0001_a.ts" cannot be run .*SyntaxError/,
      );
      expect(exit).to.equal(1);
    });
  });

  it("is not what a folder of a project needs: the hint says where the project is", async () => {
    const files = { "mm.config.yaml": "database: { type: sqlite }\n", "migrations/deep/a.sql": "" };
    await inFolder(files, async (folder) => {
      const below = await mm(["generate"], join(folder, "migrations", "deep"));
      expect(below.exit).to.equal(2);
      expect(below.stderr).to.contain(
        'There is a mm.config.yaml in "../..": run the command there.',
      );
      const there = await mm(["generate"], folder);
      expect(there.stderr).to.contain("CLI_NO_SCHEMA").and.not.contain("There is a mm.config");
    });
  });
});
