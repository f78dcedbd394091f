import { spawnSync } from "node:child_process";
import { expect } from "chai";

const INTERPRETER = new URL("../../src/interp/interpreter.js", import.meta.url).href;

/** How many functions of the engine V8 compiles with its optimising compiler while a file of this text is loaded. */
function optimised(text: string, profile = "open"): number {
  const program = `
    import { Interpreter } from ${JSON.stringify(INTERPRETER)};
    const interpreter = new Interpreter({ profile: ${JSON.stringify(profile)} });
    await interpreter.load([{ path: "a.ts", text: ${JSON.stringify(text)} }], { entries: ["a.ts"] });
    await interpreter.dispose();`;
  const { status, stdout } = spawnSync(
    process.execPath,
    ["--trace-wasm-compilation-times", "--input-type=module", "--eval", program],
    { encoding: "utf8" },
  );
  expect(status).to.equal(0);
  expect(stdout).to.match(/using Liftoff/);
  return stdout.match(/using TurboFan/g)?.length ?? 0;
}

// Where another V8 decides for itself there is nothing to say about it.
if (process.versions.v8.startsWith("11.3.")) {
  describe("the engine", () => {
    const short = "const list: number[] = []; for (let i = 0; i < 5000; i++) list.push(i);";

    it("is compiled once for a load that does not work for long", () => {
      expect(optimised(short)).to.equal(0);
    });

    it("is compiled once more, early, where many folders of strangers are to be judged", () => {
      expect(optimised(short, "locked")).to.be.greaterThan(0);
    });

    it("is compiled once more for one that does", () => {
      expect(
        optimised("let sum = 0; for (let i = 0; i < 6_000_000; i++) sum += i % 7;"),
      ).to.be.greaterThan(0);
    });
  });
}
