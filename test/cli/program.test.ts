import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { cliMain, inFolder, mm, node, root, tableMigration, wrapper } from "./run-cli.js";

const version: string = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;

/** Writes the URL of every module that is loaded to stderr, one a line. */
const tracer = `import { register } from "node:module";
register("data:text/javascript," + encodeURIComponent(\`
  import { writeSync } from "node:fs";
  export async function load(url, context, next) {
    writeSync(2, "LOADED " + url + "\\\\n");
    return next(url, context);
  }
\`));
`;

async function loadedBy(
  words: readonly string[],
  project: Readonly<Record<string, string>> = {},
  before: readonly (readonly string[])[] = [],
): Promise<readonly string[]> {
  const run = wrapper("mm").replace("slice(1)", "slice(2)");
  const files = { "trace.mjs": tracer, "run.mjs": run, ...project };
  return await inFolder(files, async (cwd) => {
    for (const earlier of before) {
      expect(await node(["run.mjs", ...earlier], { cwd })).to.include({ exit: 0 });
    }
    const trace = pathToFileURL(join(cwd, "trace.mjs")).href;
    const { stderr, exit } = await node(["--import", trace, "run.mjs", ...words], { cwd });
    expect(exit, stderr).to.equal(0);
    const lines = stderr.split("\n").filter((line) => line.startsWith("LOADED "));
    return lines.map((line) => line.slice(7));
  });
}

/** `read-file.js` opens the files of untrusted authors and of the configuration; it imports nothing of ours. */
const heavy =
  /quickjs|sucrase|\.wasm|better-sqlite3|mysql2|tedious|libpg-query|\/pg\/|\/interp\/(?!limits|interp-error|symbol)|\/src\/(?:driver|runner|loader)\/(?!read-file\.js)/;

describe("what a command loads", () => {
  it("mm --version loads three files of ours and no package", async () => {
    const loaded = await loadedBy(["--version"]);
    const own = loaded.filter((url) => url.includes("/src/"));
    expect(own.map((url) => url.replace(/^.*\/src\//, ""))).to.deep.equal([
      "cli/main.js",
      "cli/start.js",
      "cli/tool-version.js",
    ]);
    expect(loaded.filter((url) => url.includes("node_modules"))).to.deep.equal([]);
  });

  for (const words of [["--help"], ["migrate", "up", "--help"], ["version"]]) {
    it(`mm ${words.join(" ")} loads neither engine nor transpiler nor driver`, async () => {
      const loaded = await loadedBy(words);
      expect(loaded.length).to.be.greaterThan(5);
      expect(loaded.filter((url) => heavy.test(url))).to.deep.equal([]);
    });
  }
});

describe("mm migrate up --plan", () => {
  it("loads no interpreter and no transpiler, although the folder is there", async () => {
    const project = { "migrations/0001_a.ts": tableMigration("0001_a", "a") };
    const words = ["migrate", "up", "--plan", "plan.json"];
    const loaded = await loadedBy(words, project, [["plan", "--out", "plan.json"]]);
    // What starts, watches and ends a thread belongs to the interpreter's folder, but evaluates nothing.
    const engine =
      /quickjs|sucrase|\.wasm|\/interp\/(?:interpreter|pool)|\/interp\/worker\/(?!heartbeat)|\/interp\/host\/(?:engine|guest|replay|worker-thread)|\/symbols\//;
    expect(loaded.filter((url) => url.includes("better-sqlite3"))).not.to.have.length(0);
    expect(loaded.filter((url) => engine.test(url))).to.deep.equal([]);
  });
});

describe("a command that finds nothing changed", () => {
  const project = { "migrations/0001_a.ts": tableMigration("0001_a", "a") };
  const engine = /quickjs|sucrase|\.wasm|\/interp\/(?!limits|interp-error|symbol)|\/symbols\//;

  for (const words of [
    ["migrate", "up"],
    ["migrate", "status"],
  ]) {
    it(`mm ${words.join(" ")} loads no interpreter and no transpiler`, async () => {
      const loaded = await loadedBy(words, project, [["migrate", "up"]]);
      expect(loaded.filter((url) => url.includes("better-sqlite3"))).not.to.have.length(0);
      expect(loaded.filter((url) => engine.test(url))).to.deep.equal([]);
    });
  }

  it("evaluates the migrations when the locked profile is to judge them", async () => {
    const loaded = await loadedBy(["migrate", "up", "--locked"], project, [["migrate", "up"]]);
    expect(loaded.filter((url) => engine.test(url))).not.to.have.length(0);
  });
});

describe("mm help", () => {
  for (const words of [[], ["migrate"], ["migrate", "up"], ["symbols", "list"]]) {
    it(`is --help: ${words.join(" ")}`, async () => {
      await inFolder({}, async (cwd) => {
        const asked = await mm(["help", ...words], cwd);
        expect(asked).to.deep.equal(await mm([...words, "--help"], cwd));
        expect(asked.exit, asked.stderr).to.equal(0);
        expect(asked.stdout).to.contain(["mm", ...words].join(" "));
      });
    });
  }
});

describe("a wrapper binary", () => {
  it("shows its own name in help, errors and hints", async () => {
    await inFolder({}, async (cwd) => {
      const run = (...words: string[]) =>
        node(["--input-type=module", "-e", wrapper("mymigrate"), "--", ...words], { cwd });
      expect((await run("--help")).stdout).to.contain("mymigrate migrate <command>");
      const wrong = await run("migrate", "upp");
      expect(wrong.stderr).to.contain("usage: mymigrate migrate <command>");
      const missing = await run("migrate", "up");
      expect(missing.stderr).to.contain("Run `mymigrate init`");
      expect(missing.stderr).not.to.match(/\bmm /);
    });
  });

  it("may have a name that ends in mm", async () => {
    await inFolder({}, async (cwd) => {
      const words = ["--input-type=module", "-e", wrapper("acme-mm"), "--"];
      const wrong = await node([...words, "migrate", "upp"], { cwd });
      expect(wrong.stderr).to.contain('see "acme-mm migrate --help"');
      const missing = await node([...words, "migrate", "up"], { cwd });
      expect(missing.stderr).to.contain("Run `acme-mm init`");
    });
  });

  it("is the program that goes on after a failure", async () => {
    const text = tableMigration("0001_a", "a").replace(
      /new m.*\),/s,
      'new m.RunSQL({ forwardSQL: "no" }),',
    );
    await inFolder({ "migrations/0001_a.ts": text }, async (cwd) => {
      const words = ["--input-type=module", "-e", wrapper("mymigrate"), "--", "migrate", "up"];
      const { stdout } = await node([...words, "--json"], { cwd });
      const { hint, details } = JSON.parse(stdout);
      expect(hint).to.contain("`mymigrate migrate up`");
      expect(details.failure.recovery).to.equal("mymigrate migrate up");
    });
  });

  it("is named after its file when it says nothing", async () => {
    const text = `import { run } from ${JSON.stringify(cliMain)};\nawait run(process.argv.slice(2));`;
    await inFolder({ "mymigrate.mjs": text }, async (cwd) => {
      const { stdout } = await node(["mymigrate.mjs", "version"], { cwd });
      expect(stdout).to.contain(`mymigrate ${version}`);
    });
  });

  it("takes a plugin in TypeScript, or says how an older Node.js does", async () => {
    const plugin = "export default ({ symbols }: any): void => symbols.register({ a: {} });";
    await inFolder({ "p.ts": plugin, "package.json": '{"type":"module"}' }, async (cwd) => {
      const words = ["--input-type=module", "-e", wrapper("mm"), "--", "symbols", "show", "a"];
      const flag = ["--plugin", "./p.ts"];
      const native = new URL("../../src/loader/native-door.js", import.meta.url).href;
      const helped = await node(["--import", native, ...words, ...flag], { cwd });
      expect(helped.exit, helped.stderr).to.equal(0);
      const alone = await node([...words, ...flag], { cwd });
      const strips = Boolean(Reflect.get(process.features, "typescript"));
      expect(alone.exit, alone.stderr).to.equal(strips ? 0 : 1);
      if (!strips) expect(alone.stderr).to.contain("NODE_OPTIONS=--import=makemigrations/native");
    });
  });

  it("finds plugins in MM_PLUGINS, between commas, whose paths have spaces", async () => {
    const plugin = (name: string) =>
      `export default ({ symbols }) => symbols.register({ ${name}: {} });`;
    const files = { "a b/a.mjs": plugin("a"), "b.mjs": plugin("b"), "a.mjs": "throw 1;" };
    await inFolder(files, async (cwd) => {
      const env = { PATH: process.env.PATH ?? "", MM_PLUGINS: "./a b/a.mjs , ./b.mjs," };
      const words = ["--input-type=module", "-e", wrapper("mm"), "--", "symbols", "list"];
      const { stdout, stderr } = await node(words, { cwd, env });
      expect(stdout, stderr).to.match(/^a /m).and.to.match(/^b /m);
    });
  });

  it("registers symbols that its migrations import, and mm refuses the same file", async () => {
    const migration = `import * as m from "makemigrations";
import { word } from "words";
m.register({ name: "0001_a", dependencies: [], operations: [
  new m.RunSQL({ forwardSQL: "SELECT '" + word() + "'", backwardSQL: m.noop }),
] });
`;
    const symbols = new URL("../../symbols/index.js", import.meta.url).href;
    const plugin = `import { symbols } from ${JSON.stringify(symbols)};
symbols.register({ words: { word: symbols.fn(() => "spoken") } });`;
    await inFolder({ "migrations/0001_a.ts": migration }, async (cwd) => {
      const words = ["migrate", "showsql", "--all"];
      const script = wrapper("mymigrate", plugin);
      const own = await node(["--input-type=module", "-e", script, "--", ...words], { cwd });
      expect(own.stdout).to.contain("SELECT 'spoken';");
      const plain = await mm(words, cwd);
      expect(plain).to.include({ exit: 8, stdout: "" });
      expect(plain.stderr).to.contain("INTERP_FORBIDDEN_IMPORT");
    });
  });
});

describe("the command line", () => {
  it("calls an error that is not ours a bug, with its stack", async () => {
    await inFolder({}, async (cwd) => {
      const script = `import { symbols } from ${JSON.stringify(new URL("../../symbols/index.js", import.meta.url).href)};
import { run } from ${JSON.stringify(cliMain)};
await run(["symbols", "list"], { name: "mm", symbols: { ...symbols, snapshot() { throw new TypeError("broken inside"); } } });`;
      const result = await node(["--input-type=module", "-e", script], { cwd });
      expect(result.exit).to.equal(1);
      expect(result.stderr).to.contain("error CLI_BUG: TypeError: broken inside");
      expect(result.stderr).to.contain("This is a bug of makemigrations");
      expect(result.stderr).to.contain("at ");
    });
  });

  it("survives a reader that goes away", async () => {
    const files: Record<string, string> = {};
    for (let at = 1000; at < 1300; at++)
      files[`migrations/${at}_t.ts`] = tableMigration(`${at}_t`, `t${at}`);
    await inFolder(files, async (cwd) => {
      const script = wrapper("mm").replace("slice(1)", "slice(2)");
      const { stderr, exit } = await new Promise<{ stderr: string; exit: number | null }>(
        (resolve) => {
          const child = spawn(
            process.execPath,
            ["--input-type=module", "-e", script, "--", "", "migrate", "showsql", "--all"],
            { cwd, stdio: ["ignore", "pipe", "pipe"] },
          );
          let text = "";
          child.stderr.setEncoding("utf8").on("data", (part: string) => {
            text += part;
          });
          child.stdout.destroy();
          child.on("close", (code) => resolve({ stderr: text, exit: code }));
        },
      );
      expect({ stderr, exit }).to.deep.equal({ stderr: "", exit: 0 });
    });
  });

  it("shows the page that explains an error", async () => {
    await inFolder({}, async (cwd) => {
      const { stderr } = await mm(["migrate", "upp"], cwd);
      expect(stderr).to.match(/docs: \S*docs\/errors\/cli\.md#cli_unknown_command\n/);
    });
  });

  it("shows no password of a database that does not answer", async () => {
    await inFolder({ "migrations/0001_a.ts": tableMigration("0001_a", "a") }, async (cwd) => {
      const url = "postgresql://app:hunter%202@127.0.0.1:1/shop";
      for (const flags of [[], ["--json"], ["--verbose"]]) {
        const words = ["migrate", "status", "--database-url", url, ...flags];
        const { stdout, stderr, exit } = await mm(words, cwd);
        expect(exit).to.equal(1);
        expect(stdout + stderr).not.to.match(/hunter/);
        expect(stdout + stderr).to.contain("DRIVER_CONNECT_FAILED");
      }
    });
  });

  it("reads an environment file only when it is named", async () => {
    const files = {
      ".env": "DATABASE_URL=nonsense:1\n",
      "migrations/0001_a.ts": tableMigration("0001_a", "a"),
    };
    await inFolder(files, async (cwd) => {
      expect(await mm(["migrate", "status"], cwd)).to.include({ exit: 0 });
    });
  });
});

describe("Ctrl-C", () => {
  const slow = `import * as m from "makemigrations";
m.register({ name: "0001_slow", dependencies: [], operations: [
  new m.CreateTable({ name: "t", fields: [{ name: "id", type: "serial", primaryKey: true }] }),
  new m.RunScript({ up: async (db) => { for (;;) await db.query("SELECT 1"); } }),
] });
`;

  it("stops a run, rolls it back and says so", async () => {
    await inFolder({ "migrations/0001_slow.ts": slow }, async (cwd) => {
      const script = wrapper("mm");
      const child = spawn(
        process.execPath,
        [
          "--input-type=module",
          "-e",
          script,
          "--",
          "migrate",
          "up",
          "--verbose",
          "--database-url",
          "sqlite:a.db",
        ],
        { cwd, stdio: ["ignore", "pipe", "pipe"] },
      );
      let stderr = "";
      let sent = false;
      child.stderr.setEncoding("utf8").on("data", (part: string) => {
        stderr += part;
        // The verbose line of the script's start: now there is something to interrupt.
        if (!sent && /Run script/.test(stderr)) {
          sent = true;
          child.kill("SIGINT");
        }
      });
      const exit = await new Promise((resolve) => child.on("close", resolve));
      expect(stderr).to.contain("Stopping after the current statement");
      expect(stderr).to.match(
        /RUNNER_INTERRUPTED: interrupted in migration "0001_slow".*\n {2}hint: /,
      );
      expect(stderr).not.to.match(/0001_slow\.ts|Remove the cause/);
      expect(exit).to.equal(130);
      const status = await mm(["migrate", "status"], cwd);
      expect(status.stdout).to.contain("0 applied, 1 pending");
    });
  });
});
