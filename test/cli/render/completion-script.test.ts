import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { allCommands } from "../../../src/cli/commands/index.js";
import { completionScript } from "../../../src/cli/render/completion-script.js";

import { inFolder } from "../run-cli.js";

const commands = await allCommands();

const options = { program: "mm", commands };

/** What bash would offer for the words, the last one unfinished. */
function bashOffers(...words: readonly string[]): readonly string[] {
  return bashOffersIn("/proc/self/fdinfo", ...words);
}

function bashOffersIn(cwd: string, ...words: readonly string[]): readonly string[] {
  const list = ["mm", ...words].map((word) => `'${word}'`).join(" ");
  const script = `${completionScript("bash", options)}
COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _mm_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], {
    encoding: "utf8",
    cwd,
  });
  expect(stderr).to.equal("");
  return stdout.split("\n").filter((line) => line !== "");
}

/** What the script hands to zsh, for the words, the last one unfinished. */
function zshAsk(words: readonly string[]): string {
  const list = words.map((word) => `'${word}'`).join(" ");
  return `compdef() { }; _files() { }; _describe() { print -l -- "\${choices[@]}" }
source ./script; words=(mm ${list}); CURRENT=${words.length + 1}; _mm_complete`;
}

describe("completionScript", () => {
  it("completes commands in bash", () => {
    expect(bashOffers("")).to.include.members(["init", "migrate", "symbols", "version"]);
    expect(bashOffers("mig")).to.deep.equal(["migrate"]);
    expect(bashOffers("migrate", "u")).to.deep.equal(["up", "unfake"]);
  });

  it("completes the flags of a command in bash", () => {
    expect(bashOffers("migrate", "up", "--dry")).to.deep.equal(["--dry-run"]);
    expect(bashOffers("migrate", "down", "--st")).to.deep.equal(["--steps"]);
    expect(bashOffers("migrate", "up", "--json", "--qu")).to.deep.equal(["--quiet"]);
  });

  it("completes the names of migrations, folders and choices in bash", async () => {
    const files = {
      "mm.config.yaml": 'migration:\n  directory: "db"\n',
      "db/0001_a.ts": "",
      "db/0002_b.js": "",
      "db/main.ts": "",
      "db/0001_a.test.ts": "",
    };
    await inFolder(files, async (cwd) => {
      const offers = (...words: readonly string[]) => bashOffersIn(cwd, ...words);
      expect(offers("migrate", "up", "--to", "")).to.deep.equal(["0001_a", "0002_b"]);
      expect(offers("migrate", "up", "--to", "=", "0002")).to.deep.equal(["0002_b"]);
      expect(offers("migrate", "up", "--to", "0001_a", "--dry")).to.deep.equal(["--dry-run"]);
      expect(offers("migrate", "fake", "00")).to.deep.equal(["0001_a", "0002_b"]);
      expect(offers("generate", "squash", "0001_a", "0002")).to.deep.equal(["0002_b"]);
      expect(offers("check", "d")).to.deep.equal(["db"]);
      expect(offers("check", "--format", "")).to.deep.equal(["table", "json", "sarif"]);
      expect(offers("migrate", "dag", "--format", "m")).to.deep.equal(["mermaid"]);
      expect(offers("migrate", "down", "--steps", "")).to.deep.equal([]);
      expect(offers("migrate", "up", "--plan", "mm")).to.deep.equal(["mm.config.yaml"]);
    });
  });

  // Of the others bash alone is everywhere.
  for (const shell of ["zsh", "fish"] as const) {
    const installed = spawnSync(shell, ["-c", "exit 0"]).status === 0;
    it(`completes the same in ${shell}${installed ? "" : ", which is not installed here"}`, async () => {
      if (!installed) return;
      const files = {
        "mm.config.yaml": 'migration:\n  directory: "db"\n',
        "db/0001_a.ts": "",
        "db/0002_b.js": "",
        "db/main.ts": "",
        script: completionScript(shell, options),
      };
      await inFolder(files, async (cwd) => {
        const offers = (...words: readonly string[]) => {
          const ask =
            shell === "zsh" ? zshAsk(words) : `source script; complete -C 'mm ${words.join(" ")}'`;
          const { stdout, stderr } = spawnSync(shell, [shell === "zsh" ? "-f" : "-N", "-c", ask], {
            cwd,
            encoding: "utf8",
          });
          expect(stderr).to.equal("");
          return stdout.split("\n").flatMap((line) => line.split(/[\t:]/)[0] || []);
        };
        expect(offers("mig")).to.include("migrate");
        expect(offers("migrate", "")).to.include.members(["up", "down", "repair"]);
        expect(offers("migrate", "up", "--dry")).to.include("--dry-run");
        expect(offers("migrate", "up", "--to", "")).to.deep.equal(["0001_a", "0002_b"]);
        expect(offers("migrate", "fake", "")).to.include.members(["0001_a", "0002_b"]);
        expect(offers("check", "--format", "")).to.have.members(["table", "json", "sarif"]);
        expect(offers("generate", "squash", "0001_a", "--n")).to.include("--name");
      });
    });
  }

  for (const shell of ["bash", "zsh", "fish"] as const) {
    it(`names every command and flag for ${shell}, under the wrapper's own name`, () => {
      const script = completionScript(shell, { program: "my-migrate", commands });
      for (const command of commands) {
        for (const word of command.name.split(" ")) expect(script).to.contain(word);
        const positionals = command.positionals.map((name) => name.replace(/[<>[\].]/g, ""));
        for (const flag of Object.keys(command.options)) {
          if (!positionals.includes(flag)) expect(script).to.contain(flag);
        }
      }
      expect(script).to.contain("my-migrate");
      expect(script).not.to.match(/_mm_complete|complete -c mm |#compdef mm$/m);
    });
  }
});
