import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { inFolder, mm, tableMigration } from "./run-cli.js";
import { keys, Terminal } from "./terminal.js";

const branch = (name: string, operation: string) => `import * as m from "makemigrations";
m.register({ name: "${name}", dependencies: ["0001_a"], operations: [${operation}] });
`;
const FILES = {
  "mm.config.yaml": "database: { type: sqlite }\n",
  "migrations/0001_a.ts": tableMigration("0001_a", "a"),
  "migrations/0002_b.ts": branch("0002_b", `new m.DropTable({ name: "a" })`),
  "migrations/0002_c.ts": branch("0002_c", `new m.RunSQL({ forwardSQL: "SELECT 1" })`),
};
const MERGE = "migrations/0003_merge_0002_b_and_0002_c.ts";

describe("mm generate --merge in a terminal", () => {
  afterEach(() => Terminal.closeAll());

  it("asks whether what may conflict is meant, and writes on a yes", async () => {
    await inFolder(FILES, async (folder) => {
      const terminal = new Terminal(["generate", "--merge"], folder);
      await terminal.at("what it touches is not known");
      await terminal.at("Is that meant?", "y");
      const { exit, shown } = await terminal.end();
      expect(exit, shown).to.equal(0);
      expect(existsSync(join(folder, MERGE)), shown).to.equal(true);
    });
  });

  it("takes Enter alone for a no, and writes nothing", async () => {
    await inFolder(FILES, async (folder) => {
      const terminal = new Terminal(["generate", "--merge"], folder);
      await terminal.at("Is that meant?", keys.enter);
      const { exit, shown } = await terminal.end();
      expect(exit, shown).to.equal(3);
      expect(existsSync(join(folder, MERGE))).to.equal(false);
    });
  });

  it("asks nobody with --no-input", async () => {
    await inFolder(FILES, async (folder) => {
      const { exit, shown } = await new Terminal(
        ["generate", "--merge", "--no-input"],
        folder,
      ).end();
      expect(exit, shown).to.equal(3);
      expect(shown).not.to.contain("Is that meant?");
    });
  });

  it("refuses what it would pass over", async () => {
    await inFolder(FILES, async (folder) => {
      for (const words of [["empty"], ["--empty"], ["--rename", "a:b"], ["--answers", "a.yaml"]]) {
        const { exit, stderr } = await mm(["generate", ...words, "--merge"], folder);
        expect(exit, stderr).to.equal(2);
        expect(stderr).to.contain("CLI_MERGE_ALONE");
      }
      for (const words of [["--check"], ["--rename", "a:b"], ["--answers", "a.yaml"]]) {
        const { exit, stderr } = await mm(["generate", "empty", ...words], folder);
        expect(exit, stderr).to.equal(2);
        expect(stderr).to.contain("CLI_EMPTY_ALONE");
      }
    });
  });
});
