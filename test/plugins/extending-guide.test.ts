import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { makeFolder, removeFolders } from "../loader/temp-folder.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const built = fileURLToPath(new URL("../../", import.meta.url));
const guide = readFileSync(join(root, "docs", "guides", "extending-symbols.md"), "utf8");
const blocks = [...guide.matchAll(/^```(?:js|ts)\n([\s\S]*?)^```/gm)].map(([, code = ""]) => code);

describe("docs/guides/extending-symbols.md", () => {
  after(removeFolders);

  it("shows a wrapper that runs the migration that it shows, and without it mm refuses", async () => {
    const project = makeProject();
    const refused = await node(project, ["mm.js", "migrate", "up"]);
    expect(refused.code).to.equal(8);
    expect(refused.stderr).to.include("INTERP_FORBIDDEN_IMPORT");
    expect(refused.stderr).to.include("0007_slugs.ts:2:");
    expect(refused.stderr).to.include("docs/guides/extending-symbols.md");
    const done = await node(project, ["mymigrate.js", "migrate", "up"]);
    expect(done.stderr + done.stdout).to.include("0007_slugs");
    expect(done.code).to.equal(0);
  });

  it("shows a plugin that does the same for mm, by option and by environment", async () => {
    const plugin = block("// plugins/slugify.js");
    const byOption = makeProject({ "plugins/slugify.js": plugin });
    const sql = ["migrate", "showsql", "--all", "--database", "sqlite"];
    const option = await node(byOption, ["mm.js", ...sql, "--plugin", "./plugins/slugify.js"]);
    expect(option.stdout).to.include("'tea-and-coffee'");
    const environment = await node(byOption, ["mm.js", ...sql], {
      MM_PLUGINS: "./plugins/slugify.js",
    });
    expect(environment.stdout).to.equal(option.stdout);
  });

  it("shows seed data from a CSV file with the plugin that ships", async () => {
    const project = makeProject({
      "migrations/0003_countries.ts": block('import * as m from "makemigrations";\nimport Papa'),
      "migrations/0002_tables.ts": table("0002_tables", "countries", "code", "name"),
      "migrations/data/countries.csv": "code,name\nnz,New Zealand\n",
      "migrations/0007_slugs.ts": "import 'makemigrations';",
    });
    const plugin = "makemigrations/plugins/csv";
    const { stdout } = await node(project, [
      ...["mm.js", "migrate", "showsql", "--all", "--database", "sqlite", "--plugin", plugin],
    ]);
    expect(stdout).to.include("'New Zealand'");
  });
});

/** The first block of code that begins so. */
function block(start: string): string {
  const found = blocks.find((code) => code.startsWith(start));
  if (found === undefined) throw new Error(`the guide has no block that begins with ${start}`);
  return found;
}

/** A folder in which the package is installed, as far as Node can tell. */
function makeProject(files: Readonly<Record<string, string>> = {}): string {
  const project = makeFolder({
    "package.json": '{ "type": "module" }',
    "mm.js": 'import { run } from "makemigrations/cli"; await run(process.argv.slice(2));',
    "mm.config.yaml": "database:\n  url: sqlite:./guide.db\n",
    "mymigrate.js": block("#!/usr/bin/env node"),
    "migrations/0006_categories.ts": table("0006_categories", "categories", "id", "slug"),
    "migrations/0007_slugs.ts": block('import * as m from "makemigrations";\nimport slugify'),
    ...files,
  });
  const installed = join(project, "node_modules", "makemigrations");
  mkdirSync(installed, { recursive: true });
  cpSync(join(root, "package.json"), join(installed, "package.json"));
  symlinkSync(built, join(installed, "dist"));
  symlinkSync(join(root, "node_modules", "slugify"), join(dirname(installed), "slugify"));
  return project;
}

function table(migration: string, name: string, ...fields: readonly string[]): string {
  const list = fields.map((field, index) => ({
    name: field,
    type: "text",
    primaryKey: index === 0,
  }));
  const operation = { type: "create_table", name, fields: list };
  return `import * as m from "makemigrations";
m.register({ name: "${migration}", dependencies: [], operations: [${JSON.stringify(operation)}] });`;
}

function node(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, ...env, NO_COLOR: "1" } };
    const child = execFile(process.execPath, args, options, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
