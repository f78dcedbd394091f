import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { root, wrapper } from "./cli/run-cli.js";
import { blocksIn } from "./guides/guide-blocks.js";

const readme = readFileSync(join(root, "README.md"), "utf8");

const blocks = blocksIn(readme);

describe("README.md", () => {
  let folder: string;

  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "mm-readme-")));
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin", "mm.mjs"), wrapper("mm").replace("slice(1)", "slice(2)"));
    const script = `#!/bin/sh\nexec "${process.execPath}" "${join(folder, "bin", "mm.mjs")}" "$@"\n`;
    writeFileSync(join(folder, "bin", "mm"), script);
    chmodSync(join(folder, "bin", "mm"), 0o755);
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("opens with the two commands, and leaves no others unrun", () => {
    const shell = blocks.filter(({ kind }) => kind === "sh");
    const unrun = shell.filter(({ notRun }) => notRun !== undefined);
    expect(unrun.map(({ text }) => text.trim())).to.deep.equal([
      "npm install && npm run demo",
      "npm install && npm test",
    ]);
    expect(shell.slice(0, 2)).to.deep.equal(unrun);
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(scripts).to.include.keys("demo", "test");
  });

  it("shows commands that work as they stand, with the output that it shows", () => {
    const env = { PATH: [join(folder, "bin"), process.env.PATH].join(delimiter), HOME: folder };
    let cwd = folder;
    let output = "";
    for (const { kind, text, notRun } of blocks) {
      if (kind === "sh" && notRun === undefined) {
        const result = spawnSync("sh", ["-e", "-c", `${text}\npwd >&2`], {
          cwd,
          env,
          encoding: "utf8",
        });
        expect(result.status, `${text}\n${result.stderr}`).to.equal(0);
        cwd = result.stderr.trim().split("\n").at(-1) ?? cwd;
        output = result.stdout;
      } else if (kind === "sql") {
        expect(output).to.equal(text);
      } else if (kind === "ts") {
        const name = /name: "(\w+)",\n {2}dependencies/.exec(text)?.[1];
        const file = join(cwd, "migrations", `${name}.ts`);
        if (existsSync(file)) expect(readFileSync(file, "utf8")).to.equal(text);
        else writeFileSync(file, text);
      } else if (kind === "yaml" && text.startsWith("tables:")) {
        expect(readFileSync(join(cwd, "schema/schema.yaml"), "utf8")).to.contain(text);
      }
    }
    expect(output).to.contain("Applied 0001_initial");
  });

  it("links only to pages that exist", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = ""]) => path);
    expect(links.length).to.be.greaterThan(15);
    expect(links.filter((path) => !existsSync(join(root, path)))).to.deep.equal([]);
  });

  it("says that SQL Server was never run against", () => {
    expect(readme).to.match(/SQL Server .*golden files and a T-SQL parser only/);
  });
});

describe("docs/errors.md", () => {
  it("names every page of errors", () => {
    const index = readFileSync(join(root, "docs", "errors.md"), "utf8");
    const missing = readdirSync(join(root, "docs", "errors")).filter(
      (page) => !index.includes(`](errors/${page})`),
    );
    expect(missing).to.deep.equal([]);
  });
});
