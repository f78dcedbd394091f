import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

/** Each is met by the limit named beside it. */
const BOMBS: Readonly<Record<string, readonly [limit: string, source: string]>> = {
  "endless-loop": ["cpuLoadMs", "for (;;) {}"],
  "native-loop": ["cpuLoadMs", "Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);"],
  "parse-bomb": ["cpuLoadMs", `const x = ${"<T>(".repeat(24)}1${")".repeat(24)};`],
  "regex-bomb": ["cpuLoadMs", '/^(a+)+$/.test("a".repeat(60) + "b");'],
  "microtask-loop": ["cpuLoadMs|promiseJobs", "for (;;) await null;"],
  "memory-bomb": ["memoryBytes", "const all = []; for (;;) all.push({ a: {}, b: [all.length] });"],
  "stack-bomb": ["guestStackBytes", "const f = () => f() + 1; f();"],
  "json-bomb": ["valueDepth", 'import data from "./data/deep.json"; console.log(data);'],
};
const INNOCENT = `import * as m from "makemigrations";
m.register({ name: "0001_a", dependencies: [], operations: [
  { type: "run_sql", forwardSQL: "SELECT 1", backwardSQL: "SELECT 2" }] });
`;
const BINARY = new URL("../../src/cli/binary.cjs", import.meta.url).href;

describe("the nastiest files at the command line", () => {
  let root: string;

  before(() => {
    root = mkdtempSync(join(tmpdir(), "mm-bombs-"));
    for (const [name, [, source]] of Object.entries(BOMBS)) {
      write(`${name}/migrations/0001_a.ts`, `${source}\n`);
      write(`${name}/migrations/data/deep.json`, "[".repeat(100_000) + "]".repeat(100_000));
      const memory = name === "memory-bomb" ? "" : ", cpuLoadMs: 300";
      write(`${name}/mm.config.yaml`, `sandbox: { memoryBytes: 20000000${memory} }\n`);
    }
    write("innocent/migrations/0001_a.ts", INNOCENT);
  });

  after(() => rmSync(root, { recursive: true }));

  for (const [name, [limit]] of Object.entries(BOMBS)) {
    it(`${name}: exit code 8 and a message that names ${limit}`, async () => {
      for (const locked of [[], ["--locked"]]) {
        const run = await mm(join(root, name), ["migrate", "showsql", ...locked]);
        expect(run.stderr)
          .to.match(/^Database: .*\nerror INTERP_LIMIT: /)
          .and.match(new RegExp(`the limit "(?:${limit})"`));
        expect(run.stderr)
          .to.include("migrations/")
          .and.not.match(/node_modules|node:internal/);
        expect(run.code).to.equal(8);
      }
    });
  }

  it("one process checks them all and an innocent folder after them", async () => {
    const names = [...Object.keys(BOMBS), "innocent"];
    const folders = names.map((name) => join(root, name, "migrations"));
    const run = await mm(root, ["check", ...folders, "--json", "--database", "sqlite"]);
    const report = JSON.parse(run.stdout) as {
      folders: readonly { folder: string; verdict: string }[];
    };
    const passed = report.folders.filter(({ verdict }) => verdict === "passed");
    expect(report.folders, run.stderr).to.have.length(names.length);
    const innocent = join(root, "innocent", "migrations");
    expect(passed.map(({ folder }) => folder)).to.deep.equal([innocent]);
  });

  function write(path: string, text: string): void {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  }
});

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function mm(cwd: string, args: readonly string[]): Promise<Run> {
  const script = `import binary from ${JSON.stringify(BINARY)}; await binary.runBinary(process.argv.slice(1));`;
  const env = { ...process.env, MM_DATABASE_URL: "sqlite:x.db", NO_COLOR: "1" };
  return new Promise((resolve) => {
    const node = ["--input-type=module", "-e", script, "--", ...args];
    const child = spawn(process.execPath, node, { cwd, env });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
