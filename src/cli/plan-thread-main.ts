// The thread in which `mm plan` evaluates, plans and judges. What belongs to the operator's program,
// the functions of the symbol map, stays on the main thread, which ends this one when it hangs.
import { workerData } from "node:worker_threads";
import { busyWith, PLANNING_GRACE_MS } from "../check/planning-budget.js";
import { TenantInterpreter, tenantSymbols } from "../check/tenant-interpreter.js";
import type { ThreadLines, ThreadSettings } from "../check/tenant-thread.js";
import type { Heartbeat } from "../interp/heartbeat.js";
import { answerRequests } from "../interp/request-thread.js";
import { loadRegistry } from "../loader/loader.js";
import { refuseSqlAlone } from "../loader/sql-alone.js";
import type { PlanAnswer, PlanTask } from "./plan-job.js";
import { planOf } from "./plan-text.js";
import { described } from "./render/error-document.js";

const settings: ThreadSettings & ThreadLines = workerData;
const { limits } = settings;

/** What is said in any case. */
interface Said {
  readonly log: PlanAnswer["log"][number][];
  readonly warnings: PlanAnswer["warnings"][number][];
}

answerRequests(settings, async (task: PlanTask, heartbeat): Promise<PlanAnswer> => {
  const said: Said = { log: [], warnings: [] };
  try {
    return { ...said, outcome: { kind: "plan", ...(await plan(task, said, heartbeat)) } };
  } catch (error) {
    return { ...said, outcome: await described(error, task) };
  }
});

async function plan(task: PlanTask, said: Said, heartbeat: Heartbeat) {
  const interpreter = new TenantInterpreter({ profile: "locked", limits }, limits.cpuAsyncCallMs);
  const { loadMs, cpuAsyncCallMs, killGraceMs } = limits;
  busyWith(heartbeat, "loading the folder", loadMs + cpuAsyncCallMs + killGraceMs);
  const loaded = await loadRegistry({
    directory: task.directory,
    symbols: tenantSymbols(settings)(),
    profile: "locked",
    limits,
    interpreter,
  });
  said.log.push(...loaded.console);
  try {
    refuseSqlAlone(loaded.warnings);
    said.warnings.push(...loaded.warnings);
    busyWith(heartbeat, "planning the folder", loadMs + PLANNING_GRACE_MS);
    return await planOf(loaded.registry, { ...task, limits }, heartbeat);
  } finally {
    said.log.push(...interpreter.takeConsole());
    await loaded.dispose();
  }
}
