import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { type FolderSettings, FolderThread } from "../../src/check/folder-thread.js";
import { openPolicy } from "../../src/check/policy.js";
import { lastingEngine } from "../../src/interp/lasting-engine.js";
import { defaultLimits, withLimits } from "../../src/interp/limits.js";

/** What a thread may do with a folder by this name instead of answering. */
const PROGRAM = `
  import { workerData } from "node:worker_threads";
  const words = new Int32Array(workerData.memory);
  const tick = () => (Math.floor(performance.timeOrigin + performance.now()) & 0x3fffffff) + 1;
  const busy = (allowed) => {
    Atomics.store(words, 5, 2);
    Atomics.store(words, 3, allowed);
    Atomics.store(words, 2, tick());
  };
  workerData.port.on("message", (folder) => {
    busy(folder === "hangs" ? 200 : 60000);
    if (folder === "hangs") for (;;);
    if (folder === "fills") for (const all = []; ; ) all.push({ all: [all.length] });
    if (folder === "ends") process.exit(0);
    if (folder === "throws") throw new TypeError("a fault\\nwith lines");
    Atomics.store(words, 2, 0);
    workerData.port.postMessage({ folder, verdict: "passed", findings: [], migrations: 1, statements: 1, milliseconds: 1 });
    if (folder === "last") process.exit(0);
  });`;

describe("a thread of a check", () => {
  const root = mkdtempSync(join(tmpdir(), "mm-thread-"));
  const file = join(root, "program.mjs");
  writeFileSync(file, PROGRAM);
  const about = {
    policy: openPolicy,
    limits: withLimits(defaultLimits("locked"), { workerHeapMb: 32 }),
    databases: [],
    strict: false,
    followLinks: false,
    symbols: [],
    modules: [],
  };
  let settings: FolderSettings;
  let thread: FolderThread;
  before(async () => {
    settings = { ...about, engine: await lastingEngine() };
    thread = new FolderThread({ settings, symbols: {}, program: pathToFileURL(file) });
  });
  after(async () => {
    await thread.close();
    rmSync(root, { recursive: true });
  });

  const expected = {
    hangs: ["CHECK_TIME", "planning the folder took more than 200 ms and was stopped"],
    fills: ["CHECK_MEMORY", "planning the folder takes more than 32 MB"],
    ends: ["CHECK_FAILED", "the check itself failed on this folder: its thread ended"],
    throws: ["CHECK_FAILED", "the check itself failed on this folder: a fault"],
  };

  for (const [folder, [rule, message]] of Object.entries(expected)) {
    it(`gives a verdict on a folder with which its thread ${folder}, and goes on`, async () => {
      const report = await thread.check(folder);
      expect(report).to.include({ folder, verdict: "refused", migrations: 0 });
      expect(report.findings).to.have.lengthOf(1);
      expect(report.findings[0]).to.include({ rule, message, level: "error" });
      expect(await thread.check("fine")).to.include({ folder: "fine", verdict: "passed" });
    });
  }

  it("gives nobody the blame for a thread that ended between two folders", async () => {
    for (let round = 0; round < 3; round += 1) {
      expect(await thread.check("last")).to.include({ folder: "last", verdict: "passed" });
      expect(await thread.check("fine")).to.include({ folder: "fine", verdict: "passed" });
    }
  });

  it("tells a thread that cannot even start", async () => {
    const program = pathToFileURL(join(root, "missing.mjs"));
    const report = await new FolderThread({ settings, symbols: {}, program }).check("a");
    expect(report.findings[0]).to.include({ rule: "CHECK_FAILED" });
  });
});
