// The thread in which `mm plan` evaluates, plans and judges. What belongs to the operator's program,
// the functions of the symbol map, stays on the main thread, which ends this one when it hangs.
import { parentPort, workerData } from "node:worker_threads";
import { type Stage, stages } from "../check/lane-wire.js";
import { PLANNING_GRACE_MS } from "../check/planning-budget.js";
import { TenantInterpreter, tenantSymbols } from "../check/tenant-interpreter.js";
import { Heartbeat } from "../interp/heartbeat.js";
import { WORDS } from "../interp/protocol.js";
import { loadRegistry } from "../loader/loader.js";
import { describeError, stacksOf, withFrame } from "./error-document.js";
import type { PlanAnswer, PlanThreadData } from "./plan-job.js";
import { planOf } from "./plan-text.js";

const settings: PlanThreadData = workerData;
const words = new Int32Array(settings.memory, 0, WORDS);
const heartbeat = new Heartbeat(words);
const { limits, directory, program } = settings;

parentPort?.on("message", () => void answer());

async function answer(): Promise<void> {
  const log: PlanAnswer["log"][number][] = [];
  const warnings: PlanAnswer["warnings"][number][] = [];
  let outcome: PlanAnswer["outcome"];
  try {
    outcome = { kind: "plan", ...(await plan(log, warnings)) };
  } catch (error) {
    const document = await withFrame(
      describeError(error, { program, folder: directory }),
      directory,
    );
    outcome = { kind: "error", document, stacks: stacksOf(error) };
  }
  heartbeat.idle();
  parentPort?.postMessage({ log, warnings, outcome } satisfies PlanAnswer);
}

async function plan(log: PlanAnswer["log"][number][], warnings: PlanAnswer["warnings"][number][]) {
  const interpreter = new TenantInterpreter({ profile: "locked", limits }, limits.cpuAsyncCallMs);
  busy("loading the folder", limits.cpuAsyncCallMs + limits.killGraceMs);
  const loaded = await loadRegistry({
    directory,
    symbols: tenantSymbols(settings, words)(),
    profile: "locked",
    limits,
    interpreter,
  });
  log.push(...loaded.console);
  warnings.push(...loaded.warnings);
  try {
    busy("planning the folder", PLANNING_GRACE_MS);
    return await planOf(loaded.registry, settings, heartbeat);
  } finally {
    log.push(...interpreter.takeConsole());
    await loaded.dispose();
  }
}

function busy(stage: Stage, graceMs: number): void {
  heartbeat.busy(stages.indexOf(stage), limits.loadMs + graceMs);
}
