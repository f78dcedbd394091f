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
  it("is shown while the script runs, at its next query at the latest", async () => {
    const files = {
      "migrations/0001_talks.ts": script("0001_talks", "", 'console.warn("first", 1);'),
      "migrations/0002_works.ts": script(
        "0002_works",
        '"0001_talks"',
        'console.log("second"); for (;;) await db.query("SELECT 1");',
      ),
    };
    await inFolder(files, async (folder) => {
      const mm = new Mm(["migrate", "up", "--database-url", "sqlite:a.db"], folder);
      // The second one never ends, so this is not said at the end.
      await until(async () => mm.stderr.includes("second"));
      expect(mm.stderr).to.equal("warn: first 1\nlog: second\n");
      mm.child.kill("SIGINT");
      const { exit, stderr } = await mm.end();
      expect(exit).to.equal(130);
      expect(stderr).to.contain("RUNNER_INTERRUPTED");
      expect(stderr.match(/^(?:warn|log): /gm)).to.have.length(2);
    });
  });
});
