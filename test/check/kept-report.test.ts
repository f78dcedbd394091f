import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { inFolder, tableMigration } from "../cli/run-cli.js";
import { Mm, until } from "../crash/mm.js";

const FILES = {
  "a/0001_a.ts": tableMigration("0001_a", "t_a"),
  "b/0001_a.ts": 'throw new Error("never mind");',
  "c/0001_a.ts": "for (;;);",
};
const PATIENT = ["cpuLoadMs", "loadMs", "folderMs"].flatMap((name) => [
  "--limit",
  `${name}=600000`,
]);

/** Kills a check that hangs in `c`, when the report says what there is of the others. */
async function killed(format: string, read: (text: string) => void): Promise<void> {
  await inFolder(FILES, async (folder) => {
    const report = join(folder, "report");
    const words = ["check", "a", "b", "c", "--jobs", "1", "--database", "sqlite", ...PATIENT];
    const mm = new Mm([...words, "--format", format, "--output", report], folder);
    await until(() => Promise.resolve(readOf(report).includes("never mind")));
    mm.child.kill("SIGKILL");
    await mm.end();
    read(readOf(report));
    expect(readdirSync(folder).sort()).to.deep.equal(["a", "b", "c", "report"]);
  });
}

function readOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

describe("the report of a check that is killed", () => {
  it("has the verdicts that there were, as JSON", async () => {
    await killed("json", (text) => {
      const { status, code, exitCode, folders, open } = JSON.parse(text);
      expect({ status, code, exitCode, open }).to.deep.equal({
        status: "failed",
        code: "CHECK_UNFINISHED",
        exitCode: 1,
        open: ["c"],
      });
      const verdicts = folders.map((one: { folder: string; verdict: string }) => [
        one.folder,
        one.verdict,
      ]);
      expect(verdicts).to.deep.equal([
        ["a", "passed"],
        ["b", "refused"],
      ]);
    });
  });

  it("has them as SARIF, which says that it is not whole", async () => {
    await killed("sarif", (text) => {
      const [run] = JSON.parse(text).runs;
      expect(run.invocations).to.deep.equal([{ executionSuccessful: false }]);
      expect(run.results).to.have.lengthOf(1);
    });
  });

  it("has them as a table, with what is not done", async () => {
    await killed("table", (text) => {
      expect(text).to.match(
        /^passed +a .*\nrefused +b [\s\S]*not done yet: c\n\n1 passed, 1 refused/,
      );
    });
  });
});
