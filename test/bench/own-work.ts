import { planFolder } from "../../src/check/plan-folder.js";
import { PlanningBudget } from "../../src/check/planning-budget.js";
import { dialectByName } from "../../src/dialect/index.js";
import { Heartbeat } from "../../src/interp/heartbeat.js";
import { Interpreter } from "../../src/interp/interpreter.js";
import { lastingEngine } from "../../src/interp/lasting-engine.js";
import { defaultLimits } from "../../src/interp/limits.js";
import type { Post } from "../../src/interp/load-result.js";
import { WorkerPool } from "../../src/interp/pool.js";
import { evaluateFolder } from "../../src/loader/evaluate-folder.js";
import { readMigrations } from "../../src/loader/folder.js";
import { neededSymbols } from "../../src/loader/needed-symbols.js";
import { validatePosts } from "../../src/loader/validation.js";
import { builtIn } from "../../symbols/index.js";
import { CpuMeter } from "./cpu-meter.js";

/**
 * What a folder is for any command that shows its SQL, in a process that is warm: read, evaluated in
 * the locked profile in a thread of its own, validated, planned. No policy, no thread around it, nothing judged.
 *
 * @param evaluations how often each folder is evaluated, each time in a fresh engine: a check does it twice
 * @returns milliseconds of processor time a folder, behind the first `warmUp`
 */
export async function ownWork(
  folders: readonly string[],
  { evaluations, warmUp }: { readonly evaluations: number; readonly warmUp: number },
): Promise<number> {
  const limits = defaultLimits("locked");
  const pool = new WorkerPool({ size: 1, limits, engine: await lastingEngine() });
  const dialects = [await dialectByName("postgresql").load()];
  const heartbeat = new Heartbeat(new Int32Array(new SharedArrayBuffer(64)));
  const symbols = builtIn().snapshot();
  const meter = new CpuMeter(warmUp);
  for (const path of folders) {
    const folder = readMigrations(path, limits);
    for (let left = evaluations; left > 0; left--) {
      const interpreter = new Interpreter({ profile: "locked", limits, pool });
      const posts: Post[] = [];
      await evaluateFolder(folder, {
        symbols: neededSymbols(symbols, folder),
        interpreter,
        onPost: (post) => void posts.push(post),
      });
      if (left === 1) {
        const { registry } = validatePosts(folder, posts, { guest: interpreter, onWrong: rethrow });
        const budget = new PlanningBudget(limits.loadMs, heartbeat);
        await planFolder({ registry, dialects, budget, onPlan: () => {}, onFinding: rethrow });
      }
      await interpreter.dispose();
    }
    meter.done();
  }
  await pool.close();
  return meter.perTask();
}

function rethrow(error: unknown): void {
  throw error;
}
