import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { inFolder, mm } from "./run-cli.js";

const SECRET = "root:x:0:0:secret\n";

// The folder may be a tenant's checkout: what is found there is a file, or it is not read.
describe("a file of a stranger's", function () {
  this.timeout(60_000);

  for (const name of ["mm.config.yaml", "migrations/makemigrations.config.yaml"]) {
    it(`is no link: ${name}`, async () => {
      await inFolder({ "secret.txt": SECRET, "migrations/.keep": "" }, async (folder) => {
        symlinkSync(join(folder, "secret.txt"), join(folder, name));
        const { exit, stdout, stderr } = await mm(["migrate", "status"], folder);
        expect(exit).to.equal(2);
        expect(stderr).to.contain("CONFIG_FILE_UNREADABLE").and.contain("it is a symbolic link");
        expect(stdout + stderr).to.not.contain("secret\n");
        expect(stdout + stderr).to.not.contain("root:");
      });
    });
  }

  it("is no named pipe, which would be waited for", async () => {
    await inFolder({}, async (folder) => {
      execFileSync("mkfifo", [join(folder, "mm.config.yaml")]);
      const { exit, stderr } = await mm(["migrate", "status"], folder);
      expect(exit).to.equal(2);
      expect(stderr).to.contain("it is not a regular file");
    });
  });

  it("is not larger than it may be", async () => {
    await inFolder({ "mm.config.yaml": "#".repeat(1024 * 1024 + 1) }, async (folder) => {
      const { exit, stderr } = await mm(["migrate", "status"], folder);
      expect(exit).to.equal(2);
      expect(stderr).to.contain("it is larger than 1048576 bytes");
    });
  });

  it("may be a link when the operator names it, and has an end all the same", async () => {
    await inFolder({ "real.yaml": "databse: 1\n" }, async (folder) => {
      symlinkSync(join(folder, "real.yaml"), join(folder, "link.yaml"));
      const linked = await mm(["migrate", "status", "--config", "link.yaml"], folder);
      expect(linked.stderr).to.contain("CONFIG_UNKNOWN_KEY");
      for (const flags of [["--config"], ["--env-file"]]) {
        const { exit, stderr } = await mm(["migrate", "status", ...flags, "/dev/zero"], folder);
        expect(exit).to.not.equal(0);
        expect(stderr).to.contain("it is not a regular file");
      }
      const policy = await mm(["check", ".", "--policy", "/dev/zero"], folder);
      expect(policy.stderr).to.contain("it is not a regular file");
    });
  });
});
