import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

const MODULE = new URL("../../src/cli/compile-less.js", import.meta.url).href;

describe("compiling less for a while", () => {
  it("leaves V8 with the flags under which it takes cached code", () => {
    const folder = mkdtempSync(join(tmpdir(), "mm-flags-"));
    try {
      const cache = join(folder, "code.cache");
      const run = (first: string, second: string): string => {
        const source = `"use strict"; (function () { return 1; })`;
        const file = join(folder, "run.mjs");
        writeFileSync(
          file,
          `import { Script } from "node:vm"; import { readFileSync, writeFileSync } from "node:fs";
import { compilingLess } from ${JSON.stringify(MODULE)};
${first}
const script = new Script(${JSON.stringify(source)}, ${second});
if (script.cachedDataRejected === undefined) writeFileSync(${JSON.stringify(cache)}, script.createCachedData());
console.log(script.cachedDataRejected);`,
        );
        const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
        return stdout.trim() || stderr;
      };
      const cached = `{ cachedData: readFileSync(${JSON.stringify(cache)}) }`;
      expect(run("", "{}")).to.equal("undefined");
      expect(readFileSync(cache).length).to.be.greaterThan(0);
      expect(run("", cached)).to.equal("false");
      expect(run("console.log(compilingLess(() => 5));", cached)).to.equal("5\nfalse");
      const fails = "try { compilingLess(() => { throw 1; }); } catch {}";
      expect(run(fails, cached)).to.equal("false");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
