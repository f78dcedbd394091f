import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const SCRIPT = fileURLToPath(new URL("../../.ci/bundle/remove-stale.js", import.meta.url));

describe("a build", () => {
  it("leaves nothing behind of a source that is gone, and takes away nothing else", () => {
    const folder = mkdtempSync(join(tmpdir(), "mm-stale-"));
    const files = [
      ..."src/a.ts src/cli/binary.cts test/a.test.ts".split(" "),
      ..."dist/src/a.js dist/src/a.js.map dist/src/a.d.ts".split(" "),
      ..."dist/src/cli/binary.cjs dist/src/cli/binary.cjs.map dist/src/cli/binary.d.cts".split(" "),
      ..."dist/src/engine.image dist/package.json dist/bundle/worker.cjs dist/test/a.test.js".split(
        " ",
      ),
    ];
    const stale = [
      ..."dist/src/b.js dist/src/b.js.map dist/src/b.d.ts dist/src/cli/a.cjs".split(" "),
      ..."dist/test/moved/a.test.js dist/test/moved/a.test.d.ts dist/src/a.cjs".split(" "),
    ];
    try {
      for (const file of [...files, ...stale]) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), "");
      }
      const { status, stderr } = spawnSync(process.execPath, [SCRIPT, folder], {
        encoding: "utf8",
      });
      expect(status, stderr).to.equal(0);
      const left = readdirSync(folder, { recursive: true, encoding: "utf8" });
      expect(left.filter((path) => /\.\w+$/.test(path)).sort()).to.deep.equal([...files].sort());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
