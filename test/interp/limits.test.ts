import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { expect } from "chai";
import { InterpError } from "../../src/interp/interp-error.js";
import { defaultLimits, limitNames, lowerLimits, withLimits } from "../../src/interp/limits.js";
import { fn } from "../../src/interp/symbol-map.js";
import { failure, posted } from "./setup.js";

describe("limits", () => {
  it("are nowhere larger in the locked profile than in the open one", () => {
    const open = defaultLimits("open");
    const locked = defaultLimits("locked");
    for (const name of limitNames) expect(locked[name], name).to.be.at.most(open[name]);
  });

  it("keep the native stack 32 times the guest's", () => {
    for (const profile of ["open", "locked"] as const) {
      const { workerStackMb, guestStackBytes } = defaultLimits(profile);
      expect(workerStackMb * 1024 * 1024).to.be.at.least(32 * guestStackBytes);
    }
  });

  it("can be lowered by a project and not raised", () => {
    const base = defaultLimits("open");
    expect(lowerLimits(base, { cpuLoadMs: 10 }).cpuLoadMs).to.equal(10);
    expect(() => lowerLimits(base, { cpuLoadMs: base.cpuLoadMs + 1 })).to.throw(
      InterpError,
      "cpuLoadMs",
    );
  });

  it("can be raised by the operator", () => {
    expect(withLimits(defaultLimits("locked"), { posts: 999 }).posts).to.equal(999);
  });

  it("refuse unknown names and values that are no numbers", () => {
    for (const change of [
      { nope: 1 },
      { posts: 0 },
      { posts: "7" },
      { posts: 1.5 },
      { __proto__x: 1 },
    ]) {
      expect(() => withLimits(defaultLimits("open"), change), JSON.stringify(change)).to.throw(
        InterpError,
      );
    }
  });

  for (const [limit, value] of [
    ["memoryBytes", 1],
    ["memoryBytes", 64],
    ["memoryBytes", 10_000],
    ["guestStackBytes", 1],
  ] as const) {
    it(`name themselves when the sandbox cannot even start: ${limit} ${value}`, async () => {
      const limits = withLimits(defaultLimits("open"), { [limit]: value });
      const error = await failure(posted("export const a = 1;", { limits }));
      expect(error).to.include({ code: "INTERP_LIMIT", limit });
    });
  }

  it("name themselves, their value, their unit and the place when they are exceeded", async () => {
    const limits = withLimits(defaultLimits("open"), { cpuLoadMs: 100 });
    const error = await failure(posted("const a: number = 1;\nfor (;;) Math.max(a);", { limits }));
    expect(error).to.include({
      code: "INTERP_LIMIT",
      limit: "cpuLoadMs",
      file: "0001_a.ts",
      line: 2,
    });
    expect(error.message).to.include('the limit "cpuLoadMs" is 100 ms');
    expect(error.hint).to.include("cpuLoadMs");
  });

  it("hold for the whole load", async () => {
    const limits = withLimits(defaultLimits("open"), { loadMs: 300 });
    const files = { "0002_b.ts": "for (let i = 0; i < 1e9; i++);" };
    const error = await failure(posted("for (let i = 0; i < 1e9; i++);", { limits, files }));
    expect(error.limit).to.be.oneOf(["loadMs", "cpuLoadMs"]);
  });

  it("do not count against a load what this thread was busy with after the load was done", async () => {
    const load = (loadMs: number): Promise<readonly unknown[]> => {
      const sleeper = new Int32Array(new SharedArrayBuffer(4));
      // Until its time is up, and longer than the thread needs for the rest of the load.
      const busy = fn(() => void setImmediate(() => Atomics.wait(sleeper, 0, 0, loadMs + 500)));
      return posted('import { post } from "api"; import { busy } from "slow"; busy(); post(1);', {
        limits: withLimits(defaultLimits("open"), { loadMs }),
        map: { slow: { busy } },
      });
    };
    // On a busy machine a load may take as long by itself: then it gets more, and so does what is busy.
    let posts: readonly unknown[] | undefined;
    for (let loadMs = 1000; posts === undefined && loadMs < 60_000; loadMs *= 3) {
      posts = await load(loadMs).catch((error: unknown) => {
        expect(error).to.have.property("limit", "loadMs");
        return undefined;
      });
    }
    expect(posts).to.deep.equal([1]);
  });

  it("count processor time: a file that had to wait for a processor is not slow", async () => {
    const limits = withLimits(defaultLimits("locked"), { cpuLoadMs: 800, loadMs: 600_000 });
    const busy = Array.from({ length: availableParallelism() * 4 }, () =>
      spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }),
    );
    try {
      const text =
        'import { post } from "api"; let n = 0; for (let i = 0; i < 400_000; i++) n += i % 7; post(n);';
      expect(await posted(text, { limits, profile: "locked" })).to.have.lengthOf(1);
      const endless = await failure(posted("for (;;);", { limits, profile: "locked" }));
      expect(endless.limit).to.equal("cpuLoadMs");
    } finally {
      for (const child of busy) child.kill("SIGKILL");
    }
  });
});
