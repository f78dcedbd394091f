// The thread in which `up --plan` reads and plans a plan file before it does so with the credentials
// at hand. Nothing comes back but that it came to an end.
import { parentPort, workerData } from "node:worker_threads";
import { type Stage, stages } from "../check/lane-wire.js";
import { PLANNING_GRACE_MS } from "../check/planning-budget.js";
import { dialectByName } from "../dialect/index.js";
import { Heartbeat } from "../interp/worker/heartbeat.js";
import { bookkeepingOf, DEFAULT_HISTORY_TABLE } from "../plan/bookkeeping.js";
import { withStatements } from "../plan/compile-plan.js";
import { readPlanFile } from "../plan/plan-file.js";
import { tableKey } from "../schema/schema.js";
import type { RehearsalData } from "./rehearsal.js";

const { text, hash, limits, memory }: RehearsalData = workerData;
const heartbeat = new Heartbeat(new Int32Array(memory));
const STAGE: Stage = "planning the plan file";

parentPort?.on("message", () => void rehearse());

async function rehearse(): Promise<void> {
  heartbeat.busy(stages.indexOf(STAGE), limits.loadMs + PLANNING_GRACE_MS);
  try {
    const plan = readPlanFile(text, hash);
    const dialect = await dialectByName(plan.database).load();
    const rowsTable = tableKey(bookkeepingOf(DEFAULT_HISTORY_TABLE).rows);
    withStatements(plan, { dialect, rowsTable });
  } catch {
    // The same is found again where there is somebody to say it.
  }
  heartbeat.idle();
  parentPort?.postMessage("done");
}
