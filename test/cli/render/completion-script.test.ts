import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { commands } from "../../../src/cli/commands/index.js";
import { completionScript } from "../../../src/cli/render/completion-script.js";

const options = { program: "mm", commands };

/** What bash would offer for the words, the last one unfinished. */
function bashOffers(...words: readonly string[]): readonly string[] {
  const list = ["mm", ...words].map((word) => `'${word}'`).join(" ");
  const script = `${completionScript("bash", options)}
COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _mm_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], {
    encoding: "utf8",
    cwd: "/proc/self/fdinfo",
  });
  expect(stderr).to.equal("");
  return stdout.split("\n").filter((line) => line !== "");
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
