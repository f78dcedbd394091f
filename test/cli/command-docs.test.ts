import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import type { Command } from "../../src/cli/command.js";
import { allCommands, commandGroups, commandList } from "../../src/cli/commands/index.js";
import { exitCodes } from "../../src/cli/exit-code.js";
import { globalOptions } from "../../src/cli/parse/global-options.js";

const commands = await allCommands();

const folder = fileURLToPath(new URL("../../../docs/commands/", import.meta.url));

function pageOf(command: Command): string {
  return `${command.name.replaceAll(" ", "-")}.md`;
}

describe("the list of commands", () => {
  it("calls each by its name", () => {
    expect(commandList.map(({ name }) => name)).to.deep.equal(commands.map(({ name }) => name));
  });
});

describe("docs/commands", () => {
  for (const command of commands) {
    it(`has a page for "mm ${command.name}" with every flag, an example, exit codes and JSON`, () => {
      expect(existsSync(folder + pageOf(command)), pageOf(command)).to.equal(true);
      const text = readFileSync(folder + pageOf(command), "utf8");
      expect(text).to.match(new RegExp(`^# mm ${command.name}\n`));
      const positionals = command.positionals.map((name) => name.replace(/[<>[\].]/g, ""));
      for (const flag of Object.keys(command.options)) {
        if (positionals.includes(flag)) expect(text).to.contain(`<${flag}>`);
        else expect(text, `--${flag}`).to.contain(`\`--${flag}`);
      }
      for (const heading of ["Flags", "Examples", "Exit codes", "JSON"]) {
        expect(text).to.contain(`\n## ${heading}\n`);
      }
    });
  }

  it("has no page for a command that does not exist", () => {
    const known = new Set([...commands.map(pageOf), "README.md"]);
    expect(readdirSync(folder).filter((page) => !known.has(page))).to.deep.equal([]);
  });

  it("names every command, every flag of all commands and every exit code on its first page", () => {
    const text = readFileSync(`${folder}README.md`, "utf8");
    for (const command of commands) expect(text).to.contain(`](${pageOf(command)})`);
    for (const flag of Object.keys(globalOptions)) expect(text).to.contain(`\`--${flag}`);
    for (const code of Object.values(exitCodes)) expect(text).to.contain(`\n| ${code} | `);
  });

  it("every command belongs to a group that exists, and has an example", () => {
    const groups = new Set([...commandGroups, ...commands].map(({ name }) => name));
    for (const { name, examples } of commands) {
      const [first = "", second] = name.split(" ");
      if (second !== undefined) expect(groups).to.include(first);
      expect(examples.length, name).to.be.greaterThan(0);
      for (const [line] of examples) expect(line).to.match(new RegExp(`^${name}`));
    }
  });
});
