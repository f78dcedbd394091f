import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { inFolder, node, tableMigration, wrapper } from "./run-cli.js";

const symbols = new URL("../../symbols/index.js", import.meta.url).href;

/** Runs a wrapper binary in the folder, in an environment that says where a cache may be. */
async function run(
  cwd: string,
  env: Readonly<Record<string, string>>,
  before = "",
): Promise<string> {
  const words = ["migrate", "showsql", "--all"];
  const script = wrapper("mymigrate", before);
  const result = await node(["--input-type=module", "-e", script, "--", ...words], {
    cwd,
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  expect(result.exit, result.stderr).to.equal(0);
  return result.stdout;
}

describe("where the command line remembers what files registered", () => {
  const code = { "migrations/0001_a.ts": `${tableMigration("0001_a", "t")}const more = 1;\n` };

  it("is the user's cache, without plugins", async () => {
    await inFolder(code, async (cwd) => {
      const home = join(cwd, "home");
      mkdirSync(join(home, ".cache"), { recursive: true });
      await run(cwd, { HOME: home });
      expect(readdirSync(join(home, ".cache", "makemigrations", "registry"))).to.have.length(1);
    });
  });

  it("is not needed for files that hold nothing but data", async () => {
    await inFolder({ "migrations/0001_a.ts": tableMigration("0001_a", "t") }, async (cwd) => {
      const home = join(cwd, "home");
      mkdirSync(join(home, ".cache"), { recursive: true });
      await run(cwd, { HOME: home });
      expect(readdirSync(join(home, ".cache"))).to.deep.equal([]);
    });
  });

  it("is nowhere when a wrapper binary brings plugins, whose globals may keep a state", async () => {
    const counting = (name: string, before: string): string => `import * as m from "makemigrations";
m.register({ name: "${name}", dependencies: [${before}], operations: [
  new m.RunSQL({ forwardSQL: "SELECT " + counter(), backwardSQL: m.noop }),
] });
`;
    const plugin = `import { symbols } from ${JSON.stringify(symbols)};
const code = "let n = 0; export const counter = () => ++n;";
symbols.register({ globalThis: symbols.source(code, { exports: ["counter"] }) }, { override: true });`;
    const files = {
      "migrations/0001_a.ts": counting("0001_a", ""),
      "migrations/0002_b.ts": counting("0002_b", '"0001_a"'),
    };
    await inFolder(files, async (cwd) => {
      const home = join(cwd, "home");
      mkdirSync(home);
      for (let i = 0; i < 2; i++) {
        const sql = await run(cwd, { HOME: home }, plugin);
        expect(sql).to.contain("SELECT 1").and.contain("SELECT 2");
      }
      expect(readdirSync(home)).to.deep.equal([]);
    });
  });

  const nowhere = `/nowhere-${randomUUID()}`;
  for (const [title, env] of [
    ["an empty HOME", { HOME: "" }],
    ["a HOME that does not exist", { HOME: nowhere }],
    ["a relative XDG_CACHE_HOME", { XDG_CACHE_HOME: "cache" }],
  ] as const) {
    it(`is not in the project with ${title}`, async () => {
      await inFolder(code, async (cwd) => {
        for (const made of [".cache", "cache"]) mkdirSync(join(cwd, made));
        await run(cwd, env);
        for (const made of [".cache", "cache"]) {
          expect(readdirSync(join(cwd, made))).to.deep.equal([]);
        }
        expect(existsSync(nowhere)).to.equal(false);
      });
    });
  }
});
