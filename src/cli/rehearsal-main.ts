// The thread in which `up --plan` reads and plans a plan file before it does so with the credentials
// at hand, and reads the checkout. Of a plan nothing comes back but that it came to an end.
import { parentPort, workerData } from "node:worker_threads";
import { type Stage, stages } from "../check/lane-wire.js";
import { PLANNING_GRACE_MS } from "../check/planning-budget.js";
import { dialectByName } from "../dialect/index.js";
import { Heartbeat } from "../interp/heartbeat.js";
import { Checksums } from "../loader/checksum.js";
import { readFolder } from "../loader/folder.js";
import { withStatements } from "../plan/compile-plan.js";
import { readPlanFile } from "../plan/plan-file.js";
import { DEFAULT_HISTORY_TABLE, toolTablesOf } from "../plan/tool-tables.js";
import { tableKey } from "../schema/schema.js";
import { describeError, stacksOf, withFrame } from "./error-document.js";
import type { RehearsalAnswer, RehearsalData, Rehearsed } from "./rehearsal.js";

const { task, limits, memory }: RehearsalData = workerData;
const heartbeat = new Heartbeat(new Int32Array(memory));

parentPort?.on("message", () => void begin());

async function begin(): Promise<void> {
  const stage: Stage = task.kind === "plan" ? "planning the plan file" : "reading the folder";
  heartbeat.busy(stages.indexOf(stage), limits.loadMs + PLANNING_GRACE_MS);
  const answer = task.kind === "plan" ? await plan(task) : await checksums(task);
  heartbeat.idle();
  parentPort?.postMessage(answer satisfies RehearsalAnswer);
}

type Task<Kind> = Extract<Rehearsed, { kind: Kind }>;

async function plan({ text, hash }: Task<"plan">): Promise<RehearsalAnswer> {
  try {
    const plan = readPlanFile(text, hash);
    const dialect = await dialectByName(plan.database).load();
    const rowsTable = tableKey(toolTablesOf(DEFAULT_HISTORY_TABLE).rows);
    withStatements(plan, { dialect, rowsTable });
  } catch {
    // The same is found again where there is somebody to say it.
  }
  return { kind: "done" };
}

async function checksums({ directory, program }: Task<"files">): Promise<RehearsalAnswer> {
  try {
    const folder = readFolder(directory);
    const sums = new Checksums(folder.files);
    return {
      kind: "checksums",
      checksums: new Map(folder.migrations.map((file) => [file, sums.of(file)])),
    };
  } catch (error) {
    const described = describeError(error, { program, folder: directory });
    const document = await withFrame(described, directory);
    return { kind: "error", document, stacks: stacksOf(error) };
  }
}
