import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { inFolder, root } from "./run-cli.js";

const binary = join(root, "bin/mm.js");

/** Runs a line of shell in which `$mm` is the command. */
function shell(line: string, cwd: string) {
  return spawnSync("sh", ["-c", line], {
    cwd,
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", mm: `${process.execPath} ${binary}` },
  });
}

describe("mm in strange surroundings", () => {
  it("ends cleanly with exit code 1 when the disk behind stdout is full", async () => {
    await inFolder({ "keep.txt": "" }, async (cwd) => {
      const run = shell("$mm symbols list > /dev/full", cwd);
      expect(run.stderr).to.equal("The output could not be written: ENOSPC\n");
      expect(run.status).to.equal(1);
    });
  });
});
