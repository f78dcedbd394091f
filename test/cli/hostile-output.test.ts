import { expect } from "chai";
import { inFolder, mm } from "./run-cli.js";

/** A screen title, colours, a bell, a C1 control, an override of direction, and commands of CI systems. */
const payload =
  "\\u001b]0;owned\\u0007\\u001b[31m\\u009b2J\\u202e\\r\\n::error::x\\n##[group]y\\n##vso[task.z]";

/** What may not leave the process: controls but tab and line end, and lines that a CI system obeys. */
const dangerous =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]|^\s*"?::|##\[|##vso\[/m;

const good = `import * as m from "makemigrations";
m.register({ name: "0001_a", operations: [new m.RunSQL({ forwardSQL: "SELECT 1", backwardSQL: m.noop })] });`;

const hostile: Readonly<Record<string, string>> = {
  "an error that is thrown while a file is loaded": `throw new Error("${payload}");`,
  "an error with a cause, and a name of its own": `const e = new Error("${payload}", { cause: new Error("${payload}") });
e.name = "${payload}"; throw e;`,
  "something that is no error": `throw { toString: () => "${payload}", message: "${payload}" };`,
  "names that are refused": `import * as m from "makemigrations";
m.register({ name: "${payload}", operations: [] });`,
  "a table that does not exist": `import * as m from "makemigrations";
m.register({ name: "0002_b", dependencies: ["0001_a"], operations: [new m.DropTable({ name: "${payload}" })] });`,
  "a dependency that does not exist": `import * as m from "makemigrations";
m.register({ name: "0002_b", dependencies: ["${payload}"], operations: [] });`,
  "SQL that fails": `import * as m from "makemigrations";
m.register({ name: "0002_b", dependencies: ["0001_a"], operations: [
  new m.RunSQL({ forwardSQL: "SELECT '${payload}' FROM \\"${payload}\\"", backwardSQL: m.noop })] });`,
  "a script that logs and throws": `import * as m from "makemigrations";
console.warn("${payload}");
m.register({ name: "0002_b", dependencies: ["0001_a"], operations: [
  new m.RunScript({ up: async (db) => { console.log("${payload}"); throw new Error("${payload}"); } })] });`,
  "a class of the author's own that throws": `import * as m from "makemigrations";
class Bad extends m.Operation {
  describe() { return "${payload}"; }
  mutate() { throw new Error("${payload}"); }
  up() { return []; }
  down() { return []; }
}
m.register({ name: "0002_b", dependencies: ["0001_a"], operations: [new Bad()] });`,
};

/** What every text goes through: lines for people, with colours, JSON, and the report of a check. */
const always = [
  ["migrate", "up", "--verbose", "--color"],
  ["migrate", "up", "--json", "--verbose"],
  ["check", "migrations", "--verbose"],
];
/** All that leaves goes through one door, so two kinds of text are enough to see that these use it. */
const others = [
  ["migrate", "up", "--verbose"],
  ["migrate", "status", "--verbose"],
  ["migrate", "showsql", "--verbose"],
  ["migrate", "dag", "--verbose"],
  ["plan", "--verbose"],
];
const throughAll = [
  "an error with a cause, and a name of its own",
  "a class of the author's own that throws",
];
/** Only those that `--color` asks for. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
const ownColors = /\x1b\[(?:[12]|22|3[1236]|39)m/g;

describe("what a hostile migration makes a command print", () => {
  it("has the texts that go through all commands", () => {
    expect(Object.keys(hostile)).to.include.members(throughAll);
  });

  for (const [what, text] of Object.entries(hostile)) {
    it(`cannot act: ${what}`, async () => {
      const files = { "migrations/0001_a.ts": good, "migrations/0002_b.ts": text };
      await inFolder(files, async (folder) => {
        const commands = throughAll.includes(what) ? [...always, ...others] : always;
        for (const words of commands) {
          const { stdout, stderr } = await mm(words, folder);
          const shown = (stdout + stderr).replace(words.includes("--color") ? ownColors : /$^/, "");
          expect(shown).not.to.equal("");
          expect(
            dangerous.exec(shown)?.[0],
            `${words.join(" ")}\n${JSON.stringify(shown)}`,
          ).to.equal(undefined);
        }
      });
    });
  }
});
