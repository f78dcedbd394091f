import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { checkFolders } from "../../src/check/check.js";
import { openPolicy } from "../../src/check/policy.js";
import { builtIn } from "../../symbols/index.js";
import { type CliResult, inFolder, mm, node, tableMigration, wrapper } from "../cli/run-cli.js";

const FILE = "0001_a.ts";
const GOOD = tableMigration("0001_a", "t_a");
/** What a CI system would act on, or a terminal. */
const ACTS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  /^\s*::|##(?:\[|vso\[)|[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]/m;

interface Document {
  readonly folders: readonly {
    readonly folder: string;
    readonly verdict: string;
    readonly findings: readonly { readonly rule: string; readonly message: string }[];
  }[];
}

const check = (cwd: string, ...words: string[]): Promise<CliResult> =>
  mm(["check", "--database", "sqlite", ...words], cwd);

async function verdicts(cwd: string, ...words: string[]): Promise<unknown> {
  const { stdout } = await check(cwd, "--json", ...words);
  const { folders }: Document = JSON.parse(stdout);
  return Object.fromEntries(
    folders.map(({ folder, verdict, findings }) => [
      folder,
      [verdict, ...findings.map(({ rule }) => rule)],
    ]),
  );
}

describe("mm check for a platform engineer", () => {
  it("ends with 0 when all pass, with 8 when one is refused, whoever reads the output", async () => {
    await inFolder({ [`a/${FILE}`]: GOOD, [`b/${FILE}`]: "throw new Error();" }, async (folder) => {
      expect(await check(folder, "a")).to.include({ exit: 0 });
      expect(await check(folder, "a", "b")).to.include({ exit: 8 });
      const script = wrapper("mm");
      const words = ["--input-type=module", "-e", script, "--", "check", "a", "b"];
      const command = [process.execPath, ...words].map((word) => `'${word}'`).join(" ");
      const piped = `set -o pipefail; ${command} --database sqlite | head -1; echo "\${PIPESTATUS[0]}"`;
      const { stdout, stderr } = await shell(piped, folder);
      expect(stdout).to.match(/^passed {3}a[^\n]*\n8\n$/);
      expect(stderr).to.equal("");
    });
  });

  it("refuses what it cannot mean: exit code 2, nothing is checked", async () => {
    await inFolder({ [`a/${FILE}`]: GOOD }, async (folder) => {
      const wrong: Readonly<Record<string, readonly string[]>> = {
        CLI_BAD_NUMBER: ["a", "--jobs", "0"],
        CLI_USAGE: ["", "a"],
        CLI_REPEATED_FLAG: ["a", "--policy", "x.yaml", "--policy", "y.yaml"],
        CHECK_POLICY_UNREADABLE: ["a", "--policy", "x.yaml"],
        DIALECT_UNKNOWN: ["a", "--database", "db2"],
        INTERP_LIMIT_INVALID: ["a", "--limit", "patience=1"],
      };
      for (const [code, words] of Object.entries(wrong)) {
        const { exit, stdout, stderr } = await mm(["check", ...words], folder);
        expect([code, exit, stdout]).to.deep.equal([code, 2, ""]);
        expect(stderr).to.contain(`error ${code}:`);
      }
      for (const jobs of ["abc", "1.5", "-3"]) {
        const { exit, stderr } = await check(folder, "a", "--jobs", jobs);
        expect(exit, jobs).to.equal(2);
        expect(stderr).to.contain("CLI_BAD_NUMBER");
      }
      expect(await check(folder, "a", "--jobs", "1000")).to.include({ exit: 0 });
    });
  });

  it("gives a verdict on folders that are not what they should be", async () => {
    const files = {
      [`good/${FILE}`]: GOOD,
      [`outer/migrations/${FILE}`]: GOOD,
      "empty/readme.md": "",
      [`far/away/${FILE}`]: GOOD,
    };
    await inFolder(files, async (folder) => {
      symlinkSync("good", join(folder, "link"));
      symlinkSync("nowhere", join(folder, "dangling"));
      symlinkSync("loop", join(folder, "loop"));
      symlinkSync("far", join(folder, "way"));
      symlinkSync("/", join(folder, "root"));
      const folders = ["good", "outer", "empty", "link", "dangling", "loop", "way/away", "root"];
      const given = [...folders, "missing", `good/${FILE}`, join(folder, "link")];
      expect(await verdicts(folder, ...given)).to.deep.equal({
        good: ["passed"],
        outer: ["refused", "CHECK_EMPTY"],
        empty: ["passed", "CHECK_EMPTY"],
        link: ["refused", "CHECK_FOLDER_LINK"],
        dangling: ["refused", "CHECK_FOLDER_LINK"],
        loop: ["refused", "CHECK_FOLDER_LINK"],
        "way/away": ["refused", "CHECK_FOLDER_LINK"],
        root: ["refused", "CHECK_FOLDER_LINK"],
        missing: ["refused", "LOADER_FOLDER_MISSING"],
        [`good/${FILE}`]: ["refused", "LOADER_FOLDER_MISSING"],
      });
    });
  });

  it("looks at links from where it runs, and follows those of a project of one's own", async () => {
    const files = { [`a/b/${FILE}`]: GOOD, "here/mm.config.yaml": "database: { type: sqlite }\n" };
    await inFolder(files, async (folder) => {
      const here = join(folder, "here");
      symlinkSync("a", join(folder, "link"));
      symlinkSync("../a/b", join(here, "migrations"));
      expect(await verdicts(here, "../link/b", "../a/b")).to.deep.equal({
        "../link/b": ["refused", "CHECK_FOLDER_LINK"],
        "../a/b": ["passed"],
      });
      expect(await verdicts(here, join(folder, "link", "b"))).to.deep.equal({
        [join(folder, "link", "b")]: ["passed"],
      });
      expect(await verdicts(here)).to.deep.equal({ migrations: ["passed"] });
    });
  });

  it("checks a folder once, however often and however it is spelt", async () => {
    await inFolder({ [`a/${FILE}`]: GOOD, [`x/a/${FILE}`]: GOOD }, async (folder) => {
      const given = ["./a", "a", "a/", join(folder, "a"), "x/../a", "x/a"];
      expect(await verdicts(folder, ...given)).to.deep.equal({
        "./a": ["passed"],
        "x/a": ["passed"],
      });
    });
  });

  it("gives nobody's terminal or log a command, whatever tenants are called and say", async () => {
    const names = [
      "::error::x",
      "a\n::error::b",
      "c\u001b[31md",
      "##[error]e",
      "f\u202eg",
      "x".repeat(200),
    ];
    const evil =
      'throw new Error("::error file=x::boo\\n::set-output name=a::b\\u001b[2J\\u009b##vso[x]");';
    await inFolder({}, async (folder) => {
      for (const name of names) {
        mkdirSync(join(folder, name));
        writeFileSync(join(folder, name, FILE), evil);
      }
      mkdirSync(join(folder, "good"));
      writeFileSync(join(folder, "good", FILE), GOOD);
      const given = [...names.map((name) => `./${name}`), "good"];
      const printed = async (...extra: string[]): Promise<string> => {
        const { exit, stdout, stderr } = await check(folder, ...given, ...extra);
        expect(exit).to.equal(8);
        expect(stdout).to.not.match(ACTS);
        expect(stderr).to.not.match(ACTS);
        return stdout;
      };
      // One long name does not push the others' columns away.
      expect(await printed("--verbose")).to.match(
        /^passed {3}good {1,60}1 migration, 1 statement/m,
      );
      const { folders }: Document = JSON.parse(await printed("--json"));
      expect(folders.map((one) => one.folder)).to.have.members(given);
      expect(JSON.parse(await printed("--format", "sarif"))).to.include({ version: "2.1.0" });
    });
  });

  it("writes the report where it may: not through a link, and said before the work", async () => {
    await inFolder({ [`a/${FILE}`]: GOOD, "policy.yaml": "{}\n" }, async (folder) => {
      symlinkSync("policy.yaml", join(folder, "check.json"));
      for (const output of ["check.json", "a", "no/where.json"]) {
        const { exit, stdout, stderr } = await check(folder, "a", "--output", output);
        expect([output, exit, stdout]).to.deep.equal([output, 1, ""]);
        expect(stderr).to.contain("CLI_CANNOT_WRITE");
      }
      expect(readFileSync(join(folder, "policy.yaml"), "utf8")).to.equal("{}\n");
      const written = await check(folder, "a", "--format", "json", "--output", "report.json");
      expect(written).to.include({ exit: 0 });
      expect(written.stdout).to.match(/^passed {3}a /);
      const report: Document = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
      expect(report.folders).to.have.lengthOf(1);
    });
  });

  it("gives a verdict on a folder that goes away meanwhile", async () => {
    const files = { [`a/${FILE}`]: GOOD, [`b/${FILE}`]: GOOD, [`c/${FILE}`]: GOOD };
    await inFolder(files, async (folder) => {
      const { folders } = await checkFolders({
        folders: ["a", "b", "c"].map((name) => join(folder, name)),
        policy: openPolicy,
        symbols: builtIn().snapshot(),
        jobs: 1,
        databases: ["sqlite"],
        strict: false,
        onReport: ({ folder: done }) => {
          if (done.endsWith("a")) rmSync(join(folder, "b"), { recursive: true });
          if (done.endsWith("b")) renameSync(join(folder, "c", FILE), join(folder, "c", "x.ts"));
        },
      });
      const rules = folders.map(({ verdict, findings }) => [
        verdict,
        ...findings.map(({ rule }) => rule),
      ]);
      expect(rules).to.deep.equal([
        ["passed"],
        ["refused", "LOADER_FOLDER_MISSING"],
        ["passed", "LOADER_NAME_MISMATCH"],
      ]);
    });
  });

  it("has nothing to say about no folders at all", async () => {
    const report = await checkFolders({
      folders: [],
      policy: openPolicy,
      symbols: builtIn().snapshot(),
      jobs: 4,
      databases: ["sqlite"],
      strict: false,
    });
    expect(report).to.include({ passed: 0, refused: 0 });
  });
});

function shell(script: string, cwd: string): Promise<CliResult> {
  return node(["-e", SPAWN, "--", script], { cwd });
}

const SPAWN = `
  const { spawnSync } = require("node:child_process");
  spawnSync("bash", ["-c", process.argv[1]], { stdio: "inherit" });`;
