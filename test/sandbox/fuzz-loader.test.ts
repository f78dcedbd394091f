import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { MigrationError } from "../../src/errors.js";
import { defaultLimits, type Profile, withLimits } from "../../src/interp/limits.js";
import { WorkerPool } from "../../src/interp/pool.js";
import { loadRegistry } from "../../src/loader/loader.js";
import { builtIn } from "../../symbols/index.js";
import { Random } from "../property/random.js";
import { HURRY } from "./attack.js";
import { fuzzCorpus, mutate } from "./fuzz-sources.js";

/** Sources a profile, always the same ones; more with MM_FUZZ=100000. */
const ROUNDS = Number(process.env.MM_FUZZ ?? 400);
const SEEDS = { open: 1, locked: 2 } as const;
/** A load that has not ended by then hangs: its limits are a few seconds, however busy the machine. */
const HANGS_MS = 600_000;
const LIMITS = { ...HURRY, memoryBytes: 32 * 1024 * 1024, loadMs: 3000, hostCallMs: 500 };
/** Codes that would mean that the sandbox itself broke. */
const NEVER = ["INTERP_ENGINE_FAILED", "INTERP_MALFORMED", "INTERP_DEAD", "INTERP_LEAK"];
const OWN_PATHS = /node_modules|dist[-/a-z]*\/src|node:internal|file:\/\/\/(?:work|home|tmp)\//;

const symbols = builtIn().snapshot();

describe("the loader under mutated sources", () => {
  for (const profile of ["open", "locked"] as const) {
    it(`ends each of ${ROUNDS} (seed ${SEEDS[profile]}) with success or a clean error (${profile})`, async () => {
      const before = handles();
      const directory = mkdtempSync(join(tmpdir(), "mm-fuzz-"));
      const limits = withLimits(defaultLimits(profile), LIMITS);
      const pool = new WorkerPool({ size: 1, limits });
      try {
        await fuzz({ profile, directory, pool });
      } finally {
        await pool.close();
        rmSync(directory, { recursive: true });
      }
      expect(handles(), "workers and ports left").to.be.at.most(before);
      // Each source has its own patience; all together would only measure the machine.
    }).timeout(0);
  }
});

interface Fuzzing {
  readonly profile: Profile;
  readonly directory: string;
  readonly pool: WorkerPool;
}

async function fuzz(fuzzing: Fuzzing): Promise<void> {
  const corpus = fuzzCorpus();
  const random = new Random(SEEDS[fuzzing.profile]);
  const intrinsics = intrinsicKeys();
  for (let round = 0; round < ROUNDS; round += 1) {
    const source = mutate(random, corpus);
    await loadOne(source, fuzzing);
    if (intrinsicKeys() !== intrinsics) expect.fail(`it changed the host:\n${source}`);
    if (round % 50 === 0) await loadInnocent(fuzzing);
  }
  await loadInnocent(fuzzing);
}

async function loadOne(source: string, { profile, directory, pool }: Fuzzing): Promise<void> {
  writeFileSync(join(directory, "0001_fuzz.ts"), source);
  const limits = withLimits(defaultLimits(profile), LIMITS);
  const over = new AbortController();
  const hanging = setTimeout(HANGS_MS, undefined, { signal: over.signal }).then(
    () => Promise.reject(new Error("it hangs")),
    () => undefined,
  );
  const loading = loadRegistry({ directory, symbols, profile, limits, pool });
  try {
    const loaded = await Promise.race([loading, hanging]);
    await loaded?.dispose();
  } catch (error) {
    const clean =
      error instanceof MigrationError &&
      /^[A-Z]+_[A-Z_]+$/.test(error.code) &&
      !NEVER.includes(error.code) &&
      !OWN_PATHS.test(`${error.message}\n${error.hint}`);
    if (!clean) throw new Error(`it did not end cleanly:\n${source}`, { cause: error });
  } finally {
    over.abort();
  }
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
