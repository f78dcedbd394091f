import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../cli/run-cli.js";
import { describeEachDatabase } from "../databases.js";

describeEachDatabase("npm run demo", (server) => {
  it("shows the whole way, from a schema file to the way back", async () => {
    const database = await server.create();
    try {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [join(root, "docs/examples/demo.js"), "--database-url", database.url],
        { encoding: "utf8" },
      );
      expect(status, stdout + stderr).to.equal(0);
      for (const shown of [
        "new m.CreateTable(",
        "CREATE TABLE",
        "new m.RenameField(",
        "(exit 3)",
        "2 applied, 0 pending",
        "(exit 8)",
        "0 applied, 2 pending",
      ]) {
        expect(stdout).to.contain(shown);
      }
      expect(stderr)
        .to.contain("--rename people.mail:email")
        .and.contain("INTERP_FORBIDDEN_IMPORT");
    } finally {
      await database.drop();
    }
  });
});
