import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { binary, inFolder } from "./run-cli.js";

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

  it("leaves no half of a migration or a project when the disk is full, and goes on when it is not", async () => {
    const fields = Array.from({ length: 60 }, (_, at) => `{ name: f${at}, type: text }`).join(", ");
    const project = {
      "own/mm.config.yaml": "database: { type: sqlite }",
      "own/schema/schema.yaml": `tables: [{ name: a, fields: [${fields}] }]`,
      "fresh/keep.txt": "",
    };
    await inFolder(project, async (folder) => {
      const [own, fresh] = [join(folder, "own"), join(folder, "fresh")];
      const full = shell("ulimit -f 1; $mm generate", own);
      expect(full.stderr).to.contain("CLI_CANNOT_WRITE").and.contain("EFBIG");
      expect(readdirSync(join(own, "migrations"))).to.deep.equal([]);
      expect(shell("$mm generate", own).status).to.equal(0);
      expect(readdirSync(join(own, "migrations"))).to.deep.equal(["0001_initial.ts"]);
      expect(shell("ulimit -f 0; $mm init", fresh).stderr).to.contain("CLI_CANNOT_WRITE");
      expect(shell("$mm init", fresh).stdout).to.not.contain("kept");
    });
  });

  it("names an environment file that is not there, though Node.js looks for it as well", async () => {
    await inFolder({ "keep.txt": "" }, async (cwd) => {
      // Node takes --env-file for its own wherever it stands, and ends with code 9.
      const words = "migrate status --json";
      const ours = shell(`$mm ${words} --envFile nope.env`, cwd);
      expect(JSON.parse(ours.stdout)).to.include({ code: "CLI_ENV_FILE", exitCode: 2 });
      expect(ours.status).to.equal(2);
      const apart = shell(`${process.execPath} -- ${binary} ${words} --env-file nope.env`, cwd);
      expect(apart).to.include({ status: 2, stdout: ours.stdout });
      const whoever = shell(`$mm ${words} --env-file nope.env`, cwd);
      expect(whoever.status).to.be.greaterThan(0);
      expect(whoever.stdout + whoever.stderr).to.contain("nope.env");
      expect(whoever.stdout).to.not.contain('"migrations"');
    });
  });

  it("says that the working directory is gone, and needs none for the version", async () => {
    await inFolder({ "gone/keep.txt": "" }, async (cwd) => {
      for (const words of ["migrate status", "migrate up --json", "--help"]) {
        const run = shell(`mkdir -p gone && cd gone && rm -r ../gone && $mm ${words}`, cwd);
        expect(run.stdout + run.stderr, words).to.contain("CLI_NO_WORKING_DIRECTORY");
        expect(run.stderr, words).not.to.contain("process.cwd");
        expect(run.status, words).to.equal(2);
      }
      const run = shell("mkdir -p gone && cd gone && rm -r ../gone && $mm --version", cwd);
      expect(run).to.include({ status: 0, stderr: "" });
    });
  });
});
