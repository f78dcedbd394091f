import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { writeTenant } from "../check/fleet.js";

const INTERPRETER = new URL("../../src/interp/interpreter.js", import.meta.url).href;
/** The function that interprets bytecodes has a hundred kilobytes, and its compilation takes 27 MB; all others are small. */
const LARGE = /using TurboFan.* bodysize \d{5,}/g;

/** How many functions of the engine V8 compiles with its optimising compiler while a file of this text is loaded. */
function optimised(text: string, profile = "open"): number {
  return optimisedIn(`
    import { Interpreter } from ${JSON.stringify(INTERPRETER)};
    const interpreter = new Interpreter({ profile: ${JSON.stringify(profile)} });
    await interpreter.load([{ path: "a.ts", text: ${JSON.stringify(text)} }], { entries: ["a.ts"] });
    await interpreter.dispose();`);
}

/** A check under a policy, in two jobs. */
function checking(folders: readonly string[]): string {
  const address = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const options = { folders, jobs: 2, databases: ["postgresql"], strict: false };
  return `
    import { checkFolders } from ${address("../../src/check/check.js")};
    import { openPolicy } from ${address("../../src/check/policy.js")};
    import { builtIn } from ${address("../../symbols/index.js")};
    const { passed } = await checkFolders({
      ...${JSON.stringify(options)}, policy: openPolicy, symbols: builtIn().snapshot(),
    });
    if (passed !== ${folders.length}) process.exitCode = 1;`;
}

function optimisedIn(program: string, which = /using TurboFan/g): number {
  const { status, stdout } = spawnSync(
    process.execPath,
    ["--trace-wasm-compilation-times", "--input-type=module", "--eval", program],
    { encoding: "utf8" },
  );
  expect(status).to.equal(0);
  expect(stdout).to.match(/using Liftoff/);
  return stdout.match(which)?.length ?? 0;
}

// Where another V8 decides for itself there is nothing to say about it.
if (process.versions.v8.startsWith("11.3.")) {
  describe("the engine", () => {
    const short = "const list: number[] = []; for (let i = 0; i < 5000; i++) list.push(i);";

    it("is compiled once for a load that does not work for long", () => {
      expect(optimised(short)).to.equal(0);
    });

    it("is compiled once for a file of a stranger, too", () => {
      expect(optimised(short, "locked")).to.equal(0);
    });

    it("has its loop compiled once for a check of many folders", () => {
      const root = mkdtempSync(join(tmpdir(), "mm-tiering-"));
      const folders = ["a", "b", "c"].map((name) => join(root, name));
      for (const folder of folders) writeTenant(folder, 50);
      try {
        expect(optimisedIn(checking(folders), LARGE)).to.equal(0);
      } finally {
        rmSync(root, { recursive: true });
      }
    });

    it("is compiled once more for one that does", () => {
      expect(
        optimised("let sum = 0; for (let i = 0; i < 6_000_000; i++) sum += i % 7;"),
      ).to.be.greaterThan(0);
    });
  });
}
