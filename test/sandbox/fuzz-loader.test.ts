import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { MigrationError } from "../../src/errors.js";
import { defaultLimits, type Profile, withLimits } from "../../src/interp/limits.js";
import { WorkerPool } from "../../src/interp/pool.js";
import { loadRegistry } from "../../src/loader/loader.js";
import { builtIn } from "../../symbols/index.js";
import { Random } from "../property/random.js";
import { HURRY } from "./attack.js";
import { fuzzCorpus, mutate } from "./fuzz-sources.js";

/** Sources a profile; more with MM_FUZZ=100000. */
const ROUNDS = Number(process.env.MM_FUZZ ?? 1000);
/** No run takes longer than this on a busy machine; the seed decides what is tried first. */
const BUDGET_MS = process.env.MM_FUZZ === undefined ? 25_000 : Number.POSITIVE_INFINITY;
/** One load with these limits, everything included. */
const PATIENCE_MS = 8000;
const LIMITS = { ...HURRY, memoryBytes: 32 * 1024 * 1024, loadMs: 3000, hostCallMs: 500 };
/** Codes that would mean that the sandbox itself broke. */
const NEVER = ["INTERP_ENGINE_FAILED", "INTERP_MALFORMED", "INTERP_DEAD", "INTERP_LEAK"];
const OWN_PATHS = /node_modules|dist[-/a-z]*\/src|node:internal|file:\/\/\/(?:work|home|tmp)\//;

const symbols = builtIn().snapshot();

describe("the loader under mutated sources", () => {
  for (const profile of ["open", "locked"] as const) {
    it(`ends each with success or a clean error (${profile})`, async () => {
      const before = handles();
      const directory = mkdtempSync(join(tmpdir(), "mm-fuzz-"));
      const limits = withLimits(defaultLimits(profile), LIMITS);
      const pool = new WorkerPool({ size: 1, limits });
      try {
        const tried = await fuzz({ profile, directory, pool });
        expect(tried, "sources within the time").to.be.at.least(50);
      } finally {
        await pool.close();
        rmSync(directory, { recursive: true });
      }
      expect(handles(), "workers and ports left").to.be.at.most(before);
    }).timeout(BUDGET_MS === Number.POSITIVE_INFINITY ? 0 : BUDGET_MS * 2);
  }
});

interface Fuzzing {
  readonly profile: Profile;
  readonly directory: string;
  readonly pool: WorkerPool;
}

async function fuzz(fuzzing: Fuzzing): Promise<number> {
  const corpus = fuzzCorpus();
  const random = new Random(fuzzing.profile === "open" ? 1 : 2);
  const intrinsics = intrinsicKeys();
  const end = performance.now() + BUDGET_MS;
  let tried = 0;
  for (; tried < ROUNDS && performance.now() < end; tried += 1) {
    const source = mutate(random, corpus);
    await loadOne(source, fuzzing);
    if (intrinsicKeys() !== intrinsics) expect.fail(`it changed the host:\n${source}`);
    if (tried % 50 === 0) await loadInnocent(fuzzing);
  }
  await loadInnocent(fuzzing);
  return tried;
}

async function loadOne(source: string, { profile, directory, pool }: Fuzzing): Promise<void> {
  writeFileSync(join(directory, "0001_fuzz.ts"), source);
  const limits = withLimits(defaultLimits(profile), LIMITS);
  const start = performance.now();
  try {
    const loaded = await loadRegistry({ directory, symbols, profile, limits, pool });
    await loaded.dispose();
  } catch (error) {
    const clean =
      error instanceof MigrationError &&
      /^[A-Z]+_[A-Z_]+$/.test(error.code) &&
      !NEVER.includes(error.code) &&
      !OWN_PATHS.test(`${error.message}\n${error.hint}`);
    if (!clean) throw new Error(`it did not end cleanly:\n${source}`, { cause: error });
  }
  const elapsed = performance.now() - start;
  if (elapsed > PATIENCE_MS) expect.fail(`it took ${elapsed} ms:\n${source}`);
}

/** What an innocent folder gives, right after what came before it in the same thread. */
async function loadInnocent({ profile, directory, pool }: Fuzzing): Promise<void> {
  const source = `import * as m from "makemigrations";
    m.register({ name: "0001_fuzz", dependencies: [], operations: [{ type: "run_sql",
      forwardSQL: ["SELECT", [3, 1, 2].sort().join()].join(" "), backwardSQL: "SELECT 2" }] });`;
  writeFileSync(join(directory, "0001_fuzz.ts"), source);
  const loaded = await loadRegistry({ directory, symbols, profile, pool });
  const [migration] = [...loaded.registry];
  await loaded.dispose();
  expect(migration?.name).to.equal("0001_fuzz");
  expect(migration?.operations.map((one) => one.describe()).join()).to.include("SELECT 1,2,3");
}

function handles(): number {
  return process
    .getActiveResourcesInfo()
    .filter((name) => name === "Worker" || name === "MessagePort").length;
}

function intrinsicKeys(): string {
  const objects = [Object.prototype, Array.prototype, Function.prototype, Promise.prototype];
  return objects.map((object) => Reflect.ownKeys(object).map(String).join()).join(";");
}
