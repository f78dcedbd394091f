import { expect } from "chai";
import { Mm, until } from "../crash/mm.js";
import { inFolder } from "./run-cli.js";

const script = (
  name: string,
  parent: string,
  code: string,
): string => `import * as m from "makemigrations";
m.register({ name: "${name}", dependencies: [${parent}], operations: [
  new m.RunScript({ up: async (db) => { ${code} } }),
] });`;

describe("what a RunScript logs", () => {
  it("is shown when the script has run, and does not wait for the next one", async () => {
    const files = {
      "migrations/0001_talks.ts": script("0001_talks", "", 'console.warn("first", 1);'),
      "migrations/0002_works.ts": script(
        "0002_works",
        '"0001_talks"',
        'console.log("second"); for (;;) await db.query("SELECT 1");',
      ),
    };
    await inFolder(files, async (folder) => {
      const mm = new Mm(["migrate", "up"], folder);
      await until(async () => mm.stderr !== "");
      // The second one never ends, so this was not said at the end.
      expect(mm.stderr).to.equal("warn: first 1\n");
      mm.child.kill("SIGINT");
      const { exit, stderr } = await mm.end();
      expect(exit).to.equal(1);
      expect(stderr).to.contain("RUNNER_INTERRUPTED").and.contain("log: second\n");
      expect(stderr.match(/first/g)).to.have.length(1);
    });
  }).timeout(60_000);
});
