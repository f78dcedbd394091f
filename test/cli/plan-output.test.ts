import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { readPlanFile } from "../../src/plan/plan-file.js";
import { inFolder, mm } from "./run-cli.js";

const SQL = "SELECT '##[error] ##vso[task.setvariable variable=x]y \\u202e é'\\n::text";

describe("what mm plan prints", () => {
  it("acts in no log, is the file that --out writes, and means what was planned", async () => {
    const files = {
      "migrations/0001_log.ts": `import * as m from "makemigrations";
m.register({ name: "0001_log", dependencies: [], operations: [
  new m.RunSQL({ forwardSQL: "${SQL}", backwardSQL: m.noop }),
] });`,
    };
    await inFolder(files, async (folder) => {
      const words = ["plan", "--database", "postgresql"];
      const { stdout, exit } = await mm(words, folder);
      expect(exit).to.equal(0);
      expect(stdout).to.not.match(/##(?:\[|vso)|\u202e/);
      await mm([...words, "--out", "plan.json"], folder);
      expect(readFileSync(join(folder, "plan.json"), "utf8")).to.equal(stdout);
      const [migration] = readPlanFile(stdout).migrations;
      expect(migration?.statements[0]?.sql).to.equal(JSON.parse(`"${SQL}"`));
    });
  });
});
